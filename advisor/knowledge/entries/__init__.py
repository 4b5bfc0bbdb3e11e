"""The types of the entries: the one truth about what a knowledge file may say."""
