"""What a decision record says, section by section, in the order of MADR 4; it knows no markup."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.advice import Advice, FoundPitfall
from advisor.answers.show import show_value
from advisor.records import measured, words
from advisor.records.blocks import (
    Block,
    Code,
    Line,
    Section,
    items,
    line,
    nested,
    paragraph,
    section,
)
from advisor.records.cited import Citations
from advisor.text import signed

MOST_DRIVERS = 5


def title(advice: Advice) -> str:
    """Return the chosen option, for the task as the builder named it."""
    option = words.title(advice.base, advice.verdict.recommendation)
    return f"{option} for {advice.answers.record.title or _task(advice)}"


def _task(advice: Advice) -> str:
    kind = advice.answers.value("task.kind")
    if kind is None:
        return "a task not yet described"
    return f"a {show_value(advice.base, 'task.kind', kind).lower()} task"


def context(advice: Advice) -> Section:
    """Return what is to be decided."""
    record = advice.answers.record
    project = paragraph(f"Project: {record.project}.") if record.project else None
    subject = f'"{record.title}"' if record.title else _task(advice)
    *most, last = (words.lowered(option.title) for option in advice.base.options.values())
    told, asked = len(advice.answers.given), len(advice.base.questions)
    question = paragraph(
        f"How should the model for {subject} be adapted: {', '.join(most)} or {last}?",
        f"{told} of {asked} questions were answered; the answers stand below, with their origin.",
    )
    return section(2, "Context and Problem Statement", project, question)


def model(advice: Advice, citations: Citations) -> Section:
    """Return what the catalogue says of the model that was named."""
    told = [
        line(f"{text} {citations.mark(sources)}") for text, sources in words.model_lines(advice)
    ]
    return section(3, "The Model", items(told))


def drivers(advice: Advice, citations: Citations) -> Section:
    """Return the strongest evidence."""
    told: list[Line] = []
    for trace in advice.verdict.fired[:MOST_DRIVERS]:
        rule = advice.base.rules[trace.id]
        weights = words.effects(advice.base, dict(trace.effect_db))
        mark = citations.mark(rule.sources)
        told.append(line(f"{rule.why} {weights}, grade {rule.grade} {mark}"))
    if not told:
        told.append(line("Nothing is known yet that tells the options apart."))
    return section(2, "Decision Drivers", items(told))


def options(advice: Advice) -> Section:
    """Return all options, chosen or not."""
    titles = [option.title for option in advice.base.options.values()]
    return section(2, "Considered Options", items(titles))


def outcome(advice: Advice) -> Section:
    """Return the recommendation, how sure it is, and what comes with it."""
    name = words.title(advice.base, advice.verdict.recommendation)
    # adr-manager splits the line at ", because", which may therefore stand in it only once.
    reason = _reason(advice).replace(", because", " because")
    told: list[Line] = [line(sentence) for sentence in words.how_sure(advice)]
    differs = measured.under_said(advice)
    if differs:
        told.append(line(differs.replace(", because", " because")))
    for gate, why in words.gate_reasons(advice):
        told.append(line("Ruled out by ", Code(gate), f": {why}"))
    for slug in advice.additions:
        entry = advice.base.additions[slug]
        told.append(line(f"Add {entry.title.lower()}: {entry.line}"))
    shares = [words.option_line(advice.base, option) for option in advice.verdict.options]
    return section(
        2,
        "Decision Outcome",
        paragraph(f'Chosen option: "{name}", because {reason}'),
        paragraph("How the options stand, by the weight of the evidence:"),
        items(shares),
        paragraph("How sure that is, and what goes with it:"),
        items(told),
    )


def _reason(advice: Advice) -> str:
    leader, reasons = advice.verdict.recommendation, words.gate_reasons(advice)
    if all(option.blocked_by for option in advice.verdict.options[1:]):
        return words.lowered(reasons[0][1])
    for trace in advice.verdict.fired:
        others = [db for option, db in trace.effect_db.items() if option != leader]
        if trace.effect_db[leader] > max(others):
            return words.lowered(advice.base.rules[trace.id].why)
    if reasons:
        return words.lowered(reasons[0][1])
    return "nothing told speaks for another option, and this one is the easiest to undo."


def first(advice: Advice) -> Section:
    """Return what must be mended before any training."""
    told = [line(f"{f.entry.first} (pitfall ", Code(f.id), ")") for f in advice.first]
    return section(3, "First, before any training", items(told, numbered=True))


def good(advice: Advice) -> list[str]:
    """Return what the chosen option gains, as clauses."""
    return [advice.base.options[advice.verdict.recommendation].good]


def bad(advice: Advice) -> list[str]:
    """Return what the chosen option costs, as clauses."""
    return [advice.base.options[advice.verdict.recommendation].bad]


def risks(advice: Advice) -> list[str]:
    """Return the gravest pitfalls of the chosen option, as nouns with what they look like."""
    return [
        f"{words.lowered(found.entry.title)}: {words.lowered(found.entry.symptom)}"
        for found in advice.pitfalls
        if found.bites and found.severity == "high"
    ]


def consequences(advice: Advice) -> Section:
    """Return gains and costs of the chosen option."""
    told = [f"Good, because {clause}" for clause in good(advice)]
    told += [f"Bad, because {clause}" for clause in bad(advice)]
    told += [f"Bad, because of a pitfall, {risk}" for risk in risks(advice)]
    return section(3, "Consequences", items(told))


def confirmation(advice: Advice) -> Section:
    """Return the held-out test to run, with its pass line."""
    target = advice.answers.value("baseline.target")
    passes = (
        f"reaches {show_value(advice.base, 'baseline.target', target)} on your own metric"
        if target is not None
        else "reaches the score that you write down before the run"
    )
    test = paragraph(
        "Score the chosen option on held-out examples that were used for nothing else.",
        f"It passes if it {passes}.",
        "Score the next option on the same examples where that costs little:",
        "the difference is what this decision rests on.",
    )
    return section(3, "Confirmation", test)


def pros_and_cons(advice: Advice, citations: Citations) -> list[Section]:
    """Return what speaks for and against each option."""
    found = [section(2, "Pros and Cons of the Options")]
    for option in advice.base.options.values():
        blocks: list[Block | None] = [paragraph(option.line)]
        blocks.append(items(list(_arguments(advice, option.id, citations))))
        found.append(section(3, option.title, *blocks))
    return found


def _arguments(advice: Advice, option: str, citations: Citations) -> Iterator[Line]:
    for trace in advice.verdict.fired:
        weight = trace.effect_db[option]
        if round(weight, 1) != 0:
            rule = advice.base.rules[trace.id]
            why = f"{'Good' if weight > 0 else 'Bad'}, because {words.lowered(rule.title)}"
            mark = citations.mark(rule.sources)
            yield line(f"{why} ({signed(weight)} dB, ", Code(trace.id), f") {mark}")
    for found in next(o for o in advice.verdict.options if o.id == option).blocked_by:
        gate = advice.base.gates[found.removeprefix("gates/")]
        reason = words.lowered(gate.forbid.reason)
        yield line(f"Bad, because {reason} {citations.mark(gate.sources)}")


def pitfalls(advice: Advice, citations: Citations) -> Section:
    """Return the pitfalls of this case, with how to see and avoid each."""
    rows = [_pitfall(found, citations) for found in advice.pitfalls]
    return section(2, "Pitfalls of This Case", nested(rows))


def _pitfall(found: FoundPitfall, citations: Citations) -> tuple[Line, tuple[Line, ...]]:
    entry = found.entry
    when = "" if found.bites else " (if you tune after all)"
    mark = citations.mark(entry.sources)
    told = line(f"{found.severity}: {entry.title}{when}. {found.why_here} {mark}")
    below = (
        line(f"What it looks like: {entry.symptom}"),
        line(f"Detect: {entry.detect}"),
        line(f"Avoid: {entry.avoid}"),
    )
    return told, below
