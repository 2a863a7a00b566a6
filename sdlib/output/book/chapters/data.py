"""Every data series, with where it is from and beside what the model makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from sdlib.model import Lookup
from sdlib.output.book.book import Book, Chapter
from sdlib.output.book.observed import Observations
from sdlib.policy.package import History
from sdlib.policy.schema import Driver
from sdlib.policy.tables import read_table
from sdlib.study.fit import SeriesFit

_GROUPED = ["unit", "definition", "reference", "confidence"]

_MOST_COLUMNS = 13
"""Times beside each other in a table of elements, so that it fits a sheet of paper."""


def data(book: Book) -> Chapter:
    """Return the chapter on data series."""
    found, _ = book.fit
    fits = {each.series: each for each in found.series} if found else {}
    histories = [_history(book, observed, fits) for observed in book.observations]
    drivers = [_driver(book, driver) for driver in book.package.drivers]
    scenario = found.scenario if found else ""
    html = book.render("data", histories=histories, drivers=drivers, scenario=scenario)
    parts = tuple((entry["id"], entry["title"]) for entry in histories)
    return Chapter(key="data", title=book.speech.say("data_chapter"), html=html, parts=parts)


def _history(book: Book, observed: Observations, fits: dict[str, SeriesFit]) -> dict[str, Any]:
    points = observed.points()
    names = _element_names(book, observed.variable, observed.elements)
    small = [
        {
            "id": book.series[each.series],
            "name": names[element],
            "chart": _chart(book, each, fits.get(each.series), small=True),
        }
        for element, each in zip(observed.elements, observed.members, strict=True)
        if observed.is_panel
    ]
    alone = None if observed.is_panel else observed.members[0]
    return {
        "id": observed.id,
        "title": _title(book, observed),
        "variable": book.element_link(observed.variable),
        "chart": _chart(book, alone, fits.get(alone.series)) if alone else "",
        "small": small,
        "groups": _groups(points),
        "tables": _tables(points, names),
    }


def _chart(book: Book, history: History, fit: SeriesFit | None, *, small: bool = False) -> Markup:
    """Return observations as dots beside the run, which is cut where they end."""
    times, values = history.points["time"], history.points["value"]
    line: list[tuple[float, float]] = []
    if fit is not None:
        pairs = zip(fit.run_times, fit.run_values, strict=True)
        line = [pair for pair in pairs if pair[0] <= times.max()]
    dots = list(zip(times, values, strict=True))
    return book.chart(line, dots, title=f"{history.series}: {history.variable}", small=small)


def _title(book: Book, observed: Observations) -> Markup:
    """Return a series with the name of the output that it observes."""
    output = book.package.output(book.model.split(observed.variable)[0])
    if output is None:
        return escape(observed.series)
    return Markup("{}: {}").format(observed.series, book.speech.label(output.label))


def _driver(book: Book, driver: Driver) -> dict[str, Any]:
    assert book.package.folder is not None
    table = read_table(book.package.folder / "data" / driver.file)
    points = table[table["series"] == driver.series].sort_values("time", kind="stable")
    variable = book.model.variables.get(driver.variable)
    line = variable.points if isinstance(variable, Lookup) else ()
    elements: list[str] = [] if driver.over is None else list(dict.fromkeys(points["element"]))
    names = _element_names(book, driver.variable, elements)
    if not elements:
        points = points.assign(element="")
    small = [
        {"id": "", "name": names[element], "chart": _curve(book, points, element)}
        for element in elements
    ]
    dots = list(zip(points["time"], points["value"], strict=True))
    return {
        "id": book.curves[driver.series],
        "title": driver.series,
        "label": book.speech.label(driver.label),
        "variable": book.element_link(driver.variable),
        "groups": _groups(points),
        "tables": _tables(points, names),
        "chart": "" if elements else book.chart(line, dots, title=driver.series),
        "small": small,
    }


def _curve(book: Book, points: pd.DataFrame, element: str) -> Markup:
    own = points[points["element"] == element]
    line = list(zip(own["time"], own["value"], strict=True))
    return book.chart(line, title=element, corners=True, small=True)


def _element_names(book: Book, variable: str, elements: Sequence[str]) -> dict[str, str]:
    """Return elements with the names that the package gives them."""
    base = book.model.split(variable)[0]
    dimensions = book.model.variable(base).dimensions if base in book.model else ()
    if len(dimensions) != 1 or not any(elements):
        return {element: element for element in elements}
    labels = {e: book.package.element_label(dimensions[0], e) for e in elements}
    return {element: book.speech.plain(label) for element, label in labels.items()}


def _groups(points: pd.DataFrame) -> list[dict[str, Any]]:
    """Return points by what is said about them; one group where it is the same for all.

    Args:
        points: With the columns of a table, and ``element``, which is empty for a series alone.
    """
    found: list[dict[str, Any]] = []
    before: tuple[object, ...] = ()
    for key, part in points.groupby(_GROUPED, sort=False):
        said = dict(zip(_GROUPED, key, strict=True))
        # A definition is said again only where it is another one.
        is_new = (said["unit"], said["definition"]) != before
        before = (said["unit"], said["definition"])
        pairs = list(zip(part["time"], part["value"], strict=True))
        if any(part["element"]):
            pairs = [(time, None) for time in sorted(set(part["time"]))]
        found.append({**said, "is_new": is_new, "points": pairs})
    return found


def _tables(points: pd.DataFrame, names: dict[str, str]) -> list[dict[str, Any]]:
    """Return points of several elements as tables: elements down, times across."""
    if not any(names):
        return []
    times = sorted(set(points["time"]))
    values = {(e, t): v for e, t, v in points[["element", "time", "value"]].itertuples(index=False)}
    pieces = [times[at : at + _MOST_COLUMNS] for at in range(0, len(times), _MOST_COLUMNS)]
    return [
        {
            "times": piece,
            "rows": [
                (name, [values.get((element, time)) for time in piece])
                for element, name in names.items()
            ],
        }
        for piece in pieces
    ]
