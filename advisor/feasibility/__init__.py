"""A witness: will it fit, how long does it take, what does it cost; it judges nothing."""
