"""What the last fit reached on sources it had not seen, in words; it works nothing out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisor.knowledge.entries.settings import Calibration

# Every way of judging that a fit writes down, by what its figures begin with.
COLUMNS = {
    "": "weights and T fitted",
    "authors_": "authors' weights",
    "chosen_": "rules chosen anew",
    "logistic_": "logistic regression",
}
AHEAD = "ahead_of_"
NAMED = ("always-tune", "size-rule-cv")


def held_out_lines(fitted: Calibration, titles: Mapping[str, str]) -> Iterator[str]:
    """Yield the figures of a fit on sources left out; nothing where there was no fit."""
    if fitted.fitted_on is None:
        return
    told = fitted.held_out
    yield (
        f"Cross-validated on {fitted.cases} cases of {fitted.sources} sources,"
        f" {fitted.fitted_on.isoformat()}: each judged by a fit without its source"
    )
    columns = {begin: name for begin, name in COLUMNS.items() if f"{begin}accuracy" in told}
    yield (" " * 32 + "".join(f"  {name:<20}" for name in columns.values())).rstrip()
    for name, title in titles.items():
        if name in told:
            yield f"{title:<32}" + "".join(_cell(told, begin + name) for begin in columns).rstrip()
    yield (
        f"{'calibration error (its bound)':<32}"
        + "".join(_error(told, begin) for begin in columns).rstrip()
    )
    yield from _rest(fitted)
    yield ""


def _cell(told: Mapping[str, float], name: str) -> str:
    value, low, high = (told[name + end] for end in ("", "_low", "_high"))
    return f"  {f'{value:.2f} [{low:.2f}, {high:.2f}]':<20}"


def _error(told: Mapping[str, float], begin: str) -> str:
    error, bound = told[f"{begin}calibration_error"], told[f"{begin}calibration_bound"]
    return f"  {f'{error:.3f} ({bound:.3f})':<20}"


def _rest(fitted: Calibration) -> Iterator[str]:
    told = fitted.held_out
    ahead = {name.removeprefix(AHEAD): told[name] for name in told if name.startswith(AHEAD)}
    if ahead:
        least = min(ahead, key=ahead.__getitem__)
        named = [f"{rival} {ahead[rival]:.2f}" for rival in NAMED if rival in ahead]
        yield (
            f"Paired resamples in which the rules chosen anew lead: {', '.join(named)};"
            f" of all {len(ahead)} others at least {ahead[least]:.2f} ({least})"
        )
    if "permuted_times" in told:
        yield (
            f"Outcomes permuted {told['permuted_times']:.0f} times within contests, everything"
            f" fitted again: right {told['permuted_accuracy']:.3f},"
            f" rules chosen anew {told['permuted_chosen']:.3f};"
            f" best constant policy {told['permuted_constant']:.3f}"
        )
    free = fitted.temperature if fitted.free_temperature is None else fitted.free_temperature
    yield (
        f"Temperature {fitted.temperature:g}, held at 1 or above (left free {free} ±"
        f" {fitted.temperature_error:g}), width of the prior {fitted.prior_width:g},"
        f" largest lead {fitted.largest_lead_db:g} dB"
    )
