"""What a model file holds that changes no run: told to the user, with its line.

Which constructs these are, and what is said of each, stands in `sdlib.model.language`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from sdlib.model.language import GRAMMAR, XMILE_ELEMENTS, State
from sdlib.model.reading.misread import FormulaError
from sdlib.model.reading.statements import Statement, split_drawing
from sdlib.model.structure import Note
from sdlib.model.time_spec import REACHED, TimeSpec
from sdlib.names import counted

_CHECKS = {"constraint": "Reality Check", "test input": "test input"}
"""Kind of a statement to the name of its row."""

_SETTINGS = re.compile(r"^///---\\+", re.MULTILINE)
_SUPPLEMENTARY = re.compile(r"\s*:\s*SUP", re.IGNORECASE)


def vensim_notes(text: str, statements: Sequence[Statement]) -> tuple[Note, ...]:
    """Return the notes on a Vensim file, in the order of its lines.

    Args:
        text: Its text.
        statements: Its statements.
    """
    found = [*_checks(statements), *_supplementary(statements), *_after_equations(text)]
    return tuple(sorted(found, key=lambda note: note.line))


def xmile_notes(root: etree._Element) -> tuple[Note, ...]:
    """Return the notes on an XMILE document, in the order of its lines: one a kind of element.

    Args:
        root: The document's root element.
    """
    found = []
    for rows in XMILE_ELEMENTS.values():
        for row in rows:
            nodes = list(root.iter(f"{{*}}{row.name}")) if row.state is State.REPORTED else []
            if nodes:
                text = f"{counted(len(nodes), f'<{row.name}> element')}: {row.note}"
                line = int(nodes[0].sourceline or 1)
                found.append(Note(line=line, text=text, lost=row.lost))
    return tuple(sorted(found, key=lambda note: note.line))


def clock_notes(spec: TimeSpec, line: int) -> tuple[Note, ...]:
    """Return the notes on the times of a run that are not what the file seems to ask for.

    Args:
        spec: The times.
        line: The line of what is said of saving.
    """
    found = []
    each = (spec.saveper or spec.save_step) / spec.save_step
    if spec.saveper is not None and not spec.lengths and abs(each - 1) > 1e-6:
        found.append(
            f"values are kept at each time step of {spec.time_step:g}: {spec.saveper:g}, after "
            "which they are to be kept, is no whole number of steps"
        )
    if spec.last < spec.final - REACHED * spec.time_step:
        found.append(f"a run ends at {spec.last:g}, the last time step before {spec.final:g}")
    return tuple(Note(line=line, text=text, lost=False) for text in found)


def _checks(statements: Sequence[Statement]) -> Iterator[Note]:
    # Imported late: they import PySD, which takes seconds and which no kept model needs.
    from sdlib.model.reading.declarations import read_declaration

    for statement in statements:
        if not re.search(r":\s*(?:THE\s+CONDITION|TEST\s+INPUT)\s*:", statement.text, re.I):
            continue
        try:
            kind = read_declaration(statement.text).kind
        except FormulaError:
            # What is wrong with it is told where it is read.
            continue
        if kind in _CHECKS:
            row = GRAMMAR[_CHECKS[kind]]
            text = f"the {row.name} '{statement.name}': {row.note}"
            yield Note(line=statement.line, text=text, lost=row.lost)


def _supplementary(statements: Sequence[Statement]) -> Iterator[Note]:
    marked = [s for s in statements if _SUPPLEMENTARY.match(s.flag)]
    if marked:
        text = f"{counted(len(marked), 'variable')} marked as supplementary: "
        text += GRAMMAR["supplementary"].note
        yield Note(line=marked[0].line, text=text, lost=False)


def _after_equations(text: str) -> Iterator[Note]:
    body, drawing = split_drawing(text)
    marks = {"sketch": re.compile(r"^.*Sketch information", re.MULTILINE), "settings": _SETTINGS}
    for name, mark in marks.items():
        found = mark.search(text, len(body)) if drawing else None
        if found:
            line = text.count("\n", 0, found.start()) + 1
            yield Note(line=line, text=f"the {name}: {GRAMMAR[name].note}", lost=False)
