"""The advice as a decision record in MADR 4: a person accepts it, so its status is proposed.

The title follows the front matter without a blank line, so that adr-log reads it.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.advice import Advice, FoundPitfall
from advisor.answers.show import show_value
from advisor.records import news, words
from advisor.records.cited import Citations
from advisor.records.saved import saved
from advisor.text import markdown, signed, yaml_string

Lines = Iterator[str]
MOST_DRIVERS = 5


def madr4(advice: Advice) -> str:
    """Return the decision record as markdown."""
    citations = Citations(advice.base)
    parts = [
        "\n".join([*_front_matter(advice), f"# {_title(advice)}"]),
        _section("## Context and Problem Statement", _context(advice)),
        _section("### The Model", _model(advice, citations)),
        _section("### What Changed", _changed(advice, citations)),
        _section("## Decision Drivers", _drivers(advice, citations)),
        _section("### What Is Contested", _contested(advice, citations)),
        _section("## Considered Options", _options(advice)),
        _section("## Decision Outcome", _outcome(advice)),
        _section("### First, before any training", _first(advice)),
        _section("### Consequences", _consequences(advice)),
        _section("### Confirmation", _confirmation(advice)),
        *_pros_and_cons(advice, citations),
        _section("## Pitfalls of This Case", _pitfalls(advice, citations)),
        *_more_information(advice, citations),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _section(heading: str, lines: Lines) -> str:
    body = "\n".join(lines).strip("\n")
    return f"{heading}\n\n{body}" if body else ""


def _front_matter(advice: Advice) -> Lines:
    record = advice.answers.record
    yield "---"
    yield 'status: "proposed"'
    yield f"date: {advice.date.isoformat()}"
    if record.deciders:
        names = ", ".join(yaml_string(name) for name in record.deciders)
        yield f"decision-makers: [{names}]"
    yield "---"


def _title(advice: Advice) -> str:
    """The chosen option, for the task as the builder named it."""
    option = words.title(advice.base, advice.verdict.recommendation)
    subject = advice.answers.record.title or _task(advice)
    return markdown(f"{option} for {subject}")


def _task(advice: Advice) -> str:
    kind = advice.answers.value("task.kind")
    if kind is None:
        return "a task not yet described"
    return f"a {show_value(advice.base, 'task.kind', kind).lower()} task"


def _context(advice: Advice) -> Lines:
    record = advice.answers.record
    if record.project:
        yield f"Project: {markdown(record.project)}."
        yield ""
    subject = f'"{markdown(record.title)}"' if record.title else _task(advice)
    *most, last = (words.lowered(option.title) for option in advice.base.options.values())
    yield f"How should the model for {subject} be adapted: {', '.join(most)} or {last}?"
    told, asked = len(advice.answers.given), len(advice.base.questions)
    yield f"{told} of {asked} questions were answered; the answers stand below, with their origin."


def _model(advice: Advice, citations: Citations) -> Lines:
    for text, sources in words.model_lines(advice):
        yield f"* {markdown(text)} {_marks(citations.mark(sources))}"


def _changed(advice: Advice, citations: Citations) -> Lines:
    for text, sources in news.change_sentences(advice):
        yield f"* {markdown(text)} {_marks(citations.mark(sources))}".rstrip()
    for sentence in news.warning_sentences(advice):
        yield f"* {markdown(sentence)}"


def _contested(advice: Advice, citations: Citations) -> Lines:
    for sides in news.contested_sentences(advice):
        told = [f"{markdown(text)} {_marks(citations.mark(keys))}".strip() for text, keys in sides]
        yield f"* {' '.join(told)}"


def _drivers(advice: Advice, citations: Citations) -> Lines:
    for trace in advice.verdict.fired[:MOST_DRIVERS]:
        rule = advice.base.rules[trace.id]
        told = words.effects(advice.base, dict(trace.effect_db))
        mark = citations.mark(rule.sources)
        yield f"* {markdown(rule.why)} {told}, grade {rule.grade} {_marks(mark)}"
    if not advice.verdict.fired:
        yield "* Nothing is known yet that tells the options apart."


def _marks(mark: str) -> str:
    return mark.replace("[", "\\[").replace("]", "\\]")


def _options(advice: Advice) -> Lines:
    for option in advice.base.options.values():
        yield f"* {option.title}"


def _outcome(advice: Advice) -> Lines:
    name = words.title(advice.base, advice.verdict.recommendation)
    # adr-manager splits the line at ", because", which may therefore stand in it only once.
    reason = markdown(_reason(advice)).replace(", because", " because")
    yield f'Chosen option: "{name}", because {reason}'
    yield ""
    for option in advice.verdict.options:
        yield f"* {words.option_line(advice.base, option)}"
    yield ""
    for sentence in words.how_sure(advice):
        yield f"* {markdown(sentence)}"
    for gate, reason in words.gate_reasons(advice):
        yield f"* Ruled out by `{gate}`: {markdown(reason)}"
    for slug in advice.additions:
        entry = advice.base.additions[slug]
        yield f"* Add {markdown(entry.title.lower())}: {markdown(entry.line)}"


def _reason(advice: Advice) -> str:
    leader = advice.verdict.recommendation
    for trace in advice.verdict.fired:
        others = [db for option, db in trace.effect_db.items() if option != leader]
        if trace.effect_db[leader] > max(others):
            why = advice.base.rules[trace.id].why
            return words.lowered(why)
    reasons = words.gate_reasons(advice)
    if reasons:
        return reasons[0][1]
    return "nothing told speaks for another option, and this one is the easiest to undo."


def _first(advice: Advice) -> Lines:
    for number, found in enumerate(advice.first, 1):
        yield f"{number}. {markdown(found.entry.first)} (pitfall `{found.id}`)"


def _consequences(advice: Advice) -> Lines:
    leader = advice.base.options[advice.verdict.recommendation]
    yield f"* Good, because {leader.good}"
    yield f"* Bad, because {leader.bad}"
    for found in advice.pitfalls:
        if found.bites and found.severity == "high":
            risk = markdown(words.lowered(found.entry.title))
            yield f"* Bad, because of a pitfall, {risk}: {markdown(found.entry.symptom)}"


def _confirmation(advice: Advice) -> Lines:
    target = advice.answers.value("baseline.target")
    line = (
        f"reaches {show_value(advice.base, 'baseline.target', target)} on your own metric"
        if target is not None
        else "reaches the score that you write down before the run"
    )
    yield "Score the chosen option on held-out examples that were used for nothing else."
    yield f"It passes if it {line}."
    yield "Score the next option on the same examples where that costs little:"
    yield "the difference is what this decision rests on."


def _pros_and_cons(advice: Advice, citations: Citations) -> Iterator[str]:
    yield "## Pros and Cons of the Options"
    for option in advice.base.options.values():
        yield _section(f"### {option.title}", _arguments(advice, option.id, citations))


def _arguments(advice: Advice, option: str, citations: Citations) -> Lines:
    yield markdown(advice.base.options[option].line)
    yield ""
    for trace in advice.verdict.fired:
        weight = trace.effect_db[option]
        if round(weight, 1) != 0:
            rule = advice.base.rules[trace.id]
            kind = "Good" if weight > 0 else "Bad"
            why = markdown(words.lowered(rule.title))
            told = f"{signed(weight)} dB, `{trace.id}`"
            yield f"* {kind}, because {why} ({told}) {_marks(citations.mark(rule.sources))}"
    for found in next(o for o in advice.verdict.options if o.id == option).blocked_by:
        gate = advice.base.gates[found.removeprefix("gates/")]
        reason = markdown(words.lowered(gate.forbid.reason))
        yield f"* Bad, because {reason} {_marks(citations.mark(gate.sources))}"


def _pitfalls(advice: Advice, citations: Citations) -> Lines:
    for found in advice.pitfalls:
        yield from _pitfall(found, citations)


def _pitfall(found: FoundPitfall, citations: Citations) -> Lines:
    entry = found.entry
    when = "" if found.bites else " (if you tune after all)"
    told = f"{markdown(entry.title)}{when}. {markdown(found.why_here)}"
    yield f"* {found.severity}: {told} {_marks(citations.mark(entry.sources))}"
    yield f"  * What it looks like: {markdown(entry.symptom)}"
    yield f"  * Detect: {markdown(entry.detect)}"
    yield f"  * Avoid: {markdown(entry.avoid)}"


def _more_information(advice: Advice, citations: Citations) -> Iterator[str]:
    yield "## More Information"
    yield _section("### What Would Change It", _changes(advice))
    yield _section("### What Is Unknown", _unknown(advice))
    yield _section("### What Published Guides Would Say", _guides(advice))
    yield _section("### Answers", _answers(advice))
    yield _section("### Sources", _sources(citations))
    yield _section("### Judge Again", _again(advice))


def _changes(advice: Advice) -> Lines:
    for change in advice.changes:
        sentence = markdown(words.change_sentence(advice, change))
        yield f"* {sentence} (`{words.changed_questions(change)}`)"
    if not advice.changes:
        yield "* No single change of what you can change would flip the recommendation."


def _guides(advice: Advice) -> Lines:
    if advice.guides:
        yield f"* {markdown(words.guides_summary(advice))}"
    for guide in advice.guides:
        if guide.known:
            yield f"* {markdown(words.guide_line(advice, guide))} <{guide.url}>"


def _unknown(advice: Advice) -> Lines:
    telling = [question for question in advice.open_questions if question.can_change_recommendation]
    for question in telling:
        yield f"* `{question.id}`: {markdown(words.open_line(advice.base, question))}"
    rest = [f"`{question.id}`" for question in advice.open_questions if question not in telling]
    if rest:
        yield f"* Not known either, and unable to change the recommendation: {', '.join(rest)}"
    for slug, entry in advice.checks:
        check = f"{markdown(entry.title)}. {markdown(entry.detect)} (pitfall `{slug}`)"
        yield f"* Check, since it is not known: {check}"
    if not advice.open_questions and not advice.checks:
        yield "* Nothing."


def _answers(advice: Advice) -> Lines:
    yield "| Answer | Value | From |"
    yield "|---|---|---|"
    for question in advice.base.questions:
        answer = advice.answers.given.get(question)
        if answer is not None:
            value = markdown(show_value(advice.base, question, answer.reading))
            origin = answer.origin
            if answer.said is not None:
                origin += f", said {markdown(show_value(advice.base, question, answer.said))}"
            yield f"| `{question}` | {value} | {origin} |"


def _sources(citations: Citations) -> Lines:
    for number, line in citations.lines():
        yield f"* \\[{number}\\] {markdown(line)}"


def _again(advice: Advice) -> Lines:
    base = advice.base
    yield f"* Date of the judgement: {advice.date.isoformat()}"
    yield f"* Knowledge: {markdown(base.version)}, last reviewed {base.reviewed.isoformat()}"
    yield f"* Digest of the knowledge: {base.digest}"
    yield ""
    yield "Look at this decision again when the examples double, when the model or its tuning"
    yield "retires, or when the needs change. The answers, to be judged again:"
    yield ""
    yield "```toml"
    yield saved(advice).rstrip("\n")
    yield "```"
