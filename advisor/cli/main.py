"""The entry of the command line; the one place that maps errors to exit statuses."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from importlib import import_module

from advisor.cli.console import tell
from advisor.cli.status import Status
from advisor.errors import AdvisorError, KnowledgeError

# Each family of commands stands in a module of its own, imported only when it is called.
COMMANDS = {
    "cost": "advisor.cli.commands.cost",
    "fit": "advisor.cli.commands.fit",
    "keys": "advisor.cli.commands.keys",
    "kit": "advisor.cli.commands.kit",
    "knowledge": "advisor.cli.commands.knowledge",
    "map": "advisor.cli.commands.map",
    "pilot": "advisor.cli.commands.pilot",
    "profile": "advisor.cli.commands.profile",
    "record": "advisor.cli.commands.record",
    "rejudge": "advisor.cli.commands.rejudge",
    "serve": "advisor.cli.commands.serve",
    "template": "advisor.cli.commands.template",
}
JUDGE = "advisor.cli.commands.judge"

# pydantic looks for plugins in every installed distribution, which costs as much as all rules.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        return _command(given)()
    except KnowledgeError as fault:
        _told(fault)
        return Status.KNOWLEDGE_BROKEN
    except AdvisorError as fault:
        _told(fault)
        return Status.AT_FAULT
    except KeyboardInterrupt:
        return Status.INTERRUPTED
    except BrokenPipeError:
        # The reader has gone; what is still buffered must not raise again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Status.OK


def _command(given: list[str]) -> Callable[[], int]:
    is_named = bool(given) and given[0] in COMMANDS
    # What is imported is no garbage, and to look through it takes a tenth of the start.
    gc.disable()
    try:
        run = import_module(COMMANDS[given[0]] if is_named else JUDGE).run
    finally:
        gc.enable()
    return lambda: int(run(given[1:] if is_named else given))


def _told(fault: AdvisorError) -> None:
    tell(fault.message)
    if fault.hint:
        tell(fault.hint)
