from __future__ import annotations

from pathlib import Path

import pytest

from sdlib import LoadedModel, load
from sdlib.app.texts import Texts
from sdlib.app.wording import (
    column_told,
    plain,
    range_text,
    read_output,
    setting_text,
    shown,
    when,
    with_unit,
)
from tests.support.app_places import write_places


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1234567.8, 0, "1,234,568"),
        (-0.04, 1, "0.0"),
        (-12.34, 1, "−12.3"),
        (3.2e14, 0, "3.2e+14"),
        (1e-9, 2, "1e−09"),
        (0.0, 2, "0.00"),
    ],
)
def test_numbers(value: float, decimals: int, text: str) -> None:
    assert shown(value, decimals) == text


def test_units_that_begin_with_a_number_are_multiplied() -> None:
    assert with_unit("54", "100 million yuan") == "54 × 100 million yuan"
    assert with_unit("54", "亿元") == "54亿元"
    assert with_unit("54", "%") == "54%"
    assert with_unit("54", "firms") == "54 firms"


def test_a_year_has_no_separator() -> None:
    assert plain(2010.0) == "2010"


def test_a_range_names_its_unit_once(loaded: LoadedModel) -> None:
    texts = Texts("en")
    lever = loaded.package.levers["loans"]
    assert range_text(lever.settings["strength"], texts) == "0–1"
    assert range_text(loaded.package.uncertainties["death"], texts) == "0.01–0.2 per year"
    assert setting_text(lever.settings["start"], 2011.0, texts) == "2011"


def test_the_sentence_follows_the_result(loaded: LoadedModel) -> None:
    output = loaded.package.outputs[0]
    base, more = loaded.run(), loaded.run("loans")
    less = loaded.run("baseline", {"death": 0.2})
    english, chinese = Texts("en"), Texts("zh")
    same = read_output(output, base, base, 2020, english)
    assert same.takeaway.endswith("in 2020, the same as in the baseline.")
    assert (same.direction, same.change) == (0, "")
    up = read_output(output, more, base, 2020, english)
    assert " more than in the baseline (" in up.takeaway
    assert (up.direction, up.better) == (1, 1)
    assert up.change.startswith("+")
    down = read_output(output, less, base, 2020, chinese)
    assert "2020年为" in down.takeaway
    assert "低" in down.takeaway
    assert (down.direction, down.better) == (-1, -1)
    now = more.table("Firms").loc[2020, "Firms"]
    assert up.value == f"{now:,.0f}"


def test_before_the_policy_starts_nothing_has_changed(loaded: LoadedModel) -> None:
    output = loaded.package.outputs[0]
    told = read_output(output, loaded.run("loans"), loaded.run(), 2005, Texts("en"))
    assert told.direction == 0


def test_from_zero_the_change_is_told_in_units(loaded: LoadedModel) -> None:
    output = loaded.package.outputs[2]
    told = read_output(output, loaded.run("loans"), loaded.run(), 2020, Texts("en"))
    assert told.change == "+0.80 ratio"
    assert "[loans]" in told.label


def test_numbers_that_look_different_are_not_called_the_same(loaded: LoadedModel) -> None:
    output = loaded.package.outputs[0]
    base, run = loaded.run(), loaded.run()
    base.results.values["Firms"][:] = 10_819_575.0
    run.results.values["Firms"][:] = 10_817_517.0
    told = read_output(output, run, base, 2020, Texts("en"))
    assert (told.direction, told.change) == (-1, "\N{MINUS SIGN}0.02%")
    run.results.values["Firms"][:] = 10_819_575.1
    assert read_output(output, run, base, 2020, Texts("en")).change == ""


def test_a_column_is_called_as_what_shows_it(tmp_path: Path) -> None:
    places = load(write_places(tmp_path))
    called = {
        "Firms by region[West]": "各区域企业 [西部]",
        "Growth share[Doum]": "增长占比 [丁地]",
        "growth[Doum]": "growth[Doum]",
        "Firms": "企业",
    }
    for column, wanted in called.items():
        assert column_told(places.package, places.model, column, Texts("zh")) == wanted


@pytest.mark.parametrize(
    ("time", "unit", "english", "chinese"),
    [
        (2040.0, "Year", "in 2040", "2040年"),
        (2040.0, "", "in 2040", "2040年"),
        (40.0, "year", "at 40 years", "第40年"),
        (12.0, "Month", "at 12 months", "第12月"),
        (1.0, "Days", "at 1 day", "第1天"),
        (7.5, "fortnight", "at 7.5 fortnight", "第7.5fortnight"),
        (100.0, "Time", "at time 100", "时间100"),
    ],
)
def test_a_time_is_a_year_or_has_its_unit(
    time: float, unit: str, english: str, chinese: str
) -> None:
    assert when(time, unit, Texts("en")) == english
    assert when(time, unit, Texts("zh")) == chinese


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1722010252.654, 3, "1,722,010,253"),
        (2653.2977, 3, "2,653.298"),
        (0.0000341, 3, "3.41e−05"),
        (0.0004, 1, "0.0"),
        (0.0, 3, "0.000"),
    ],
)
def test_no_more_digits_are_shown_than_a_reader_takes_in(
    value: float, decimals: int, text: str
) -> None:
    assert shown(value, decimals) == text
