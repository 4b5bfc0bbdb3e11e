"""The command line: parse, call, print; it alone knows the clock and the exit statuses."""
