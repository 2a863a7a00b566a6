"""Measure the compiled engine against kernels written by hand and against other programs.

Usage::

    python benchmarks/engine.py                      # all rows, some minutes
    python benchmarks/engine.py --quick              # fewer runs, no large model, no memory
    python benchmarks/engine.py --models DIR         # every model of a folder as well
    python benchmarks/engine.py --pysd               # PySD too, once a model, minutes each
    python benchmarks/engine.py --sde BINARY         # a program that runs the regions model
    python benchmarks/engine.py --json FILE

What is compared is timed in turns in one process, medians of `--repeat` samples are reported, and
the machine's load stands at the head. See `README.md` beside this file.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

import regions_rows
from fresh import CHUNK, in_new_process
from model_rows import Subject, many_rows, one_rows
from report import Report, Row, at_most
from synthetic import synthetic_model
from timing import load_average, machine, timing

HERE = Path(__file__).resolve().parent
REGIONS = HERE / "models" / "regions.mdl"
OTHERS = (HERE / "models" / "sir.mdl", HERE.parent / "models" / "sme_primer" / "model.mdl")
ENDINGS = (".mdl", ".xmile", ".stmx")

COLD = 10.0
LOAD = 0.3
LARGE, LARGE_SECONDS = 2_000, 60.0
MANY, MANY_BYTES = 100_000, 1e9


def main() -> int:
    options = _options()
    if options.repeat < 5 and not options.quick:
        print("medians of fewer than five samples say little", file=sys.stderr)
    runs = 200 if options.quick else 1_000
    report = Report({**machine(), "load before": load_average(), "repeat": options.repeat})
    subject = Subject(REGIONS, runs, outputs=regions_rows.OUTPUTS, levers=regions_rows.LEVERS)
    report.extend(regions_rows.rows(subject, options.repeat, pysd=options.pysd, sde=options.sde))
    folder = sorted(options.models.rglob("*")) if options.models else []
    for path in (*OTHERS, *(p for p in folder if p.suffix.lower() in ENDINGS)):
        _measure_model(report, path, runs, options.repeat, options.pysd)
    with tempfile.TemporaryDirectory() as place:
        _compilation(report, Path(place), 2 if options.quick else options.repeat)
        if not options.quick:
            _large(report, Path(place))
            _memory(report, Path(place))
    report.facts["load after"] = load_average()
    report.print()
    if options.json:
        options.json.write_text(json.dumps(report.as_json(), indent=1), encoding="utf-8")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--models", type=Path, help="folder of further models")
    parser.add_argument("--json", type=Path, help="file for the figures")
    parser.add_argument("--repeat", type=int, default=5, help="samples of each time")
    parser.add_argument("--quick", action="store_true", help="fewer runs, no slow rows")
    parser.add_argument("--pysd", action="store_true", help="PySD too, once a model")
    parser.add_argument("--sde", type=Path, help="program that runs the regions model N times")
    return parser.parse_args()


def _measure_model(report: Report, path: Path, runs: int, repeat: int, pysd: bool) -> None:
    name = path.parent.name if path.stem == "model" else path.stem
    try:
        subject = Subject(path, runs, name=name)
        report.extend([*one_rows(subject, repeat, pysd=pysd), *many_rows(subject, repeat)])
    except Exception as error:
        report.extend([Row(name, "run", "engine", note=f"not run: {str(error).splitlines()[0]}")])


def _compilation(report: Report, place: Path, repeat: int) -> None:
    """Measure the first run with an empty cache, and with a full one in a new process."""
    for lanes in ("scalar", "vector"):
        cold, warm, floor = [], [], []
        for turn in range(repeat):
            cache = place / f"{lanes}{turn}"
            # Reading the model is no part of compiling it: its own cache is filled before.
            in_new_process("read", cache, REGIONS)
            cold.append(in_new_process("first_run", cache, REGIONS, lanes)["ready"])
            warm.append(in_new_process("first_run", cache, REGIONS, lanes)["ready"])
            in_new_process("trivial", cache, place)
            floor.append(in_new_process("trivial", cache, place)["ready"])
        kind = {"scalar": "for one run", "vector": "for many runs"}[lanes]
        over = [w - f for w, f in zip(warm, floor, strict=True)]
        report.extend(
            [
                Row("regions", f"compile, {kind}", "engine", timing(cold),
                    target=at_most(timing(cold).seconds, COLD, "s")),
                Row("regions", f"load from cache, {kind}", "engine", timing(warm)),
                Row("regions", f"load from cache, {kind}", "trivial function", timing(floor)),
                Row("regions", f"load from cache, {kind}", "engine above that", timing(over),
                    target=at_most(timing(over).seconds, LOAD, "s")),
            ]
        )  # fmt: skip


def _large(report: Report, place: Path) -> None:
    path = place / "large.mdl"
    path.write_text(synthetic_model(LARGE), encoding="utf-8")
    for lanes in ("scalar", "vector"):
        found = in_new_process("first_run", place / "large", path, lanes)
        kind = {"scalar": "for one run", "vector": "for many runs"}[lanes]
        report.extend(
            [
                Row(f"{LARGE:,} equations", f"compile, {kind}", "engine",
                    timing([found["ready"]], f"{found['assignments']:.0f} assignments"),
                    target=at_most(found["ready"], LARGE_SECONDS, "s")),
            ]
        )  # fmt: skip


def _memory(report: Report, place: Path) -> None:
    found = in_new_process("memory", place / "memory", REGIONS, str(MANY))
    row = Row(
        "regions", f"{MANY:,} runs, three outputs", "engine",
        timing([found["seconds"]], f"chunks of {CHUNK:,}, {found['kept'] / 1e6:.0f} MB kept"),
        target=at_most(found["peak"] / 1e9, MANY_BYTES / 1e9, "GB"),
    )  # fmt: skip
    report.extend([row])


if __name__ == "__main__":
    sys.exit(main())
