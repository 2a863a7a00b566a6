"""What the sketch in a Vensim file shows, whoever drew it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from sdlib.names import name_key, plain_name

_NAME = r'(?P<name>"(?:\\.|[^"\\])*"|[^,]*)'
_WORD = re.compile(rf"10,(?P<number>\d+),{_NAME},-?\d+,-?\d+,\d+,\d+,(?P<shape>\d+),(?P<bits>\d+),")
_OTHER = re.compile(r"1[12],(?P<number>\d+),[^,]*,-?\d+,-?\d+,\d+,\d+,\d+,(?P<bits>\d+),")
_LINE = re.compile(r"1,\d+,(?P<start>\d+),(?P<end>\d+),(?P<shape>\d+),\d+,\d+,(?P<thickness>\d+),")
_ON_VALVE = 32
_BOX = 3
_SHAPES = 31
_LETS_ARROWS_IN = 1
_TEXT_FOLLOWS = 4
_THIN = 20
"""Thickness beyond which an arrow is a pipe."""

_HEADLESS = 100


@dataclass(frozen=True, kw_only=True)
class DrawnView:
    """What one view of a file shows, by the keys of names (`name_key`)."""

    name: str
    """Name of the view."""
    shown: dict[str, str] = field(default_factory=dict)
    """Key of each name that stands in it to how it is written, shadows included."""
    own: set[str] = field(default_factory=set)
    """Names that are defined here, and no shadows."""
    boxes: set[str] = field(default_factory=set)
    """Names in a box, as stocks are."""
    arrows: set[tuple[str, str]] = field(default_factory=set)
    """Cause and effect of each arrow."""
    pipes: dict[tuple[str, str], bool] = field(default_factory=dict)
    """Flow and stock of each pipe to whether it has a head at the stock."""


def drawn_views(sketch: str) -> list[DrawnView]:
    """Return the views of a sketch.

    Args:
        sketch: The lines between the equations and the mark that ends a sketch.

    Source: the fields are those of vensim.com/documentation/ref_sketch_format.html.
    """
    found = []
    for text in re.split(r"^[ \t]*\\{2,} ?---///.*\n", sketch, flags=re.MULTILINE):
        lines = text.split("\n")
        title = next((line for line in lines if line.startswith("*")), "")
        if title:
            found.append(_view(title[1:].strip(), list(_records(lines))))
    return found


def _records(lines: list[str]) -> Iterator[str]:
    """Iterate over the lines that are records, without the texts of comments."""
    skipped = False
    for line in lines:
        if not skipped:
            yield line.strip()
        other = None if skipped else _OTHER.match(line)
        skipped = other is not None and bool(int(other["bits"]) & _TEXT_FOLLOWS)


def _view(title: str, records: list[str]) -> DrawnView:
    view = DrawnView(name=title)
    names: dict[str, str] = {}
    valves: set[str] = set()
    waiting = ""
    for record in records:
        valve = _OTHER.match(record)
        if valve and record.startswith("11,"):
            waiting = valve["number"]
            valves.add(waiting)
        word = _WORD.match(record)
        if word is None:
            continue
        key, shape = name_key(word["name"]), int(word["shape"])
        names[word["number"]] = key
        view.shown[key] = plain_name(word["name"])
        if int(word["bits"]) & _LETS_ARROWS_IN:
            view.own.add(key)
            if shape & _SHAPES == _BOX:
                view.boxes.add(key)
        if shape & _ON_VALVE and waiting:
            # The name of a flow follows its valve.
            names[waiting] = key
            waiting = ""
    for line in filter(None, map(_LINE.match, records)):
        start, end = names.get(line["start"], ""), names.get(line["end"], "")
        if int(line["thickness"]) <= _THIN:
            if start and end:
                view.arrows.add((start, end))
        elif start and line["start"] in valves:
            # A cloud has no name.
            view.pipes[start, end] = line["shape"] != str(_HEADLESS)
    return view
