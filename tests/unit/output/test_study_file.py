"""Tables and charts of studies."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from sdlib import LoadedModel, load
from sdlib.errors import OutputError
from sdlib.output.bar_chart import Bar, BarPanel, write_bars
from sdlib.output.reproduce import reproduce
from sdlib.output.study_file import study_facts, write_study
from tests.support.small import write_package

TABLE = pd.DataFrame(
    {"output": ["Firms", "=1+1"], "size": [0.1234567890123, 12345.6], "error": [None, 0.5]}
)
FACTS = [("command", "sdlib sensitivity m\n--seed 1"), ("note", "three runs")]

PANELS = [
    BarPanel(
        title="Firms, 2020",
        axis="effect [firm]",
        bars=(Bar(label="birth rate", value=1200, interval=90), Bar(label="房租 <&>", value=-3)),
    ),
    BarPanel(
        title="Shares",
        axis="share",
        bars=(Bar(label="a", value=0.6, interval=0.1, second=0.5, second_interval=0.1),),
        legend=("total", "alone"),
    ),
    BarPanel(title="Still", axis="", bars=(), note="does not vary"),
]


@pytest.fixture
def small(tmp_path: Path) -> LoadedModel:
    return load(write_package(tmp_path))


def test_a_csv_tells_how_it_was_made_and_keeps_all_digits(tmp_path: Path) -> None:
    path = write_study({"effects": TABLE}, FACTS, tmp_path / "t.csv")
    text = path.read_text(encoding="utf-8")
    assert "# command: sdlib sensitivity m --seed 1\n# note: three runs\n" in text
    read = pd.read_csv(path, comment="#")
    assert read["size"].tolist() == TABLE["size"].tolist()
    assert read["error"].isna().tolist() == [True, False]


def test_a_workbook_has_a_sheet_a_table_and_one_for_the_facts(tmp_path: Path) -> None:
    path = write_study({"effects": TABLE, "outputs": TABLE[:1]}, FACTS, tmp_path / "t.xlsx")
    book = load_workbook(path)
    assert book.sheetnames == ["effects", "outputs", "how"]
    sheet = book["effects"]
    assert [cell.value for cell in sheet[1]] == ["output", "size", "error"]
    assert [cell.value for cell in sheet[2]] == ["Firms", 0.1234567890123, None]
    assert (sheet["B2"].number_format, sheet["B3"].number_format) == ("#,##0.0000", "#,##0")
    # A text is never a formula, whatever it begins with.
    assert (sheet["A3"].value, sheet["A3"].data_type) == ("=1+1", "s")
    assert [row[0].value for row in book["how"]] == ["What", "command", "note"]


def test_the_facts_name_model_and_versions(small: LoadedModel) -> None:
    facts = dict(study_facts(small, ("scipy", "no such library")))
    assert facts["model"] == "small"
    assert facts["model_hash"] == small.model.content_hash
    assert {"program", "declared_hash", "library numba", "library scipy"} <= set(facts)
    assert "library no such library" not in facts
    bare = dict(study_facts(load(small.model.path)))
    assert "declared_hash" not in bare


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_the_same_bars_make_the_same_picture(tmp_path: Path, ending: str) -> None:
    pictures = [
        write_bars(PANELS, tmp_path / f"{name}.{ending}", title="What", source="How").read_bytes()
        for name in ("a", "b")
    ]
    assert pictures[0] == pictures[1]
    assert len(pictures[0]) > 2000


def test_a_picture_holds_its_texts(tmp_path: Path) -> None:
    text = write_bars(PANELS, tmp_path / "t.svg", title="What", source="How").read_text("utf-8")
    shown = re.findall(r">([^<>]+)</text>", text)
    for wanted in ("What", "How", "Firms, 2020", "birth rate", "房租 &lt;&amp;&gt;", "alone"):
        assert wanted in shown
    assert "does not vary" in shown
    assert "effect [firm]" in shown


@pytest.mark.parametrize(
    ("name", "words"),
    [("t.parquet", ".csv, .xlsx"), ("t", "the file has no ending"), ("no/t.csv", "no folder")],
)
def test_files_that_cannot_be_written(tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(OutputError) as caught:
        write_study({"effects": TABLE}, FACTS, tmp_path / name)
    assert words in str(caught.value)


def test_pictures_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as caught:
        write_bars(PANELS, tmp_path / "t.pdf", title="", source="")
    assert ".svg, .png" in str(caught.value)
    assert "for example t.svg" in str(caught.value)


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_reproduce_names_the_command_of_a_study(tmp_path: Path, ending: str) -> None:
    path = write_study({"effects": TABLE}, FACTS, tmp_path / f"t{ending}")
    with pytest.raises(OutputError) as caught:
        reproduce(path)
    message = " ".join(str(caught.value).split())
    assert "the file holds a study" in message
    assert "again with its own command: sdlib sensitivity m --seed 1" in message
    assert "nobody can tell" not in message
