"""What the server starts for each visit: the app, which ends when the server has gone."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
import time
from pathlib import Path

from advisor.cli.commands.judge import to_date, today
from advisor.cli.console import tell
from advisor.errors import AdvisorError

LOOK_EVERY_S = 1.0
PATIENCE_S = 5.0


def main() -> int:
    """Run the app as the driver of the server wants it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("session", nargs="?")
    parser.add_argument("--knowledge", type=Path)
    parser.add_argument("--date", type=to_date)
    options = parser.parse_args()
    from advisor.tui.app import open_app

    if sys.platform != "win32":
        threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    day = options.date or today()
    try:
        is_fixed = options.date is not None
        return open_app(options.session, options.knowledge, day, day_is_fixed=is_fixed)
    except AdvisorError as fault:
        tell(f"{fault.message}\n{fault.hint}")
        return 2


def _end_with(server: int) -> None:
    """End this process, at first politely, once the server is not its parent any more."""
    while os.getppid() == server:
        time.sleep(LOOK_EVERY_S)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE_S)
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
