"""Sobol's and Morris' numbers agree with closed forms, and nothing is dropped in silence."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import sdlib.study.sensitivity
from sdlib import LoadedModel, load
from sdlib.errors import DataFileError, InputError, RunError, SdError, UnknownNameError
from sdlib.study.sensitivity import (
    FactorWish,
    MorrisEffect,
    OutputSensitivity,
    Sensitivity,
    SobolEffect,
    default_factors,
    named_factors,
    sensitivity,
)
from sdlib.study.sensitivity.tables import (
    effects_table,
    output_notes,
    outputs_table,
    study_notes,
    study_tree,
)
from tests.support.small import MODEL, MODEL_YAML, write_package
from tests.support.study_models import ISHIGAMI, LINEAR, ROOT, bare

Effects = dict[str, MorrisEffect | SobolEffect]


def by_factor(entry: OutputSensitivity) -> Effects:
    return {effect.factor.key: effect for effect in entry.effects}


@pytest.fixture(scope="module")
def ishigami(tmp_path_factory: pytest.TempPathFactory) -> LoadedModel:
    return bare(tmp_path_factory.mktemp("ishigami"), ISHIGAMI, "ishigami")


@pytest.fixture(scope="module")
def shares(ishigami: LoadedModel) -> Sensitivity:
    names = ["y", "still", "elsewhere"]
    return sensitivity(ishigami, method="sobol", outputs=names, samples=1024, seed=3)


@pytest.fixture(scope="module")
def linear(tmp_path_factory: pytest.TempPathFactory) -> LoadedModel:
    return bare(tmp_path_factory.mktemp("linear"), LINEAR, "linear")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> LoadedModel:
    return bare(tmp_path_factory.mktemp("root"), ROOT, "root")


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> LoadedModel:
    return load(write_package(tmp_path_factory.mktemp("package")))


def test_sobol_gives_the_indices_of_ishigami(shares: Sensitivity) -> None:
    """Ishigami and Homma 1990; the variances by integration."""
    a, b = 7, 0.1
    first = 0.5 * (1 + b * math.pi**4 / 5) ** 2
    both = 8 * b**2 * math.pi**8 / 225
    second = a**2 / 8
    whole = first + second + both
    expected = {
        "x1": (first / whole, (first + both) / whole),
        "x2": (second / whole, second / whole),
        "x3": (0, both / whole),
    }
    entry = shares.outputs[0]
    found = by_factor(entry)
    for key, (alone, total) in expected.items():
        effect = found[key]
        assert isinstance(effect, SobolEffect)
        assert effect.first == pytest.approx(alone, abs=0.03)
        assert effect.total == pytest.approx(total, abs=0.03)
        assert abs(effect.total - total) < 2 * effect.total_interval
        assert 0 < effect.total_interval < 0.15
    assert entry.deviation**2 == pytest.approx(whole, rel=0.02)
    assert entry.mean == pytest.approx(a / 2, rel=0.02)
    assert [effect.factor.key for effect in entry.effects[:3]] == ["x1", "x2", "x3"]
    assert shares.runs == 1024 * (5 + 2)


def test_a_factor_without_effect_is_said_so(shares: Sensitivity) -> None:
    found = by_factor(shares.outputs[0])
    assert (found["bystander"].acts, found["bystander"].linked) == (False, False)
    assert (found["held"].acts, found["held"].linked) == (False, True)
    assert found["bystander"].size == found["held"].size == 0
    words = " ".join(output_notes(shares, shares.outputs[0]))
    assert "No effect, since nothing leads from them to it: bystander." in words
    assert "though a path leads from them to it: held." in words


@pytest.mark.parametrize(
    ("share", "interval", "told"),
    [
        (0.3, 0.1, "60 % of the variance, give or take up to 20 % (the intervals of all shares"),
        (0.3, 0.1, "; the rest comes from factors that act together."),
        (0.1, 0.5, "20 % of the variance, give or take up to 100 %"),
        (0.1, 0.5, ": more --samples would tell whether factors act together."),
        (0.3, float("nan"), ": more --samples would tell"),
        (0.49, 0.02, ": hardly any of it comes from factors that act together."),
    ],
)
def test_what_factors_explain_alone_is_told_with_its_error(
    shares: Sensitivity, share: float, interval: float, told: str
) -> None:
    effects = [
        replace(effect, first=share, first_interval=interval)
        for effect in shares.outputs[0].effects[:2]
        if isinstance(effect, SobolEffect)
    ]
    assert told in output_notes(shares, replace(shares.outputs[0], effects=tuple(effects)))[0]


def test_an_output_that_does_not_vary_is_a_message(shares: Sensitivity) -> None:
    still = shares.outputs[1]
    assert (still.varies, still.effects, still.mean) == (False, (), 5)
    assert output_notes(shares, still) == [
        "'still' does not vary: it is 5 Dmnl in all runs, so none of the factors moves it."
    ]
    assert "NaN" not in str(study_tree(shares))
    assert not effects_table(shares).isna().any().any()
    assert effects_table(shares)["output"].unique().tolist() == ["y", "elsewhere"]
    assert outputs_table(shares)["output"].tolist() == ["y", "still", "elsewhere"]


def test_morris_is_exact_on_a_linear_model(linear: LoadedModel) -> None:
    entry = sensitivity(linear, outputs=["y"], samples=8).outputs[0]
    expected = {"a": 3 * 2, "b": -2 * 4, "c": 2 * 10}
    assert [effect.factor.key for effect in entry.effects] == ["c", "b", "a"]
    for effect in entry.effects:
        assert isinstance(effect, MorrisEffect)
        assert effect.mean == pytest.approx(expected[effect.factor.key], rel=1e-12)
        assert effect.mean_absolute == pytest.approx(abs(effect.mean), rel=1e-12)
        assert effect.spread == pytest.approx(0, abs=1e-12)
        assert effect.interval == pytest.approx(0, abs=1e-12)
        assert effect.linked


def test_morris_sees_what_bends(ishigami: LoadedModel) -> None:
    found = by_factor(sensitivity(ishigami, outputs=["y"], samples=40).outputs[0])
    third = found["x3"]
    assert isinstance(third, MorrisEffect)
    # It acts through x1 alone, with either sign: little on average, and much all the same.
    assert abs(third.mean) < 0.5 * third.mean_absolute
    assert third.spread > third.mean_absolute
    assert not found["held"].acts


@pytest.mark.parametrize("method", ["morris", "sobol"])
def test_the_same_seed_gives_the_same_numbers(linear: LoadedModel, method: str) -> None:
    def study(seed: int, outputs: list[str]) -> list[tuple[float, float]]:
        found = sensitivity(linear, method=method, outputs=outputs, samples=16, seed=seed)
        entry = next(e for e in found.outputs if e.output.name == "y")
        return [(effect.size, effect.interval) for effect in entry.effects]

    # Seed 0 is one as well, and other outputs draw nothing away.
    assert study(0, ["y"]) == study(0, ["s", "y"])
    assert method == "morris" or study(0, ["y"]) != study(1, ["y"])


def test_the_time_is_one_that_runs_save(package: LoadedModel) -> None:
    early = sensitivity(package, outputs=["Firms"], time=2001, samples=4)
    late = sensitivity(package, outputs=["Firms"], samples=4)
    start = sensitivity(package, outputs=["Firms"], time=2000, samples=4)
    assert (early.time, late.time) == (2001, 2020)
    assert early.outputs[0].most < late.outputs[0].most
    assert not start.outputs[0].varies
    with pytest.raises(InputError, match=r"no values at time 2001\.3"):
        sensitivity(package, time=2001.3)


def test_the_numbers_are_those_of_single_runs(package: LoadedModel) -> None:
    wish = [FactorWish(key="death", low=0.02, high=0.08)]
    entry = sensitivity(package, "loans", outputs=["Firms"], factors=wish, samples=4).outputs[0]
    ends = [package.run("loans", {"death": v}).table()["Firms"].iloc[-1] for v in (0.02, 0.08)]
    assert (entry.most, entry.least) == tuple(ends)


def test_the_headlines_are_looked_at_by_default(package: LoadedModel) -> None:
    assert [e.output.name for e in sensitivity(package, samples=4).outputs] == ["Firms"]
    several = sensitivity(package, outputs=["policy strength", "entry"], samples=4).outputs
    assert [e.output.name for e in several] == [
        "policy strength[loans]",
        "policy strength[training]",
        "entry",
    ]


def test_factors_are_assumptions_and_constants_with_limits(package: LoadedModel) -> None:
    """The constant that a lever sets states limits too, and is left to the lever."""
    found = default_factors(package)
    assert [(f.key, f.kind, f.low, f.high) for f in found] == [
        ("death", "uncertainty", 0.01, 0.2),
        ("birth rate", "constant", 0, 0.5),
        ("policy strength[training]", "constant", 0, 1),
    ]
    with_levers = default_factors(package, levers=True)
    assert [f.key for f in with_levers[3:]] == ["loans"]
    assert with_levers[3].sets == ("policy strength[loans]",)


def test_a_bare_model_has_its_constants_as_factors(linear: LoadedModel) -> None:
    assert [f.key for f in default_factors(linear)] == ["a", "b", "c"]
    assert [f.key for f in default_factors(linear, levers=True)] == ["a", "b", "c"]
    assert {f.kind for f in default_factors(linear, levers=True)} == {"constant"}


def test_named_factors_have_the_ends_that_are_given(package: LoadedModel) -> None:
    wishes = [FactorWish(key="room", low=1, high=2), FactorWish(key="loans.start")]
    found = named_factors(package, wishes)
    assert [(f.key, f.low, f.high, f.kind) for f in found] == [
        ("room", 1, 2, "constant"),
        ("loans.start", 2000, 2020, "lever"),
    ]
    assert found[1].label.en == "Loans: Start"
    assert found[0].at(np.array([0, 0.5, 1])).tolist() == [1, 1.5, 2]


WRONG: dict[str, tuple[list[FactorWish], list[str]]] = {
    "empty": (
        [FactorWish(key="room", low=2, high=2)],
        ["the range 2 to 2 of 'room' is empty", "--factors 'room=0:1'"],
    ),
    "reversed": ([FactorWish(key="room", low=3, high=2)], ["range 3 to 2 of 'room' is empty"]),
    "not finite": ([FactorWish(key="room", low=0, high=math.inf)], ["of 'room' is empty"]),
    "wide": (
        [FactorWish(key="death", low=0, high=0.9)],
        ["0 to 0.9 of 'death' is wider than the model takes", "0.01 to 0.2 1/Year"],
    ),
    "no limits": ([FactorWish(key="room")], ["'room' states no limits", "'room=LOW:HIGH'"]),
    "computed": ([FactorWish(key="entry")], ["'entry' states no limits"]),
    "unknown": ([FactorWish(key="rom")], ["named 'rom'", "'room'"]),
    "twice": (
        [FactorWish(key="death"), FactorWish(key="death rate", low=0.1, high=0.2)],
        ["'death' and 'death rate' both set 'death rate'", "keep one of the two"],
    ),
    "periods": (
        [FactorWish(key="loans.start"), FactorWish(key="loans.end")],
        ["'loans' could end before it starts", "give ranges that do not meet"],
    ),
    "none": ([], ["no factor is named"]),
    "several": (
        [FactorWish(key="rom"), FactorWish(key="room")],
        ["2 faults", "named 'rom'", "'room' states no limits"],
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_factors_that_are_not_taken(package: LoadedModel, case: str) -> None:
    wishes, words = WRONG[case]
    with pytest.raises(SdError) as caught:
        named_factors(package, wishes)
    for word in words:
        assert word in str(caught.value)


def test_limits_that_are_no_range_name_file_and_line(tmp_path: Path) -> None:
    model = bare(tmp_path, LINEAR.replace("[0,2]", "[2,2]").replace("[0,10]", "[3,1]"))
    with pytest.raises(DataFileError) as caught:
        default_factors(model)
    words = str(caught.value)
    assert "m.mdl, line 2: 'a' states the limits [2, 2], which is no range" in words
    assert "'c' states the limits [3, 1]" in words
    with pytest.raises(InputError, match="'a' states the limits"):
        named_factors(model, [FactorWish(key="b"), FactorWish(key="a")])
    # Whoever names the ends needs none in the file.
    (factor,) = named_factors(model, [FactorWish(key="a", low=1, high=1.5)])
    assert (factor.low, factor.high) == (1, 1.5)


def test_a_model_without_ranges_says_what_to_do(tmp_path: Path) -> None:
    model = bare(tmp_path, "k = 2 ~ Dmnl ~ |\ny = 3 * k ~ Dmnl ~ |\n")
    with pytest.raises(InputError, match="'m' states no range that could be tried") as caught:
        sensitivity(model)
    assert "--factors NAME=LOW:HIGH, or add --levers" in str(caught.value)
    (factor,) = default_factors(model, levers=True)
    assert (factor.key, factor.low, factor.high) == ("k", 0, 4)


def test_large_arrays_are_left_out_and_named(root: LoadedModel) -> None:
    found = sensitivity(root, outputs=["y"], samples=4)
    assert [f.key for f in found.factors] == ["x", "z"]
    assert "too many elements: w;" in study_notes(found)[0]
    single = [FactorWish(key="w[r3]")]
    entry = sensitivity(root, outputs=["y"], factors=single, samples=4).outputs[0]
    assert entry.effects[0].size == pytest.approx(1)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"method": "guess"}, "there is no method 'guess'"),
        ({"method": "sobol", "samples": 1000}, "the nearest are 512 and 1,024"),
        ({"method": "sobol", "samples": 8}, "8 samples are too few for sobol"),
        ({"samples": 3}, "3 samples are too few for morris"),
        ({"without": ["d"]}, "there is no factor named 'd'"),
        ({"without": ["a", "b", "c"]}, "no factor is left"),
        ({"outputs": ["z"]}, "there is no variable named 'z'"),
    ],
)
def test_what_cannot_be_studied(linear: LoadedModel, wrong: dict[str, object], words: str) -> None:
    study: Callable[..., Sensitivity] = sensitivity
    with pytest.raises((InputError, UnknownNameError)) as caught:
        study(linear, **wrong)
    assert words in str(caught.value)


def test_a_few_runs_that_are_not_finite_are_counted_and_named(root: LoadedModel) -> None:
    edge = {"edge": 0.02}
    study = sensitivity(root, method="sobol", outputs=["y"], samples=256, changes=edge)
    assert study.lost is not None
    assert 0 < study.lost.runs < 0.05 * study.runs
    assert 0 < study.lost.groups <= study.lost.runs
    assert study.lost.variable == "root"
    assert "all of them have 'x' between 0" in study.lost.corner
    entry = study.outputs[0]
    assert all(np.isfinite([e.size, e.interval]).all() for e in entry.effects)
    assert np.isfinite([entry.least, entry.most, entry.mean]).all()
    note = study_notes(study)[0]
    assert f"{study.lost.runs} of 1,024 runs were not finite ('root'" in note
    assert f"The {study.lost.groups} of 256 base points" in note


@pytest.mark.parametrize("method", ["morris", "sobol"])
def test_many_runs_that_are_not_finite_are_an_error_that_names_the_corner(
    root: LoadedModel, method: str
) -> None:
    with pytest.raises(RunError) as caught:
        sensitivity(root, method=method, outputs=["y"], samples=64, changes={"edge": 0.3})
    assert caught.value.variable == "root"
    words = str(caught.value)
    assert "runs are not finite, too many to leave out" in words
    some = r"% of the runs with 'x' between 0[.\d]* and 0\.2\d* fail"
    assert re.search(rf"{some}|all of them have 'x' at 0", words)
    assert "'z'" not in words
    assert "--factors 'x=LOW:HIGH'" in words


def test_random_functions_are_no_effect(ishigami: LoadedModel) -> None:
    """All runs draw the same numbers, so that only the factors tell them apart."""
    found = by_factor(sensitivity(ishigami, outputs=["noisy"], samples=4).outputs[0])
    assert not found["x2"].acts
    assert found["x1"].size == pytest.approx(2 * math.pi)


def test_a_study_that_does_not_fit_is_refused_with_a_way_out(
    linear: LoadedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputError, match="do not fit into memory") as caught:
        sensitivity(linear, method="sobol", samples=2**20)
    assert "at most 131,072 samples of so many factors" in str(caught.value)
    assert "--samples 131072" in str(caught.value)
    monkeypatch.setattr(sdlib.study.sensitivity, "MOST_CELLS", 100)
    with pytest.raises(InputError, match="fewer factors"):
        sensitivity(linear)


def test_changes_are_made_before(package: LoadedModel) -> None:
    one = sensitivity(package, "loans", outputs=["Firms"], samples=4)
    other = sensitivity(package, outputs=["Firms"], samples=4, changes={"loans": 0.8})
    assert one.outputs[0].effects == other.outputs[0].effects


def test_the_progress_is_told(linear: LoadedModel) -> None:
    heard: list[tuple[int, int]] = []
    sensitivity(linear, outputs=["y"], samples=500, tell=lambda *at: heard.append(at))
    assert heard[-1] == (2000, 2000)
    assert [done for done, _ in heard] == sorted(done for done, _ in heard)
    assert len(heard) <= 8


def test_a_lever_whose_limits_are_wrong_in_the_file_is_no_fault(tmp_path: Path) -> None:
    text = MODEL.replace("Dmnl [0,1]", "Dmnl [1,0]")
    yaml = MODEL_YAML.replace(
        "      - {input: \"policy end", "      - {input: \"policy strength[training]\", from: "
        "strength}\n      - {input: \"policy end",
    )  # fmt: skip
    found = default_factors(load(write_package(tmp_path, model_mdl=text, model_yaml=yaml)))
    assert [factor.key for factor in found] == ["death", "birth rate"]
