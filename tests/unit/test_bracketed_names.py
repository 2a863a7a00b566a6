"""A name may end in brackets, as in ``Price [yuan]``, and is then no element of an array."""

from __future__ import annotations

from pathlib import Path

import pytest

import sdlib
from sdlib.loaded import LoadedModel

TEXT = """
Region: north, south ~ ~ |
"Price [yuan]" = 2 ~ yuan [0,10] ~ |
"Cost [yuan]"[Region] = 3, 4 ~ yuan [0,10] ~ |
"Sum [yuan]" = "Price [yuan]" + "Cost [yuan]"[south] ~ yuan ~ |
INITIAL TIME = 0 ~ ~ |
FINAL TIME = 1 ~ ~ |
TIME STEP = 1 ~ ~ |
SAVEPER = 1 ~ ~ |
"""


@pytest.fixture
def loaded(tmp_path: Path) -> LoadedModel:
    (tmp_path / "model.mdl").write_text(TEXT)
    return sdlib.load(tmp_path / "model.mdl")


def test_it_is_run_and_read_by_its_name(loaded: LoadedModel) -> None:
    run = loaded.run(outputs=["Sum [yuan]", "Cost [yuan]"])
    table = run.table("Sum [yuan]", "Cost [yuan][south]")
    assert table.iloc[0].to_dict() == {"Sum [yuan]": 6, "Cost [yuan][south]": 4}
    assert run.unit("Sum [yuan]") == run.unit("Cost [yuan][north]") == "yuan"


@pytest.mark.parametrize("name", ["Price [yuan]", "Cost [yuan][south]"])
def test_it_can_be_changed(loaded: LoadedModel, name: str) -> None:
    changed = loaded.run(inputs={name: 9}, outputs=["Sum [yuan]"])
    assert changed.table()["Sum [yuan]"].iloc[0] > 10
