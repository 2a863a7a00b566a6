from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sdlib import LoadedModel, load
from sdlib.errors import DataFileError, InputError, SdError, UnknownNameError
from sdlib.policy import model_inputs
from tests.support.small import scenario, write_package


@pytest.fixture
def small(tmp_path: Path) -> LoadedModel:
    return load(write_package(tmp_path))


def inputs_of(small: LoadedModel, name: str, changes: dict[str, object]) -> dict[str, object]:
    settings = small.settings(name, changes)  # type: ignore[arg-type]
    return dict(model_inputs(settings, small.package, small.model))


def test_the_baseline_sets_nothing(small: LoadedModel) -> None:
    assert inputs_of(small, "baseline", {}) == {}
    assert small.settings().changes(small.package) == {}


def test_a_lever_sets_its_element_and_leaves_the_others(small: LoadedModel) -> None:
    found = inputs_of(small, "baseline", {"loans": 0.5})
    assert list(found) == ["policy strength"]
    assert np.array_equal(found["policy strength"], [0.5, 0])  # type: ignore[arg-type]


def test_scenarios_combine_in_order_and_changes_come_last(small: LoadedModel) -> None:
    settings = small.settings("both", {"loans": 0.3, "loans.start": 2010})
    assert settings.levers["loans"] == {"strength": 0.3, "start": 2010, "end": 2021}
    assert settings.uncertainties == {"death": 0.1}


def test_changes_repeat_a_run_from_the_baseline(small: LoadedModel) -> None:
    settings = small.settings("both", {"room": 900})
    changes = settings.changes(small.package)
    assert changes == {"loans": 0.8, "death": 0.1, "room": 900}
    again = small.settings("baseline", changes)
    assert again.levers == settings.levers
    assert again.overrides == settings.overrides


def test_any_variable_can_be_replaced_by_its_name(small: LoadedModel) -> None:
    series = pd.Series([1.0, 2.0], index=[2000, 2020])
    found = inputs_of(small, "baseline", {"EFFECT of crowding": 0.5, "entry": series})
    assert found["effect of crowding"] == 0.5
    assert found["entry"] is series


def test_an_element_of_a_constant_can_be_replaced(small: LoadedModel) -> None:
    found = inputs_of(small, "baseline", {"policy strength[training]": 0.5, "loans": 0.2})
    assert np.array_equal(found["policy strength"], [0.2, 0.5])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("scenario_name", "changes", "kind", "words"),
    [
        ("lones", {}, UnknownNameError, "did you mean 'loans'"),
        ("baseline", {"lones": 1}, UnknownNameError, "did you mean 'loans'"),
        ("baseline", {"loans.strenth": 1}, UnknownNameError, "did you mean 'strength'"),
        ("baseline", {"loans": 7}, InputError, "'loans' is 7\n  Allowed: 0 to 1"),
        ("baseline", {"loans": "much"}, InputError, "'loans' is set to 'much'"),
        ("baseline", {"loans": float("nan")}, InputError, "not a finite number"),
        ("baseline", {"loans": True}, InputError, "one number"),
        ("baseline", {"death": 3}, InputError, "0.01 to 0.2 1/Year"),
        ("baseline", {"room": float("inf")}, InputError, "finite numbers"),
        ("baseline", {"room": "big"}, InputError, "'room' is set to 'big'"),
        ("baseline", {"demand": 1}, InputError, "is a curve"),
        ("baseline", {"loans.end": 2003}, InputError, "ends in 2003 and starts in 2005"),
        ("baseline", {"policy strength[banks]": 1}, UnknownNameError, "no subscript of Policy"),
    ],
)
def test_values_that_are_not_taken(
    small: LoadedModel,
    scenario_name: str,
    changes: dict[str, float],
    kind: type[SdError],
    words: str,
) -> None:
    with pytest.raises(kind) as caught:
        small.settings(scenario_name, changes)
    assert words in str(caught.value)


def test_all_faults_of_a_call_come_at_once(small: LoadedModel) -> None:
    with pytest.raises(DataFileError) as caught:
        small.settings("baseline", {"loans": 7, "death": 9})
    assert len(caught.value.faults) == 2


def test_a_scenario_that_combines_itself_is_refused(tmp_path: Path) -> None:
    folder = write_package(tmp_path, a=scenario("combine: [b]\n"), b=scenario("combine: [a]\n"))
    with pytest.raises(InputError, match="combines itself"):
        load(folder).settings("a")


def test_a_key_that_is_a_lever_and_another_variable_is_refused(tmp_path: Path) -> None:
    from tests.support.small import MODEL

    text = MODEL.replace("room = 5000", "loans = 1 ~ Dmnl ~ x |\n\nroom = 5000 * loans")
    loaded = load(write_package(tmp_path, model_mdl=text))
    with pytest.raises(InputError, match=r"say loans\.strength for the lever"):
        loaded.settings("baseline", {"loans": 1})
    assert loaded.settings("baseline", {"loans.strength": 1}).levers["loans"]["strength"] == 1


def test_a_lever_of_a_bare_model_takes_values_over_time(tmp_path: Path) -> None:
    bare = load(write_package(tmp_path) / "model.mdl")
    series = pd.Series([0.1, 0.3], index=[2000, 2010])
    run = bare.run(inputs={"birth rate": series}, outputs=["birth rate"])
    assert run.table()["birth rate"].loc[2005] == pytest.approx(0.2)


def test_one_element_takes_no_values_over_time(small: LoadedModel) -> None:
    series = pd.Series([0.1, 0.3], index=[2000, 2010])
    with pytest.raises(InputError, match="is one element, and is set to values over time"):
        small.run(inputs={"policy strength[loans]": series})
