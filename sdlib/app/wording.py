"""Numbers and sentences as a reader sees them. Nothing here knows Streamlit."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sdlib.app.texts import TIME_UNITS, UNITS, Texts
from sdlib.engine.base import as_float
from sdlib.model import Model
from sdlib.model.arrays import FloatArray
from sdlib.policy import Package
from sdlib.policy.schema import Map, Output
from sdlib.policy.settings_schema import Slider
from sdlib.run import Run

PERCENT = ("percent", "%", "percent/Year")
"""Units in which a change is told in points, not in percent of percent."""

_CALENDAR = 1000
_YEARS = ("year", "years", "yr", "yrs", "年")
_NO_TIME_UNIT = ("", "time", "dmnl", "1", "unit", "units")

_ALL_DIGITS = 3
"""Decimals with which nobody has said how many are worth showing."""
_MOST_DIGITS = 7

_MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, kw_only=True)
class Headline:
    """One output at one time, in the current run and in the baseline."""

    label: str
    unit: str
    """As a reader sees it."""
    value: str
    baseline: str
    change: str
    """Change against the baseline with its sign; empty where there is none."""
    direction: int
    """1 above the baseline, -1 below, 0 the same to all digits shown."""
    better: int
    """1 an improvement, -1 the opposite, 0 where that is open."""
    takeaway: str
    """One sentence."""


def read_output(
    output: Output, run: Run, baseline: Run, time: float, texts: Texts, column: str = ""
) -> Headline:
    """Return what is told about an output at a time.

    Args:
        output: The output.
        run: The current run.
        baseline: The baseline's run.
        time: One of the saved times.
        texts: The language.
        column: Name of an array's element; its first one by default.
    """
    column = column or run.model.elements(output.variable)[0]
    at = int(np.argmin(np.abs(run.time - time)))
    now, then = float(series(run, column)[at]), float(series(baseline, column)[at])
    raw_unit = run.unit(output.variable)
    value, was = shown(now, output.decimals), shown(then, output.decimals)
    label = output.label.of(texts.language)
    if column != output.variable:
        label = column_told(run.package, run.model, column, texts)
    size = _change(now, then, raw_unit, output.decimals)
    direction = 0 if size == 0 or now == then else (1 if now > then else -1)
    told = _told(size, now, then, raw_unit, output.decimals, texts)
    signed = f"{'+' if direction > 0 else _MINUS}{told}" if direction else ""
    wanted = {"up": 1, "down": -1}.get(output.better, 0)
    key = {0: "take_same", 1: "take_more", -1: "take_less"}[direction]
    unit = texts.unit(raw_unit)
    sentence = texts(
        key,
        label=label,
        value=with_unit(value, unit),
        baseline=was,
        change=told,
        time=when(time, run.model.time.unit, texts),
    )
    return Headline(
        label=label,
        unit=texts.unit(raw_unit, short=True),
        value=value,
        baseline=was,
        change=signed,
        direction=direction,
        better=direction * wanted,
        takeaway=sentence,
    )


def series(run: Run, column: str) -> FloatArray:
    """Return the values of a column over time, shape (time,) [its unit]."""
    name, at = run.model.column(column)
    index: tuple[slice | int, ...] = (slice(None), *at)
    return as_float(run.results.values[name][index])


def elements_told(package: Package, model: Model, column: str, texts: Texts) -> str:
    """Return what the elements of a column are called, "" for a variable without dimensions."""
    base, given = model.split(column)
    variable = model.variable(base)
    subscripts = model.subscripts(variable, given) if given else ()
    pairs = zip(variable.dimensions, subscripts, strict=False)
    return ", ".join(package.element_label(*pair).of(texts.language) for pair in pairs)


def column_told(package: Package, model: Model, column: str, texts: Texts) -> str:
    """Return what a column is called: as the output or the map that shows its variable.

    Args:
        package: The model's package.
        model: The model.
        column: A variable, or one element of it.
        texts: The language.

    Returns:
        The column as it is written, where nothing shows its variable.
    """
    name = model.variable(model.split(column)[0]).name
    entries: tuple[Output | Map, ...] = (*package.outputs, *package.maps)
    label = next((entry.label for entry in entries if entry.variable == name), None)
    if label is None:
        return column
    inside = elements_told(package, model, column, texts)
    return f"{label.of(texts.language)} [{inside}]" if inside else label.of(texts.language)


def shown(value: float, decimals: int) -> str:
    """Return a number with thousands separators; tiny and huge ones as powers of ten.

    Of a large number no more digits are shown than a reader takes in.

    Example:
        >>> shown(1234567.8, 0), shown(412.1578, 3), shown(1722010252.654, 3)
        ('1,234,568', '412.158', '1,722,010,253')
    """
    # Where all digits were wanted that there are, none of a small number would be left.
    least = decimals if decimals >= _ALL_DIGITS else 6
    if value and (abs(value) >= 1e12 or abs(value) < 0.5 * 10**-least):
        return f"{value:.3g}".replace("-", _MINUS)
    if abs(value) >= 1:
        decimals = min(decimals, max(0, _MOST_DIGITS - 1 - math.floor(math.log10(abs(value)))))
    text = f"{value:,.{decimals}f}"
    if float(text.replace(",", "")) == 0:
        text = text.lstrip("-")
    return text.replace("-", _MINUS)


def with_unit(number: str, unit: str) -> str:
    """Return a number with its unit; a percent sign and Chinese units stand close to it."""
    if not unit:
        return number
    if unit[0].isdigit():
        return f"{number} × {unit}"
    close = unit.startswith("%") or not unit[0].isascii()
    return f"{number}{unit}" if close else f"{number} {unit}"


def units_told(text: str, texts: Texts) -> str:
    """Return a sentence in which units of the model file stand as a reader knows them.

    Example:
        >>> units_told("+132 Enterprise (+2 %)", Texts("en"))
        '+132 firms (+2 %)'
    """
    for unit in sorted(filter(None, UNITS), key=len, reverse=True):
        pattern = rf"(?<=\d) {re.escape(unit)}(?![\w/])"
        shown_unit = texts.unit(unit)
        between = "" if texts.language == "zh" else " × " if shown_unit[0].isdigit() else " "
        told = between + shown_unit
        text = re.sub(pattern, told, text)
    return text


def signed(value: float, decimals: int) -> str:
    """Return a change with its sign, with at least two digits that are not zero."""
    if value:
        decimals = min(max(decimals, 1 - math.floor(math.log10(abs(value)))), 9)
    text = shown(value, decimals)
    return text if value <= 0 else f"+{text}"


def plain(value: float) -> str:
    """Return a slider's number as short as it can be, without losing digits that matter.

    Example:
        >>> plain(2010.0), plain(0.035)
        ('2010', '0.035')
    """
    text = f"{value:.6g}" if abs(value) < 1e6 else f"{value:,.0f}"
    return text.replace("-", _MINUS) if "e" not in text else text


def range_text(slider: Slider, texts: Texts) -> str:
    """Return a slider's range with its unit; a unit that its label already names is left out."""
    low, high = (plain(end) for end in slider.range)
    unit = texts.unit(slider.unit, short=True)
    label = slider.label.of(texts.language).lower()
    said = unit.rstrip("s").lower() in label or slider.unit in ("Dmnl", "")
    return f"{low}–{high}" if said else with_unit(f"{low}–{high}", unit)


def setting_text(slider: Slider, value: float, texts: Texts) -> str:
    """Return a setting's value with its unit."""
    unit = "" if slider.unit in ("Dmnl", "Year") else texts.unit(slider.unit, short=True)
    return with_unit(plain(value), unit)


def text_width(text: str) -> int:
    """Return how wide a text is, in Latin letters; a Chinese sign takes two."""
    return sum(1 if letter.isascii() else 2 for letter in text)


def cut(text: str, most: int) -> str:
    """Return a text that is no wider than a number of Latin letters; an ellipsis says it was cut.

    Example:
        >>> cut("Materials and other", 12), cut("各地", 12)
        ('Materials a…', '各地')
    """
    if text_width(text) <= most:
        return text
    while text and text_width(text) > most - 1:
        text = text[:-1]
    return f"{text.rstrip()}…"


def told_apart(labels: Mapping[str, str]) -> dict[str, str]:
    """Return labels of which no two are the same: equal ones are followed by their keys.

    A box of choices tells the page the label that was chosen, not its place.

    Example:
        >>> told_apart({"a": "Firms", "b": "Firms", "c": "Loans"})
        {'a': 'Firms (a)', 'b': 'Firms (b)', 'c': 'Loans'}
    """
    counts = Counter(labels.values())
    return {k: f"{v} ({k})" if counts[v] > 1 else v for k, v in labels.items()}


def time_text(time: float) -> str:
    """Return a time as it stands on an axis: a year without separators."""
    return f"{time:.10g}"


def when(time: float, unit: str, texts: Texts) -> str:
    """Return a time inside a sentence: a year of a calendar, or how long after the start of time.

    Example:
        >>> when(2040.0, "Year", Texts("en")), when(12.0, "Month", Texts("en"))
        ('in 2040', 'at 12 months')
    """
    if is_calendar(time, unit):
        return texts("at_year", time=time_text(time))
    told = time_unit(unit, texts, count=time)
    if not told:
        return texts("at_plain", time=time_text(time))
    return texts("at_unit", time=time_text(time), unit=told)


def is_calendar(time: float, unit: str) -> bool:
    """Tell whether a time is a year of a calendar."""
    return time >= _CALENDAR and unit.strip().lower() in (*_YEARS, *_NO_TIME_UNIT)


def time_unit(unit: str, texts: Texts, count: float = 2.0) -> str:
    """Return a unit of time as a reader knows it, "" where the file states none.

    Args:
        unit: As the file states it.
        texts: The language.
        count: How many of them there are.
    """
    plain = unit.strip().lower()
    if plain in _NO_TIME_UNIT:
        return ""
    pair = TIME_UNITS.get("year" if plain in _YEARS else plain.removesuffix("s"))
    if pair is None:
        return unit.strip()
    return pair[1] if texts.language == "zh" else pair[0] + ("" if count == 1 else "s")


def capital(text: str) -> str:
    """Return a text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


def _change(now: float, then: float, unit: str, decimals: int) -> float:
    """Return the size of a change as it is told, rounded to what is shown."""
    differs = shown(now, decimals) != shown(then, decimals)
    if unit in PERCENT or then == 0:
        return _seen(abs(now - then), max(decimals, 1), differs)
    return _seen(abs(now / then - 1) * 100, 1, differs)


def _seen(size: float, decimals: int, differs: bool) -> float:
    """Return a size as it is told: a small one keeps a digit where the values look different."""
    rounded = round(size, decimals)
    return rounded if rounded or not differs else float(f"{size:.1g}")


def _told(size: float, now: float, then: float, unit: str, decimals: int, texts: Texts) -> str:
    if unit in PERCENT:
        return texts("points", change=_digits(size, max(decimals, 1)))
    if then == 0:
        return with_unit(shown(abs(now - then), decimals), texts.unit(unit))
    return f"{_digits(size, 1)}%" if math.isfinite(size) else f"{size}"


def _digits(size: float, decimals: int) -> str:
    """Return a size with some decimals; one that they would hide, with the digit that it has."""
    return (
        f"{size:,.{decimals}f}" if not size or round(size, decimals) else f"{size:.6f}".rstrip("0")
    )
