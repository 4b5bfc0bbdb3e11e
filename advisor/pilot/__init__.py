"""A witness: runs on one's own task become facts about where tuning passes prompting."""
