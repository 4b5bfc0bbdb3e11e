"""A server for this computer only: one process of the app a visit, and none after it."""

from __future__ import annotations

import asyncio
import json
from asyncio.subprocess import Process
from contextlib import suppress
from pathlib import Path

from aiohttp import WSMsgType, web
from textual_serve.app_service import AppService
from textual_serve.server import Server

from advisor.cli.console import tell

HOST = "127.0.0.1"
PATIENCE_S = 4.0


class Visit(AppService):
    """One process of the app, which is ended for good when the visit is over."""

    _started: Process | None = None

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        # The only place at which the process can be had.
        self._started = await super()._open_app_process(width, height)
        return self._started

    async def stop(self) -> None:
        """Ask the app to quit, which saves; end it where it does not in time."""
        with suppress(asyncio.TimeoutError, ConnectionError):
            await asyncio.wait_for(super().stop(), PATIENCE_S)
        process = self._started
        if process is None:
            return
        for end in (process.terminate, process.kill):
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(process.wait(), PATIENCE_S)
                return
            with suppress(ProcessLookupError):
                end()
        await process.wait()


class LocalServer(Server):
    """Serves the app on the loopback interface, to pages of its own only."""

    def __init__(self, command: str, port: int) -> None:
        """Start `command` for each visit."""
        folder = str(Path(__file__).parent)
        super().__init__(command, HOST, port, title="advisor", templates_path=folder)
        self._hosts = {f"{name}:{port}" for name in (HOST, "localhost")}
        self._visits: set[Visit] = set()

    def initialize_logging(self) -> None:
        """Leave the logs alone: what matters is told."""

    async def on_startup(self, _: web.Application) -> None:
        """Say where it is."""
        tell(f"The app is at {self.public_url}, for this computer only. ctrl+c ends it.")

    async def on_shutdown(self, _: web.Application) -> None:
        """End every visit."""
        await asyncio.gather(*(visit.stop() for visit in set(self._visits)))

    def _is_own(self, request: web.Request) -> bool:
        # Any page that is open in the browser could else drive the app, and with it write files.
        origin = request.headers.get("Origin", "").removeprefix("http://")
        return request.host in self._hosts and origin in self._hosts

    async def handle_websocket(self, request: web.Request) -> web.StreamResponse:
        """Run the app for one visit."""
        if not self._is_own(request):
            raise web.HTTPForbidden(text="This is not a page of the advisor.")
        socket = web.WebSocketResponse(heartbeat=15)
        await socket.prepare(request)
        visit = Visit(
            self.command,
            write_bytes=socket.send_bytes,
            write_str=socket.send_str,
            close=socket.close,
            download_manager=self.download_manager,
        )
        self._visits.add(visit)
        try:
            await visit.start(_size(request, "width", 80), _size(request, "height", 24))
            await _pass_on(socket, visit)
        finally:
            await asyncio.shield(visit.stop())
            self._visits.discard(visit)
            await socket.close()
        return socket


def _size(request: web.Request, name: str, default: int) -> int:
    text = request.query.get(name, "")
    return int(text) if text.isdecimal() and 0 < len(text) <= 4 else default


async def _pass_on(socket: web.WebSocketResponse, visit: Visit) -> None:
    """Pass what the page sends on to the app, until the page has gone."""
    async for message in socket:
        if message.type != WSMsgType.TEXT:
            continue
        try:
            kind, *rest = json.loads(message.data)
        except (ValueError, TypeError):
            continue
        if kind == "stdin":
            await visit.send_bytes(str(rest[0]).encode())
        elif kind == "resize":
            await visit.set_terminal_size(int(rest[0]["width"]), int(rest[0]["height"]))
        elif kind == "ping":
            await socket.send_json(["pong", rest[0]])
        elif kind == "blur":
            await visit.blur()
        elif kind == "focus":
            await visit.focus()
