"""A written record judged again: is it the same today, and if not, what changed it."""
