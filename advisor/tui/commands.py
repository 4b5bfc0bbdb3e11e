"""The menu: every act that has a key here, the modes, the shelves of the knowledge, the looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from textual.binding import ActiveBinding
from textual.command import CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from advisor.tui.keys import bind
from advisor.tui.screens.window import ClosesOnce
from advisor.tui.shelf import SHELVES
from advisor.tui.themes import LOOKS

# Keys that move or close say nothing in a menu.
UNTOLD = ("search.", "detail.", "answers.", "help.", "app.menu", "app.how_to_quit")


@dataclass(frozen=True)
class Command:
    """Something that can be done: its name, the key if there is one, and what it does."""

    title: str
    key: str
    help: str
    run: Callable[[], Any]


class Commands(Provider):
    """Finds commands of the screen under the menu, and of the app."""

    def _commands(self) -> Iterator[Command]:
        told: set[str] = set()
        for active in self.screen.active_bindings.values():
            binding = active.binding
            untold = not active.tooltip or not active.enabled or binding.system
            if untold or not binding.id or binding.id.startswith(UNTOLD):
                continue
            if binding.id not in told:
                told.add(binding.id)
                key = self.app.get_key_display(binding)
                yield Command(binding.description, key, active.tooltip, self._act(active))
        for shelf in SHELVES:
            yield Command(
                f"Knowledge: {shelf}",
                "",
                f"The shelf {shelf} of the knowledge",
                partial(self.app.run_action, f"app.shelf('{shelf}')"),
            )
        for look in LOOKS:
            yield Command(
                f"Look: {look}",
                "",
                "Change the colours; it is remembered",
                partial(self.app.run_action, f"app.look('{look}')"),
            )

    def _act(self, active: ActiveBinding) -> Callable[[], Any]:
        return partial(self.app.run_action, active.binding.action, default_namespace=active.node)

    async def discover(self) -> Hits:
        """Yield every command."""
        for command in self._commands():
            shown = Content.assemble(command.title, (f"  {command.key}", "$foreground 60%"))
            yield DiscoveryHit(shown, command.run, text=command.title, help=command.help)

    async def search(self, query: str) -> Hits:
        """Yield the commands whose name or help has what was typed."""
        matcher = self.matcher(query)
        for command in self._commands():
            score = max(matcher.match(command.title), 0.5 * matcher.match(command.help))
            if score > 0:
                shown = matcher.highlight(command.title)
                yield Hit(score, shown, command.run, text=command.title, help=command.help)


class Menu(CommandPalette, ClosesOnce[None]):
    """The command palette."""

    BINDINGS = [
        bind("pagedown", "page('page_down')", "Page down", "A page on", "menu.page_down"),
        bind("pageup", "page('page_up')", "Page up", "A page back", "menu.page_up"),
    ]

    def action_page(self, action: str) -> None:
        """Go a page on or back, where there is a page: before it is laid out a list has none."""
        listed = self.query_one(CommandList)
        if listed.size.height:
            getattr(listed, f"action_{action}")()
