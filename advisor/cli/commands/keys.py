"""`advisor keys`: every key of the app with its id, as a file to change them by."""

from __future__ import annotations

from advisor.cli.console import Parser, put
from advisor.cli.status import Status


def run(arguments: list[str]) -> Status:
    """Print the file of keys, every line of it a comment."""
    parser = Parser(
        prog="advisor keys",
        description="Print the keys of the app, in the form of the file that changes them.",
    )
    parser.parse_args(arguments)
    from advisor.tui.keymap import told

    put("\n".join(told()))
    return Status.OK
