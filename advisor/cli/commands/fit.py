"""`advisor fit`: does a model fit the cards, in which way, and how long does it take."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from advisor.answers.file import read_bytes
from advisor.answers.values import Answers
from advisor.cli.commands.judge import read_answers
from advisor.cli.console import Parser, put, tell
from advisor.cli.status import Status
from advisor.errors import AdvisorError, AnswersError, Problem
from advisor.feasibility.fitting import Fit, fit
from advisor.feasibility.rows import Prediction, predictions
from advisor.feasibility.setting import SHARDS, TARGETS, Setting, from_entry
from advisor.feasibility.target import Target, by_config, by_size, of_answers
from advisor.feasibility.time import Duration, duration
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.compiled import open_base
from advisor.knowledge.entries.feasibility import METHODS, Feasibility
from advisor.records.fit_words import fit_json, fit_text, prediction_line
from advisor.text import visible

LARGEST_ROWS = 50_000_000
MOST_GIB, MOST_TOKENS = 100_000.0, 1e18
LARGEST = {"--seq-len": 2**24, "--batch": 2**16, "--rank": 2**14, "--gpus": 2**14}
# Which optimiser is meant by precision and kind, for all weights and for adapters.
WHOLE = {
    ("pure", "adamw"): "adamw",
    ("pure", "adamw_8bit"): "adamw_8bit",
    ("mixed", "adamw"): "adamw_amp",
}
ADAPTERS = {
    ("mixed", "adamw"): "adamw",
    ("mixed", "adamw_8bit"): "adamw_8bit",
    ("pure", "adamw"): "adamw_bf16",
}


def run(arguments: list[str]) -> Status:
    """Estimate the memory and time of training runs."""
    options = _parser().parse_args(arguments)
    base = open_base(options.knowledge)
    assumed = assumptions(base)
    if options.rows is not None:
        return _rows(options, assumed)
    target, answers = _target(base, options)
    methods = [options.method] if options.method else list(METHODS)
    settings = [_setting(assumed, method, options, answers) for method in methods]
    card = _card(options, answers)
    found = [
        fit(target.architectures, one, assumed.memory, card, target.context) for one in settings
    ]
    times = [_time(target, one, assumed, options) for one in found]
    if options.format == "json":
        put(fit_json(target, found, times))
    else:
        put(fit_text(target, found, assumed.memory, times))
    return Status.OK


def assumptions(base: KnowledgeBase) -> Feasibility:
    """Return what the knowledge assumes of memory, time and cost.

    Raises AdvisorError where the folder has no such file.
    """
    if base.feasibility is None:
        raise AdvisorError("this knowledge has no feasibility.toml", "name another --knowledge DIR")
    return base.feasibility


def _parser() -> argparse.ArgumentParser:
    made = Parser(
        prog="advisor fit",
        description="Estimate whether tuning a model fits your cards, and how long it takes.",
        epilog="For one card of a profiled kind fitcheck-llm is more precise.",
    )
    which = made.add_argument_group("the model")
    which.add_argument("--model", metavar="NAME", help="a model of the catalogue")
    which.add_argument("--config", type=Path, metavar="FILE", help="a local config.json")
    which.add_argument("--params-b", type=float, metavar="N", help="billions of parameters alone")
    which.add_argument("--answers", metavar="FILE", help="take model and cards from there")
    which.add_argument("--rows", type=Path, metavar="FILE", help="predict runs, one JSON a line")
    how = made.add_argument_group("the run")
    how.add_argument("--method", choices=METHODS, help="all three by default")
    for flag, word in (("--seq-len", "tokens"), ("--batch", "rows"), ("--rank", "of LoRA")):
        how.add_argument(flag, type=whole(flag), metavar="N", help=word)
    how.add_argument("--targets", choices=sorted(TARGETS), help="what LoRA adapts")
    how.add_argument("--quant", choices=("nf4-dq", "nf4", "gptq-int4"), help="of QLoRA's base")
    how.add_argument("--optimizer", choices=("adamw", "adamw_8bit"))
    how.add_argument("--precision", choices=("pure", "mixed"), help="16 bits, or 32 for trained")
    how.add_argument("--no-checkpointing", action="store_true", help="keep all activations")
    how.add_argument("--chunked-loss", action="store_true", help="a fused or chunked loss")
    how.add_argument("--compile", action="store_true", help="with torch.compile")
    how.add_argument("--offload-activations", action="store_true", help="checkpoints on the CPU")
    how.add_argument("--accumulate", action="store_true", help="gradients over several steps")
    cards = made.add_argument_group("the cards")
    cards.add_argument("--gpus", type=whole("--gpus"), metavar="N", help="how many")
    cards.add_argument("--gpu-memory", type=float, metavar="GIB", help="of each of them")
    cards.add_argument("--shard", choices=SHARDS, help="fsdp by default on several cards")
    cards.add_argument("--gpu", metavar="KIND", help="a kind of card, for the time")
    cards.add_argument("--train-tokens", type=float, metavar="N", help="epochs counted")
    cards.add_argument("--unpacked", action="store_true", help="short rows that are not packed")
    made.add_argument("--format", choices=("text", "json"), default="text")
    made.add_argument("--knowledge", type=Path, metavar="DIR", help="another knowledge folder")
    return made


class whole:  # noqa: N801 - it reads as the function that it is
    """A type of argument: a whole number from 1 to the largest that makes sense for a flag."""

    def __init__(self, flag: str) -> None:
        self.largest = LARGEST[flag]

    def __call__(self, text: str) -> int:
        """Return the number typed."""
        value = int(text) if text.isdecimal() and len(text) < 12 else 0
        if not 0 < value <= self.largest:
            raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 to {self.largest:,}")
        return value


def _rows(options: argparse.Namespace, assumed: Feasibility) -> Status:
    content = read_bytes(options.rows, LARGEST_ROWS)
    if len(content) > LARGEST_ROWS:
        raise _fault(str(options.rows), "over 50 MB", "split it")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _fault(str(options.rows), "not UTF-8", "save it as UTF-8") from None
    found = list(predictions(text, assumed.memory))
    if not found:
        raise _fault(str(options.rows), "no rows", "write one JSON object a line")
    as_json = options.format == "json"
    put("\n".join(prediction_line(one, as_json) for one in found))
    _tell_faults(str(options.rows), (one for one in found if one.faults))
    return Status.AT_FAULT if all(one.faults for one in found) else Status.OK


def _tell_faults(name: str, found: Iterable[Prediction]) -> None:
    for one in found:
        tell(f"{name}: line {one.line}: {one.id}: {'; '.join(one.faults)}")


def _fault(path: str, what: str, to_do: str) -> AnswersError:
    return AnswersError((Problem(visible(path), "", what, to_do),))


def _target(base: KnowledgeBase, options: argparse.Namespace) -> tuple[Target, Answers]:
    """Return the model that is named on the command line, else in the answers file."""
    named = [options.model, options.config, options.params_b]
    if sum(one is not None for one in named) > 1:
        raise AdvisorError("name one model only", "--model, --config or --params-b")
    answers = read_answers(base, options.answers)
    if options.config is not None:
        return by_config(read_bytes(options.config), str(options.config)), answers
    if options.params_b is not None:
        return by_size(base, options.params_b), answers
    target = of_answers(base, answers, options.model)
    if target is None:
        hint = "--model NAME, --config FILE, --params-b N, or --answers FILE with [model]"
        raise AdvisorError("no model is named", hint)
    return target, answers


def _setting(
    assumed: Feasibility, method: str, options: argparse.Namespace, answers: Answers
) -> Setting:
    usual = from_entry(assumed.usual[method])
    gpus = options.gpus or max(1, _told_count(answers, "operations.gpus"))
    shard = options.shard or ("fsdp" if gpus > 1 else "none")
    if gpus == 1 and shard != "none":
        raise AdvisorError(f"nothing to shard by {shard} on one card", "give --gpus N")
    return replace(
        usual,
        seq_len=options.seq_len or usual.seq_len,
        batch=options.batch or usual.batch,
        rank=options.rank or usual.rank,
        targets=options.targets or usual.targets,
        quant=options.quant if method == "qlora" else None,
        optimizer=_optimizer(method, options),
        grad_ckpt=not options.no_checkpointing,
        chunked_loss=options.chunked_loss,
        compiled=options.compile,
        offloaded=options.offload_activations,
        grad_accum=options.accumulate,
        gpus=gpus,
        shard=shard,
    )


def _optimizer(method: str, options: argparse.Namespace) -> str:
    known = WHOLE if method == "full" else ADAPTERS
    precision = options.precision or ("pure" if method == "full" else "mixed")
    optimizer = options.optimizer or "adamw"
    found = known.get((precision, optimizer))
    if found is None:
        what = f"{precision} precision with {optimizer} is not known for {method}"
        raise AdvisorError(what, "take one of them out")
    return found


def _told_count(answers: Answers, question: str) -> int:
    value = answers.value(question)
    return value if isinstance(value, int) else 0


def _card(options: argparse.Namespace, answers: Answers) -> float | None:
    told = answers.value("operations.gpu_memory_gb")
    card = options.gpu_memory if options.gpu_memory is not None else told
    if card is None:
        return None
    if isinstance(card, bool) or not isinstance(card, (int, float)) or not 0 < card <= MOST_GIB:
        raise AdvisorError(f"--gpu-memory: found {card!r}", "write GiB of one card, such as 24")
    return float(card)


def _time(
    target: Target, found: Fit, assumed: Feasibility, options: argparse.Namespace
) -> Duration | None:
    if options.train_tokens is None and options.gpu is None:
        return None
    cards = {card.id: card for card in assumed.time.card}
    if options.gpu not in cards or options.train_tokens is None:
        hint = f"give both --train-tokens N and --gpu, one of {', '.join(cards)}"
        raise AdvisorError("a time needs tokens and a kind of card", hint)
    if not 0 < options.train_tokens <= MOST_TOKENS:
        raise AdvisorError("--train-tokens: no number of tokens", "such as 2e6")
    card, packed = cards[options.gpu], not options.unpacked
    widths = target.architectures[len(target.architectures) // 2]
    return duration(widths, found.setting, assumed.time, card, options.train_tokens, packed=packed)
