"""Quantiles over sampled worlds as columns of a table, and in its passport."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from sdlib import LoadedModel
from sdlib.errors import OutputError
from sdlib.output import LAYOUTS, read_passport, reproduce, write_table
from sdlib.study.ensemble import Ensemble, ensemble

FIRST = "Firms, quantile 0.05"


@pytest.fixture(scope="module")
def bands(small: LoadedModel) -> Ensemble:
    return ensemble(small, "loans", 32, 3, outputs=["Firms"])


@pytest.fixture
def written(small: LoadedModel, bands: Ensemble, tmp_path: Path) -> Path:
    runs = [small.run(), small.run("loans")]
    return write_table(runs, tmp_path / "table.csv", names=["Firms", "entry"], bands=bands)


def test_the_columns_are_the_quantiles_of_each_scenario(written: Path, bands: Ensemble) -> None:
    table = pd.read_csv(written, comment="#")
    assert list(table.columns[:5]) == ["scenario", "time", "Firms", "entry", FIRST]
    assert len(table.columns) == 4 + len(bands.quantiles)
    for label, expected in (
        ("loans", bands.bands[0].scenario),
        ("baseline", bands.bands[0].baseline),
    ):
        assert table.loc[table["scenario"] == label, FIRST].tolist() == expected[0].tolist()


def test_the_passport_says_what_was_sampled(written: Path) -> None:
    passport = read_passport(written)
    assert passport.sdlib_passport == 2
    assert passport.unit[FIRST] == passport.unit["Firms"] == "firm"
    bands = passport.bands
    assert bands is not None
    assert (bands.worlds, bands.lost, bands.seed) == (32, 0, 3)
    assert bands.ranges == {"death": (0.01, 0.2)}
    assert bands.outputs == ("Firms",)


def test_a_table_without_bands_is_as_it_was(small: LoadedModel, tmp_path: Path) -> None:
    file = write_table(small.run(), tmp_path / "table.csv")
    assert "# sdlib_passport: 1\n" in file.read_text(encoding="utf-8")
    assert "bands" not in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_bands_are_reproduced(
    small: LoadedModel, bands: Ensemble, tmp_path: Path, layout: str, ending: str
) -> None:
    file = write_table(
        [small.run(), small.run("loans")], tmp_path / f"table{ending}", layout=layout,
        names=["Firms"], bands=bands,
    )  # fmt: skip
    found = reproduce(file)
    assert found.same, str(found)
    assert found.count == 21 * 2 * (1 + len(bands.quantiles))


def test_a_changed_quantile_is_found(written: Path, bands: Ensemble) -> None:
    value = repr(float(bands.bands[0].scenario[0, -1]))
    text = written.read_text(encoding="utf-8")
    assert value in text
    written.write_text(text.replace(value, "7.5"), encoding="utf-8")
    found = reproduce(written)
    assert found.first is not None
    assert (found.different, found.first.column) == (1, FIRST)


def test_a_sheet_tells_people_what_was_sampled(
    small: LoadedModel, bands: Ensemble, tmp_path: Path
) -> None:
    file = write_table(small.run("loans"), tmp_path / "table.xlsx", names=["Firms"], bands=bands)
    book = load_workbook(file)
    facts = {row[0]: row[1] for row in book["passport"].iter_rows(values_only=True)}
    assert facts["Sampled worlds"] == "32, seed 3, 0 left out"
    assert facts["Assumptions sampled"] == "death 0.01 to 0.2"
    notes = {row[0]: row for row in book["variables"].iter_rows(values_only=True)}
    assert notes[FIRST][1:4] == ("firm", "Firms, 5% quantile", "企业，5%分位")


def test_bands_are_of_one_scenario(small: LoadedModel, bands: Ensemble, tmp_path: Path) -> None:
    runs = [small.run("loans"), small.run("both")]
    with pytest.raises(OutputError, match="the bands are of one scenario"):
        write_table(runs, tmp_path / "table.csv", names=["Firms"], bands=bands)


def test_columns_without_a_band_stay_alone(
    small: LoadedModel, bands: Ensemble, tmp_path: Path
) -> None:
    file = write_table(small.run("loans"), tmp_path / "table.csv", names=["entry"], bands=bands)
    assert read_passport(file).bands is None
