"""The terminal app: it shows the interview and sends the user's acts to it; it weighs nothing."""
