from pathlib import Path

import pytest

from sdlib import LoadedModel, load
from sdlib.errors import UnknownNameError
from tests.support.small import write_package


@pytest.fixture
def small(tmp_path: Path) -> LoadedModel:
    return load(write_package(tmp_path))


def test_a_table_has_the_modellers_names(small: LoadedModel) -> None:
    table = small.run("loans").table()
    assert table.index.name == "time"
    assert list(table.columns) == [
        "Firms",
        "entry",
        "policy strength[loans]",
        "policy strength[training]",
    ]
    assert table["policy strength[loans]"].eq(0.8).all()


def test_a_table_of_named_columns(small: LoadedModel) -> None:
    run = small.run(outputs=["policy strength", "firms"])
    assert list(run.table("policy strength[training]", "FIRMS").columns) == [
        "policy strength[training]",
        "Firms",
    ]
    assert run.unit("policy strength[training]") == "Dmnl"
    with pytest.raises(UnknownNameError, match="output of this run"):
        run.table("entry")


def test_comparing_puts_scenarios_side_by_side(small: LoadedModel) -> None:
    table = small.compare("baseline", "loans", outputs=["Firms"])
    assert table.index.names == ["scenario", "time"]
    last = table.xs(2020, level="time")["Firms"]
    assert last["loans"] > last["baseline"]


def test_an_unknown_model_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError) as caught:
        load("sme_primr")
    assert "sme_primer" in str(caught.value)
