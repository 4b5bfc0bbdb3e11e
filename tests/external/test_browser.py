"""The app in a real browser, without network: three answers, the verdict, the record.

`python -m pytest tests/external/test_browser.py -rs` with the extra `web`, with playwright and
with a Chromium at hand (its place in $ADVISOR_CHROMIUM, or on the path).
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("textual_serve", reason="the extra `web` is not installed")
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

BROWSER = os.environ.get("ADVISOR_CHROMIUM") or shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
VISIT = "advisor.cli.web.visit"
LONGEST_S = 30


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    place = {**os.environ, "XDG_STATE_HOME": str(tmp_path / "state"), "PYTHONUNBUFFERED": "1"}
    place |= {"XDG_CONFIG_HOME": str(tmp_path / "config"), "PYTHONPATH": str(Path.cwd())}
    command = [sys.executable, "-m", "advisor", "serve", "--port", str(port)]
    running = subprocess.Popen(command, cwd=tmp_path, env=place)
    try:
        until(lambda: answers(port), "the server answers")
        yield running, port
    finally:
        running.kill()
        running.wait()


def answers(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def until(holds: Callable[[], object], what: str) -> None:
    for _ in range(LONGEST_S * 10):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError(f"not within {LONGEST_S} s: {what}")


def visits() -> list[int]:
    """Return the processes that run for visits."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if VISIT in entry.read_bytes().decode(errors="replace").split("\0"):
                found.append(int(entry.parent.name))
        except OSError:
            continue
    return found


def answered(folder: Path) -> int:
    """Return how many answers the one session has that is saved, its version not counted."""
    texts = [path.read_text(encoding="utf-8") for path in folder.glob("*.toml")]
    return sum(line.count(" = ") for text in texts for line in text.splitlines()) - len(texts)


def opened(browser, port: int):
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{port}/")
    page.wait_for_selector(".-first-byte .xterm-screen", state="attached")
    time.sleep(2.5)
    page.mouse.click(300, 400)  # without a click keys are not received
    return page


@pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed")
def test_three_answers_the_verdict_and_the_record(server, tmp_path: Path):
    running, port = server
    outside: list[str] = []
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=BROWSER, args=FLAGS)
        context = browser.new_context(viewport={"width": 1100, "height": 700})
        context.on("request", lambda request: outside.append(request.url))
        page = opened(context, port)
        saved = tmp_path / "state" / "finetune-advisor" / "sessions"
        for _ in range(8):
            # A choice is marked by the arrow; a number is typed. Each ignores the other's key.
            for key in ("ArrowDown", "5", "Enter"):
                page.keyboard.press(key)
                time.sleep(0.4)
            if answered(saved) >= 3:
                break
        assert answered(saved) >= 3
        page.keyboard.press("F6")
        time.sleep(1.5)
        page.screenshot(path=str(tmp_path / "verdict.png"))
        page.keyboard.press("Control+r")
        time.sleep(0.8)
        page.keyboard.press("Enter")
        record = tmp_path / "decision-record.md"
        until(record.exists, "the record is written")
        assert "Chosen option" in record.read_text(encoding="utf-8")
        assert len(visits()) == 1
        page.close()
        until(lambda: not visits(), "the visit has ended")
        # Such as a page that is closed at once: it leaves nothing either.
        hasty = context.new_page()
        hasty.goto(f"http://127.0.0.1:{port}/")
        time.sleep(0.5)
        hasty.close()
        until(lambda: not visits(), "the hasty visit has ended")
        opened(context, port)
        running.send_signal(signal.SIGTERM)
        until(lambda: not visits(), "no visit outlives the server")
        browser.close()
    assert running.wait(10) is not None
    assert {url.split("/")[2] for url in outside} == {f"127.0.0.1:{port}"}
    print(tmp_path / "verdict.png")


@pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed")
def test_a_killed_server_leaves_no_process(server):
    running, port = server
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=BROWSER, args=FLAGS)
        opened(browser, port)
        assert len(visits()) == 1
        running.kill()
        until(lambda: not visits(), "no visit outlives a killed server")
        browser.close()


def test_a_page_from_elsewhere_cannot_open_the_app(server):
    _, port = server
    asked = (
        f"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://elsewhere.example\r\n"
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port)) as tried:
        tried.sendall(asked.encode())
        assert tried.recv(100).startswith(b"HTTP/1.1 403")
    assert not visits()
