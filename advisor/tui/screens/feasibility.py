"""Fit and cost: settings to step through, the memory of the run against the card, break-even."""

from __future__ import annotations

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from advisor.answers.values import Answers
from advisor.feasibility.fitting import FITS, Fit
from advisor.feasibility.sheet import Sheet
from advisor.records.cost_curve import cost_curve
from advisor.records.cost_words import break_even_lines, money, swing_lines, verdict_line
from advisor.records.fit_words import gib, lever_lines, sum_of, verdict_word
from advisor.text import number, visible
from advisor.tui import phrases
from advisor.tui.bench import Bench, Row
from advisor.tui.keys import bind
from advisor.tui.screens.base import ModeScreen
from advisor.tui.widgets.curve_plot import CurvePlot
from advisor.tui.widgets.memory_bars import MemoryBars, Part, Stack
from advisor.tui.widgets.setting_rows import SettingRow, SettingRows
from advisor.tui.widgets.title_bar import TitleBar

MUTED = "$foreground 60%"
MOST_SWINGS = 3


class FeasibilityScreen(ModeScreen):
    """Begins with the answers; what is tried here changes none of them."""

    CSS_PATH = "feasibility.tcss"
    BINDINGS = [
        bind(
            "v,tab",
            "other_view",
            "Memory/cost",
            "Change between the memory of the run and what it costs",
            "feasibility.view",
            show=True,
        ),
        bind(
            "r,home",
            "begin_again",
            "As answered",
            "Take back what was tried: the settings are those of the answers again",
            "feasibility.again",
        ),
        bind("pageup", "page(-1)", "Page up", "Scroll up", "feasibility.up"),
        bind("pagedown", "page(1)", "Page down", "Scroll down", "feasibility.down"),
    ]

    _bench: Bench | None = None
    _answers: Answers | None = None
    _costs = False

    def compose_body(self) -> ComposeResult:
        """Lay out the settings, what follows from them, and the picture below."""
        with VerticalScroll(id="scroll", can_focus=False):
            with Horizontal(id="upper"):
                yield SettingRows(id="settings")
                yield Static(id="told", markup=False)
            yield MemoryBars(id="bars")
            yield CurvePlot(id="plot")
            yield Static(id="more", markup=False)

    def on_mount(self) -> None:
        """Let the keys step through the settings."""
        self.query_one("#settings").focus()

    def on_screen_resume(self) -> None:
        """Begin with the answers as they are now, unless they are as before."""
        answers = self.interview.advice.answers
        if self._bench is None or self._answers is not answers:
            self._begin(answers)
        self._show()

    def _begin(self, answers: Answers) -> None:
        assumed = self.session.base.feasibility
        if assumed is not None:
            self._bench = Bench(self.session.base, assumed, answers, self.session.day)
            self._answers = answers

    def on_setting_rows_stepped(self, event: SettingRows.Stepped) -> None:
        """Try another value."""
        if self._bench is not None:
            self._bench.step(event.setting, event.by)
            self._show()

    def action_other_view(self) -> None:
        """Show the other view."""
        self._costs = not self._costs
        self._show()

    def action_begin_again(self) -> None:
        """Take back what was tried."""
        self._begin(self.interview.advice.answers)
        self._show()

    def action_page(self, by: int) -> None:
        """Scroll by half a screen."""
        scroll = self.query_one("#scroll", VerticalScroll)
        scroll.scroll_relative(y=by * max(1, scroll.size.height // 2), animate=False)

    def _show(self) -> None:
        bench = self._bench
        if bench is None:
            return
        place = "What it costs" if self._costs else "Does it fit"
        leader = phrases.leader(self.interview.advice)
        self.query_one(TitleBar).show(f"Fit and cost · {place}", leader)
        self.query_one("#bars").display = not self._costs
        self.query_one("#plot").display = self._costs
        rows = bench.cost if self._costs else bench.memory
        self.query_one(SettingRows).rows = tuple(map(_row, rows))
        told, more = self.query_one("#told", Static), self.query_one("#more", Static)
        found = bench.sheet() if self._costs else None
        if isinstance(found, Sheet):
            self.query_one(CurvePlot).curve = cost_curve(found)
            told.update(Content("\n").join(_cost_lines(found)))
            more.update(Content("\n").join(_cost_more(found)))
        elif isinstance(found, str):
            self.query_one(CurvePlot).curve = None
            told.update(Content(visible(found)))
            more.update(Content(""))
        else:
            fitted = bench.fit()
            self.query_one(MemoryBars).stack = _stack(fitted)
            told.update(Content("\n").join(_fit_lines(fitted)))
            more.update(Content("\n").join(_fit_more(bench)))


def _row(row: Row) -> SettingRow:
    last = len(row.values) - 1
    return SettingRow(
        row.id, row.label, visible(row.text), row.place > 0, row.place < last, row.help
    )


def _stack(found: Fit) -> Stack:
    parts = tuple(Part(term.id, term.gib) for term in sum_of(found))
    made = found.estimate
    return Stack(parts, made.low, made.high, found.card or made.high, found.verdict == FITS)


def _fit_lines(found: Fit) -> Iterator[Content]:
    made = found.estimate
    word = verdict_word(found.verdict)
    colour = "$text-success" if found.verdict == FITS else "$text-warning"
    yield Content.assemble((f"{word[0].upper()}{word[1:]}", f"bold {colour}"))
    range_told = f"{gib(made.low)} to {gib(made.high)}"
    yield Content(f"Peak {gib(made.device)}, range {range_told}, on each card.")
    if found.longest or found.most:
        most = f", or batch {number(found.most)} as it is" if found.most else ""
        yield Content(f"The largest that fits: rows of {number(found.longest)} tokens{most}.")
    else:
        yield Content("Not even the shortest row fits in this way.")
    if found.levers:
        yield Content.styled("What makes it fit, one on top of the other:", "bold")
        yield from (Content(f"- {line}") for line in lever_lines(found.levers))


def _fit_more(bench: Bench) -> Iterator[Content]:
    time = bench.time(bench.training_tokens())
    yield Content(f"Time: {time.words}.")
    yield Content.styled(time.explained, MUTED)
    yield from (Content.styled(visible(note), MUTED) for note in bench.target().notes)


def _cost_lines(found: Sheet) -> Iterator[Content]:
    bare = found.uncached
    prompted = f"1,000 calls: prompted {money(1000 * bare.prompted_call)}"
    if found.hit_rate:
        prompted += f", cached {money(1000 * found.cached.prompted_call)}"
    yield Content(f"{prompted}, tuned {money(1000 * bare.tuned_call)}.")
    hosting = f"hosting {money(found.case.hosting)} a month"
    yield Content(f"One tuning {money(found.one_off.total)}, {hosting}.")
    for line in break_even_lines(found):
        yield Content.styled(line, "bold")
    yield Content(verdict_line(found))


def _cost_more(found: Sheet) -> Iterator[Content]:
    swings = list(swing_lines(found))[:MOST_SWINGS]
    if swings:
        yield Content.styled("It depends most on:", "bold")
        yield from (Content(f"- {line}") for line in swings)
    if found.aged:
        names = ", ".join(visible(aged.id) for aged in found.aged)
        yield Content.styled(f"Old prices: {names}.", "$text-warning")
