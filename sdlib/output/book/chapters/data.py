"""Every data series, with where it is from and beside what the model makes of it."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from sdlib.model import Lookup
from sdlib.output.book.book import Book, Chapter
from sdlib.policy.package import History
from sdlib.policy.schema import Driver
from sdlib.policy.tables import read_table
from sdlib.study.fit import SeriesFit

_GROUPED = ["unit", "definition", "reference", "confidence"]


def data(book: Book) -> Chapter:
    """Return the chapter on data series."""
    found, _ = book.fit
    fits = {each.series: each for each in found.series} if found else {}
    scenario = found.scenario if found else ""
    histories = [
        _history(book, history, fits.get(history.series), scenario)
        for history in book.package.history
    ]
    drivers = [_driver(book, driver) for driver in book.package.drivers]
    html = book.render("data", histories=histories, drivers=drivers)
    parts = tuple((entry["id"], entry["title"]) for entry in histories)
    return Chapter(key="data", title=book.speech.say("data_chapter"), html=html, parts=parts)


def _history(book: Book, history: History, fit: SeriesFit | None, scenario: str) -> dict[str, Any]:
    points = history.points
    dots = list(zip(points["time"], points["value"], strict=True))
    line: list[tuple[float, float]] = []
    if fit is not None:
        # The run goes on for decades; here it stands beside what was observed.
        until = points["time"].max()
        line = [
            pair for pair in zip(fit.run_times, fit.run_values, strict=True) if pair[0] <= until
        ]
    return {
        "id": book.series[history.series],
        "title": _title(book, history),
        "variable": book.element_link(history.variable),
        "scenario": scenario,
        "groups": _groups(points),
        "chart": book.chart(line, dots, title=f"{history.series}: {history.variable}"),
    }


def _title(book: Book, history: History) -> Markup:
    """Return a series with the name of the output that it observes."""
    output = book.package.output(book.model.split(history.variable)[0])
    if output is None:
        return escape(history.series)
    return Markup("{}: {}").format(history.series, book.speech.label(output.label))


def _driver(book: Book, driver: Driver) -> dict[str, Any]:
    assert book.package.folder is not None
    table = read_table(book.package.folder / "data" / driver.file)
    points = table[table["series"] == driver.series].sort_values("time")
    dots = list(zip(points["time"], points["value"], strict=True))
    variable = book.model.variables.get(driver.variable)
    line = variable.points if isinstance(variable, Lookup) else ()
    return {
        "title": Markup("{}").format(driver.series),
        "label": book.speech.label(driver.label),
        "variable": book.element_link(driver.variable),
        "groups": _groups(points),
        "chart": book.chart(line, dots, title=driver.series),
    }


def _groups(points: pd.DataFrame) -> list[dict[str, Any]]:
    """Return points by what is said about them; one group where it is the same for all."""
    return [
        {
            **dict(zip(_GROUPED, key, strict=True)),
            "points": list(zip(part["time"], part["value"], strict=True)),
        }
        for key, part in points.groupby(_GROUPED, sort=False)
    ]
