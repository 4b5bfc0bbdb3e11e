"""An advice becomes the files one would run next, as text; nothing here writes a file."""
