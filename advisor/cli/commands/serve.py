"""`advisor serve`: the app in the browser of this computer, and of no other."""

from __future__ import annotations

import argparse
import shlex
import subprocess
import sys
from pathlib import Path

from advisor.cli.commands.judge import to_date
from advisor.cli.console import Parser
from advisor.cli.status import Status
from advisor.errors import AdvisorError

PORT = 8765


def run(arguments: list[str]) -> Status:
    """Serve the app until ctrl+c."""
    parser = Parser(prog="advisor serve", description="Open the app in the browser.")
    parser.add_argument("session", nargs="?", help="an answers file to open in the app")
    parser.add_argument("--port", type=_port, default=PORT, help=f"{PORT} by default")
    parser.add_argument("--knowledge", type=Path, metavar="DIR", help="another knowledge folder")
    parser.add_argument("--date", type=to_date, metavar="DAY", help="judge as of this day")
    options = parser.parse_args(arguments)
    try:
        from advisor.cli.web.server import LocalServer
    except ModuleNotFoundError as fault:
        hint = "install it with: pip install 'finetune-advisor[web]'"
        raise AdvisorError(f"the part for the browser is not installed ({fault})", hint) from None
    _try_to_open(options)
    try:
        LocalServer(_command(options), options.port).serve()
    except OSError as fault:
        told = f"port {options.port} cannot be used ({fault.strerror or fault})"
        raise AdvisorError(told, "choose another with --port") from None
    return Status.OK


def _port(text: str) -> int:
    if text.isascii() and text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no port: a number from 1 to 65535")


def _try_to_open(options: argparse.Namespace) -> None:
    """Tell of a file or a folder that cannot be read here, rather than at each visit."""
    from advisor.cli.commands.judge import read_answers
    from advisor.knowledge.load import load
    from advisor.knowledge.locate import knowledge_folder

    read_answers(load(knowledge_folder(options.knowledge)), options.session)


def _command(options: argparse.Namespace) -> str:
    """Return the command line of one visit."""
    words = [sys.executable, "-m", "advisor.cli.web.visit"]
    words += [options.session] if options.session else []
    words += ["--knowledge", str(options.knowledge)] if options.knowledge else []
    words += ["--date", options.date.isoformat()] if options.date else []
    if sys.platform == "win32":
        return subprocess.list2cmdline(words)
    # Without exec a shell would stand between, and what ends it would leave the app running.
    return f"exec {shlex.join(words)}"
