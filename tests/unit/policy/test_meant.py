"""Outputs are found by their labels too."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdlib import LoadedModel, load
from sdlib.errors import InputError, UnknownNameError
from sdlib.policy.meant import variable_meant
from sdlib.study.values import output_columns
from sdlib.study.why.answer import why
from tests.support.places import write_places
from tests.support.small import write_package


@pytest.fixture(scope="module")
def loaded() -> LoadedModel:
    return load("sme_primer")


def meant(loaded: LoadedModel, name: str) -> str:
    return variable_meant(loaded.package, loaded.model, name)


def test_every_label_of_an_output_means_it(loaded: LoadedModel) -> None:
    assert len(loaded.package.outputs) > 3
    for output in loaded.package.outputs:
        for label in (output.label.en, output.label.zh, output.label.en.upper()):
            found = loaded.model.variable(meant(loaded, label)).name
            assert found == output.variable


def test_a_variable_goes_before_a_label(loaded: LoadedModel) -> None:
    assert meant(loaded, "loan_share") == "loan_share"


def test_subscripts_follow_a_label(loaded: LoadedModel) -> None:
    output = loaded.package.outputs[0]
    assert meant(loaded, f"{output.label.en}[north]") == f"{output.variable}[north]"


def test_the_output_whose_label_is_alike_is_suggested_first(loaded: LoadedModel) -> None:
    output = loaded.package.outputs[0]
    with pytest.raises(UnknownNameError) as caught:
        meant(loaded, output.label.en[:-1] + "x")
    assert caught.value.nearest[0] == output.variable


@pytest.mark.parametrize(("key", "kind"), [("loans", "a lever"), ("death", "an assumption")])
def test_a_key_is_no_variable_and_leads_to_one(tmp_path: Path, key: str, kind: str) -> None:
    small = load(write_package(tmp_path))
    with pytest.raises(InputError) as caught:
        meant(small, key)
    assert f"'{key}' is {kind}" in str(caught.value)
    assert "what it sets: '" in str(caught.value)


def test_studies_take_labels(tmp_path: Path) -> None:
    small = load(write_package(tmp_path))
    assert [column.name for column in output_columns(small, ["企业"])] == ["Firms"]
    found = why(small, small.settings(), small.settings("loans"), "企业")
    assert found.tree.strip.name == "Firms"


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("Firms by region[West]", "Firms by region[West]"),
        ("Firms by region [West]", "Firms by region[West]"),
        ("分地区企业 [西部]", "Firms by region[West]"),
        ("firms by province[the coast]", "firms by province[Coast]"),
        ("Firms by region[Wst]", "Firms by region[Wst]"),
        ("Firms by region[West,East]", "Firms by region[West,East]"),
    ],
)
def test_an_element_may_be_said_by_its_label(tmp_path: Path, said: str, wanted: str) -> None:
    loaded = load(write_places(tmp_path))
    assert variable_meant(loaded.package, loaded.model, said) == wanted
