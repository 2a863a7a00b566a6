"""The page of the languages: ``python -m tests.language docs`` writes ``docs/language.md``.

What is known of a function stands in `sdlib.model.language`. The test that proves it is looked for:
what runs stands in a model of `tests/conformance` whose values are expected.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from sdlib.model.language import LANGUAGES, Row, State
from tests.conformance.family import FOLDER, MODELS

_ENDING = {"Vensim": ".mdl", "XMILE": ".xmile"}

_EXPECTED = "tests/conformance/test_expected.py::test_the_engine_gives_what_is_expected"
_RANDOM = "tests/conformance/test_random.py::test_a_distribution_has_its_ends_mean_and_spread"
_REFUSED = "tests/bad_input/test_refused.py::test_what_is_refused_is_told_by_its_name_and_line"
_REPORTED = "tests/unit/model/test_notes.py::test_what_changes_no_run_is_told_with_its_line"

_EVENTS = "tests/conformance/test_random.py::test_successes_in_xmile_are_those_of_scipy"
_STELLA = "tests/conformance/test_random.py::test_a_distribution_of_xmile_is_the_one_of_scipy"

ELSEWHERE: dict[tuple[str, str], str] = {
    ("Vensim", "data variable"): (
        "tests/unit/engine/test_data.py::test_a_name_alone_is_data_and_linear"
    ),
    ("Vensim", "units that are one"): (
        "tests/unit/model/test_unit_check.py::test_synonyms_of_the_settings_are_one_unit"
    ),
    ("Vensim", "names of data files"): (
        "tests/unit/model/test_outside.py::test_a_name_for_a_data_file_is_looked_up_in_the_settings"
    ),
    ("Vensim", "other step of saving"): (
        "tests/unit/model/test_times.py::test_values_are_kept_at_each_step_where_saving_fits_none"
    ),
    ("Vensim", "end between two steps"): (
        "tests/unit/model/test_times.py::test_a_run_ends_with_the_last_step_before_its_end"
    ),
    ("XMILE", "save_interval"): (
        "tests/unit/model/test_times.py::test_an_xmile_file_says_how_often_values_are_kept"
    ),
    ("XMILE", "BINOMIAL"): f"{_EVENTS}[binomial]",
    ("XMILE", "MONTECARLO"): f"{_EVENTS}[montecarlo]",
}
"""Language and name to the test of what needs more than a model and its expected values."""

RANDOM = {"Vensim": (FOLDER / "random" / "model.mdl", _RANDOM),
          "XMILE": (FOLDER / "random" / "stella.xmile", _STELLA)}  # fmt: skip
"""Language to the model of its random functions, and to the test of their distributions."""

_INTRODUCTION = """# What of Vensim and of XMILE is understood

This page is written by `python -m tests.language docs`; do not edit it. It is printed from
`sdlib/model/language/`, the same table by which files are read: a function that does not stand
here does not run.

| state | meaning |
|---|---|
| runs | it does in a run what the language's manual says; the test compares values |
| read and reported | it changes no run; `sdlib list FILE` and the page say that it is there |
| refused by name | a model that uses it does not run: the message names it, and its line |

Arguments in square brackets may be left out; dots stand for any number of them. What a test proves
is computed in plain Python, and has the same bits in compiled code
(`tests/conformance/test_lanes.py`).
"""


def proof_of(language: str, row: Row) -> str:
    """Return the test that proves what a row says, empty where there is none.

    Args:
        language: Its language.
        row: The row.
    """
    special = ELSEWHERE.get((language, row.name))
    if special:
        return special
    if row.state is State.REFUSED:
        return f"{_REFUSED}[{language} {row.name}]"
    if row.state is State.REPORTED:
        return f"{_REPORTED}[{language} {row.name}]"
    label = next((label for label, text in _texts(language) if holds(language, row, text)), "")
    if label == "random":
        return RANDOM[language][1]
    return f"{_EXPECTED}[{label}]" if label else ""


def holds(language: str, row: Row, text: str) -> bool:
    """Tell whether a model text uses a function or construct."""
    return pattern_of(language, row).search(text) is not None


@cache
def pattern_of(language: str, row: Row) -> re.Pattern[str]:
    """Return what finds a function or construct in a model text."""
    if row.mark in (f"{row.name}(", row.name):
        # A longer name may end in this one.
        before = r"(?<!\w)(?<!\w )" if language == "Vensim" else r"(?<!\w)"
        after = r"\s*\(" if "(" in row.form else r"\b"
        name = re.escape(row.name)
        name = name.replace("\\ ", "[ _]") if language == "XMILE" else name
        return re.compile(before + name + after, re.IGNORECASE)
    return re.compile(row.mark, re.MULTILINE)


@cache
def _texts(language: str) -> tuple[tuple[str, str], ...]:
    """Return the models of which values are expected: label and text."""
    ending = _ENDING[language]
    found = [
        (label, file.read_text(encoding="utf-8"))
        for label, (_, file) in MODELS.items()
        if file.suffix == ending
    ]
    found.append(("random", RANDOM[language][0].read_text(encoding="utf-8")))
    return tuple(found)


def page() -> str:
    """Return the page as Markdown."""
    parts = [_INTRODUCTION, *_counts()]
    for language, kinds in LANGUAGES.items():
        for kind, tables in kinds.items():
            parts.append(f"\n## {language}: {kind}\n")
            for family, rows in tables.items():
                parts.append(f"\n### {family} ({language})\n")
                parts.extend(_table(language, rows))
    return "\n".join(parts) + "\n"


def _counts() -> Iterator[str]:
    yield "| language | what | " + " | ".join(State) + " |"
    yield "|---|---|" + "---|" * len(State)
    for language, kinds in LANGUAGES.items():
        for kind, tables in kinds.items():
            count = Counter(row.state for rows in tables.values() for row in rows)
            yield f"| {language} | {kind} | " + " | ".join(str(count[s]) for s in State) + " |"


def _table(language: str, rows: tuple[Row, ...]) -> Iterator[str]:
    yield "| name | form | state | note | test |"
    yield "|---|---|---|---|---|"
    for row in rows:
        proof = proof_of(language, row)
        cells = (row.name, f"`` {row.form} ``" if "`" in row.form else f"`{row.form}`")
        note = f"{row.note}; instead: {row.instead}" if row.instead else row.note
        texts = (*cells, row.state, note, f"`{proof}`")
        yield "| " + " | ".join(text.replace("|", "\\|") for text in texts) + " |"


def write(folder: Path) -> None:
    """Write the page into a folder."""
    (folder / "language.md").write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
