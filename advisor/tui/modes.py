"""The modes of the app: where each screen stands, its keys and its words; it imports none."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from advisor.knowledge.base import KnowledgeBase
from advisor.tui.keys import bind

if TYPE_CHECKING:  # the first question is shown before the screens of other modes are read
    from advisor.tui.screens.base import ModeScreen
    from advisor.tui.session import Session


def _always(_: KnowledgeBase) -> bool:
    return True


def _can_work_out(base: KnowledgeBase) -> bool:
    # Asked before the first question is drawn, so what stands in them is not read for it.
    return base.read_feasibility is not None and bool(base.prices) and bool(base.models)


class Mode(NamedTuple):
    """A mode: where its screen stands, its keys (the first is the one told), its name and words."""

    place: str
    keys: str
    title: str
    told: str
    in_footer: bool = False
    is_there: Callable[[KnowledgeBase], bool] = _always

    def screen(self, session: Session) -> ModeScreen:
        """Return the screen over a session; its module is imported when it is first shown."""
        module, _, name = self.place.partition(":")
        made: ModeScreen = getattr(import_module(f"advisor.tui.screens.{module}"), name)(session)
        return made


# One line a mode, in the order of their keys. Some terminals take F10 and F11 for themselves: Alt
# with a letter does the same. With a digit it would be another sign in many of them.
MODES = {
    "interview": Mode("interview:InterviewScreen", "f5,alt+q", "Questions", "The questions", True),
    "verdict": Mode(
        "verdict:VerdictScreen", "f6,alt+v", "Verdict", "The verdict on the answers so far", True
    ),
    "what_if": Mode(
        "what_if:WhatIfScreen",
        "f7,alt+w",
        "What if",
        "Other answers beside yours, and the decision map",
    ),
    "data": Mode("data:DataScreen", "f8,alt+d", "Data", "Measure your data"),
    "feasibility": Mode(
        "feasibility:FeasibilityScreen",
        "f9,alt+c",
        "Fit and cost",
        "Does tuning fit the cards, how long does it take, when does it pay",
        is_there=_can_work_out,
    ),
    "record": Mode(
        "record:RecordScreen",
        "f10,alt+r",
        "Record",
        "The decision record, to read, to write and to copy",
    ),
    "knowledge": Mode(
        "knowledge:KnowledgeScreen",
        "f11,alt+k,ctrl+l",
        "Knowledge",
        "Every rule, pitfall, source, model, change and question people ask",
    ),
}
MODE_BINDINGS = [
    bind(
        mode.keys,
        f"switch_mode('{name}')",
        mode.title,
        mode.told,
        f"mode.{name}",
        show=mode.in_footer,
    )
    for name, mode in MODES.items()
]
