"""The exit statuses, as the result's contract names them."""

from enum import IntEnum


class Status(IntEnum):
    """What a run says to the shell."""

    OK = 0
    BUG = 1
    AT_FAULT = 2
    KNOWLEDGE_BROKEN = 3
    CHANGED = 4
    CANNOT_TELL = 5
    INTERRUPTED = 130
