"""Times of things that are compared: taken in turns, in one process, as medians."""

from __future__ import annotations

import gc
import os
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median

SHORT = 0.05
"""Seconds that a sample of something short should take; it is repeated until it does."""

LIBRARIES = ("numba", "llvmlite", "numpy", "scipy", "pandas", "xarray", "pysd", "pysimlin", "SALib")


@dataclass(frozen=True, kw_only=True)
class Timing:
    """How long something took."""

    seconds: float
    """Median of the samples [s]."""
    least: float
    most: float
    samples: int
    note: str = ""


def interleaved(contenders: Mapping[str, Callable[[], object]], repeat: int) -> dict[str, Timing]:
    """Time several things in turns, so that a change in the machine's load meets them all.

    Each is called once before, and an odd turn goes backwards.

    Args:
        contenders: Name to what is called.
        repeat: How many samples are taken of each.
    """
    rounds = {}
    for name, call in contenders.items():
        call()
        once = max(_seconds(call, 1), 1e-7)
        rounds[name] = max(1, round(SHORT / once))
    samples: dict[str, list[float]] = {name: [] for name in contenders}
    names = list(contenders)
    for turn in range(repeat):
        for name in names if turn % 2 == 0 else reversed(names):
            samples[name].append(_seconds(contenders[name], rounds[name]))
    return {name: timing(values) for name, values in samples.items()}


def timing(samples: Sequence[float], note: str = "") -> Timing:
    """Return the median of samples [s], with the least and the most."""
    return Timing(
        seconds=median(samples), least=min(samples), most=max(samples), samples=len(samples),
        note=note,
    )  # fmt: skip


def _seconds(call: Callable[[], object], rounds: int) -> float:
    gc.collect()
    began = time.perf_counter()
    for _ in range(rounds):
        call()
    return (time.perf_counter() - began) / rounds


def as_json(value: Timing) -> dict[str, float | int | str]:
    """Return a timing for a JSON file."""
    return asdict(value)


def machine() -> dict[str, object]:
    """Return what is known of the machine and the libraries."""
    versions = {}
    for name in LIBRARIES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            versions[name] = "not installed"
    return {
        "cpu": _processor(),
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "versions": versions,
    }


def load_average() -> list[float]:
    """Return the machine's load average over 1, 5 and 15 minutes, empty where there is none."""
    try:
        return [round(value, 2) for value in os.getloadavg()]
    except OSError:
        return []


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    facts: dict[str, str] = {}
    for line in lines:
        key, _, value = line.partition(":")
        facts.setdefault(key.strip(), value.strip())
    number = f"family {facts.get('cpu family', '?')} model {facts.get('model', '?')}"
    wide = "with" if "avx512f" in facts.get("flags", "") else "without"
    return f"{facts.get('model name', '?')} ({number}, {wide} AVX-512)"
