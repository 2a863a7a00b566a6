"""Bands of a scenario and the baseline over the same sampled worlds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sdlib import LoadedModel, load
from sdlib.errors import InputError, RunError
from sdlib.study import worlds as worlds_module
from sdlib.study.ensemble import QUANTILES, Ensemble, ensemble, ensemble_in, spans
from sdlib.study.worlds import sample_worlds
from tests.support.small import MODEL, MODEL_YAML, scenario, write_package


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> LoadedModel:
    return load(write_package(tmp_path_factory.mktemp("package")))


@pytest.fixture(scope="module")
def loans(package: LoadedModel) -> Ensemble:
    return ensemble(package, "loans", 64, 5, outputs=["Firms", "entry"])


def test_the_bands_are_ordered_and_within_the_range(package: LoadedModel, loans: Ensemble) -> None:
    (firms, _) = loans.bands
    assert firms.scenario.shape == firms.baseline.shape == (5, 21)
    assert loans.time.tolist() == list(range(2000, 2021))
    for band in (firms.scenario, firms.baseline, firms.change):
        assert np.all(np.diff(band, axis=0) >= 0)
    ends = [package.run(inputs={"death": v}).table()["Firms"].iloc[-1] for v in (0.2, 0.01)]
    assert ends[0] < firms.baseline[0, -1] < firms.baseline[-1, -1] < ends[1]


def test_a_latin_hypercube_has_its_quantiles_where_the_range_has_them(
    package: LoadedModel, loans: Ensemble
) -> None:
    """Firms fall as more of them close, so the middle world has the middle closing rate."""
    middle = package.run("loans", {"death": 0.5 * (0.01 + 0.2)}).table()["Firms"].iloc[-1]
    assert loans.bands[0].scenario[2, -1] == pytest.approx(middle, rel=0.02)


def test_the_worlds_are_the_same_for_both(loans: Ensemble) -> None:
    """The change is told world by world: far less spread than the difference of two bands."""
    firms = loans.bands[0]
    own = firms.change[-1, -1] - firms.change[0, -1]
    apart = firms.scenario[-1, -1] - firms.baseline[0, -1]
    assert 0 < own < 0.5 * apart
    assert (firms.better[0], firms.better[-1]) == (0, 1)
    assert (firms.higher[-1], firms.lower[-1]) == (1, 0)


def test_the_same_seed_gives_the_same_bands(package: LoadedModel) -> None:
    one, same, other = (ensemble(package, "loans", 16, seed) for seed in (0, 0, 1))
    assert np.array_equal(one.bands[0].scenario, same.bands[0].scenario)
    assert not np.array_equal(one.bands[0].scenario, other.bands[0].scenario)
    assert [band.output.name for band in one.bands] == ["Firms"]


def test_what_a_scenario_assumes_does_not_count(package: LoadedModel) -> None:
    one, other = (ensemble(package, name, 16, save_step=20) for name in ("loans", "both"))
    assert np.array_equal(one.bands[0].scenario, other.bands[0].scenario)
    changed = ensemble(package, "baseline", 16, save_step=20, changes={"loans": 0.8})
    assert np.array_equal(one.bands[0].scenario, changed.bands[0].scenario)


def test_worlds_serve_many_scenarios(package: LoadedModel, loans: Ensemble) -> None:
    worlds = sample_worlds(package, 64, 5, outputs=["Firms", "entry"])
    one = ensemble_in(worlds, "loans")
    for band, expected in zip(one.bands, loans.bands, strict=True):
        assert np.array_equal(band.scenario, expected.scenario)
        assert np.array_equal(band.change, expected.change)
    # The baseline has run already: its own band costs nothing and is that of the worlds.
    same = ensemble_in(worlds)
    assert np.array_equal(same.bands[0].scenario, loans.bands[0].baseline)
    assert not same.bands[0].change.any()
    assert not (same.bands[0].higher.any())
    assert not (same.bands[0].lower.any())
    assert same.band("entry") is same.bands[1]
    assert same.band("exit") is None


def test_the_parts_of_a_sample_change_nothing(
    package: LoadedModel, loans: Ensemble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worlds_module, "PART", 24)
    told: list[tuple[int, int]] = []
    worlds = sample_worlds(package, 64, 5, outputs=["Firms"], tell=lambda *at: told.append(at))
    assert told == [(24, 64), (48, 64), (64, 64)]
    found = ensemble_in(worlds, "loans", tell=lambda *at: told.append(at))
    assert len(told) == 6
    assert np.array_equal(found.bands[0].scenario, loans.bands[0].scenario)


def test_rounding_is_no_change(package: LoadedModel) -> None:
    found = ensemble(package, "loans", 8, outputs=["policy strength[training]", "Firms"])
    assert not found.bands[0].higher.any()
    tiny = ensemble(package, samples=8, changes={"room": 5000 * (1 + 1e-13)})
    assert not (tiny.bands[0].higher.any())
    assert not (tiny.bands[0].lower.any())


def test_spans_are_nested() -> None:
    assert spans(QUANTILES) == ((0, 4, 0.9), (1, 3, 0.5))
    assert spans((0.1, 0.9)) == ((0, 1, 0.8),)


def test_the_better_direction_is_the_outputs_own(tmp_path: Path) -> None:
    text = MODEL_YAML.replace("better: up", "better: down")
    found = ensemble(load(write_package(tmp_path, model_yaml=text)), "loans", 8)
    assert found.bands[0].better[-1] == 0


@pytest.mark.slow
def test_worlds_that_are_not_finite_are_left_out_and_counted(tmp_path: Path) -> None:
    """A closing rate below the edge has no root."""
    text = MODEL.replace(
        "Firms * death rate\n", "Firms * death rate + 0 * SQRT(death rate - edge)\n"
    )
    text = text.replace("room = 5000", "edge = 0 ~ 1/Year ~ Assumption. |\nroom = 5000")
    few = scenario("levers: {loans: {strength: 0.8}}\ninputs: {edge: 0.015}\n")
    many = scenario("levers: {loans: {strength: 0.8}}\ninputs: {edge: 0.1}\n")
    model = load(write_package(tmp_path, model_mdl=text, few=few, many=many))
    found = ensemble(model, "few", 100)
    # The edge cuts 2.6 % off the range, and a world more or less by where in it a world lies.
    assert found.lost in (2, 3)
    assert all(np.isfinite(found.bands[0].scenario).ravel())
    with pytest.raises(RunError) as caught:
        ensemble(model, "many", 100)
    words = str(caught.value)
    assert "of 100 worlds a run is not finite, too many to leave out: 'exit' begins it" in words
    assert "100 % of the runs with 'death' between 0.01" in words


def test_a_model_without_uncertainties_says_so(package: LoadedModel) -> None:
    bare = load(package.model.path)
    with pytest.raises(InputError, match="declares no uncertainty to sample"):
        ensemble(bare)
    with pytest.raises(InputError, match="1 worlds are too few"):
        ensemble(package, samples=1)
