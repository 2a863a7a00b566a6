"""The rows of the regions model: the engine against kernels written by hand, with the targets."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from model_rows import Subject, difference, pysd_timing, simlin_many, threads_of_machine
from peers import ByHand, Simlin, binary_many
from regions_by_hand import OUTPUTS
from report import Row, at_least, at_most, figure, not_run
from timing import interleaved, timing

__all__ = ["LEVERS", "OUTPUTS", "rows"]

LEVERS = {
    "RD subsidy rate": (0.0, 0.3),
    "guarantee coverage": (0.0, 0.6),
    "export rebate": (0.0, 0.1),
    "demand growth": (0.03, 0.07),
}
"""What is varied, with its range."""

TOLERANCE = 1e-9
"""Relative difference that the kernels written by hand may have."""

ONE_BY_HAND, ONE_SIMLIN, ONE_PYSD = 2.0, 10.0, 50_000.0
MANY_BY_HAND, MANY_C = 1.3, 4.0


def rows(subject: Subject, repeat: int, *, pysd: bool, sde: Path | None) -> list[Row]:
    """Measure everything about the regions model that one process can."""
    by_hand = ByHand(subject.model)
    require_same(subject, by_hand)
    return [
        *_one(subject, by_hand, repeat, pysd=pysd),
        *_many(subject, by_hand, repeat, sde=sde),
    ]


def require_same(subject: Subject, by_hand: ByHand) -> None:
    """Check that all kernels compute the same model.

    Raises:
        ValueError: If one differs from the engine by more than `TOLERANCE`.
    """
    wanted = subject.many(1)
    inputs = subject.inputs()
    for name, found, expected in (
        ("one run by hand", by_hand.one(inputs), subject.kept(inputs)),
        ("runs by hand, one by one", by_hand.one_by_one(subject.varying, 1), wanted),
        ("runs by hand, in blocks", by_hand.in_blocks(subject.varying, 1), wanted),
    ):
        off = difference(found, expected)
        if not off <= TOLERANCE:
            message = f"{name}: differs from the engine by {off:.1e}"
            raise ValueError(message)


def _one(subject: Subject, by_hand: ByHand, repeat: int, *, pysd: bool) -> list[Row]:
    what = "one run"
    simlin = subject.simlin()
    prepared = subject.engine.prepare(subject.model, subject.inputs(), subject.outputs)
    kernel = subject.engine.kernel(prepared.program, "scalar")

    def alone() -> None:
        start, series = prepared.buffers(kernel.width)
        kernel.run(start, prepared.picks, prepared.clockwork, series)

    contenders = {
        "engine": subject.one,
        "engine, its kernel alone": alone,
        "by hand": lambda: by_hand.one(subject.inputs()),
        "engine, table on top": lambda: subject.loaded.run(
            inputs=subject.inputs(), outputs=subject.outputs
        ).table(),
    }
    if isinstance(simlin, Simlin):
        contenders["Simlin"] = lambda: simlin.one(subject.inputs())
    times = interleaved(contenders, repeat)
    mine = times["engine"].seconds
    targets = {"by hand": at_most(mine / times["by hand"].seconds, ONE_BY_HAND, "times that")}
    if "Simlin" in times:
        targets["Simlin"] = at_least(times["Simlin"].seconds / mine, ONE_SIMLIN, "times faster")
    found = [Row("regions", what, who, t, targets.get(who)) for who, t in times.items()]
    if isinstance(simlin, str):
        wanted = not_run(f"at least {ONE_SIMLIN:g} times faster")
        found.append(Row("regions", what, "Simlin", None, wanted, simlin))
    once = pysd_timing(subject) if pysd else None
    target = (
        at_least(once.seconds / mine, ONE_PYSD, "times faster")
        if once
        else not_run(f"at least {ONE_PYSD:,g} times faster")
    )
    return [*found, Row("regions", what, "PySD", once, target)]


def _many(subject: Subject, by_hand: ByHand, repeat: int, *, sde: Path | None) -> list[Row]:
    what = f"{subject.runs:,} runs"
    found = []
    last = 0.0
    for threads in threads_of_machine():
        suffix = f", {threads} thread{'s' * (threads > 1)}"
        blocks = f"by hand, blocks of {by_hand.width}"
        times = interleaved(
            {
                "engine": partial(subject.many, threads),
                blocks: partial(by_hand.in_blocks, subject.varying, threads),
                "by hand, one by one": partial(by_hand.one_by_one, subject.varying, threads),
                "engine, Dataset on top": partial(
                    subject.loaded.run_many,
                    subject.varying,
                    outputs=subject.outputs,
                    threads=threads,
                ),
            },
            repeat,
        )
        mine = times["engine"].seconds
        best = min(times[blocks].seconds, times["by hand, one by one"].seconds)
        targets = {blocks: at_most(mine / best, MANY_BY_HAND, "times that")}
        found += [
            Row("regions", what + suffix, who, t, targets.get(who)) for who, t in times.items()
        ]
        if last:
            found.append(_scaling(what, last / mine))
        last = mine
    simlin = subject.simlin()
    if isinstance(simlin, Simlin):
        found.append(Row("regions", what, "Simlin", simlin_many(subject, simlin, repeat)))
    else:
        found.append(Row("regions", what, "Simlin", note=simlin))
    return [*found, _c(subject, what, last, repeat, sde)]


def _scaling(what: str, factor: float) -> Row:
    return Row(
        "regions", what, "engine, 2 threads over 1", target=figure(f"{factor:.3g} times as fast")
    )


def _c(subject: Subject, what: str, mine: float, repeat: int, sde: Path | None) -> Row:
    if sde is None:
        return Row("regions", what, "SDEverywhere's C", None, not_run("at least 4 times faster"))
    binary_many(sde, 1)
    found = timing([binary_many(sde, subject.runs) for _ in range(repeat)], "1 thread")
    target = at_least(found.seconds / mine, MANY_C, "times faster")
    return Row("regions", what, "SDEverywhere's C", found, target)
