"""Who changed what: by hand on small models, and adding up on any."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sdlib import LoadedModel, load
from sdlib.errors import InputError, RunError, UnknownNameError
from sdlib.study import attribution
from sdlib.study.attribution import (
    Attribution,
    OutputAttribution,
    attribute,
    four_runs,
    four_sentence,
    orders_of,
    sentence,
)
from sdlib.study.attribution.tables import (
    attribution_tree,
    contributions_table,
    pairs_table,
    totals_table,
)
from tests.support.small import write_package
from tests.support.study_models import PRODUCT, bare

OUTPUTS = ["product", "total", "twins", "nothing"]


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> LoadedModel:
    return bare(tmp_path_factory.mktemp("product"), PRODUCT, "product")


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> LoadedModel:
    return load(write_package(tmp_path_factory.mktemp("package")))


def study(model: LoadedModel, changes: dict[str, float], **more: object) -> Attribution:
    settings = model.settings("baseline", changes)
    return attribute(model, settings, outputs=OUTPUTS, **more)  # type: ignore[arg-type]


def entry(found: Attribution, name: str) -> OutputAttribution:
    return next(one for one in found.outputs if one.output.name == name)


def numbers(found: OutputAttribution) -> dict[str, tuple[float, float, float]]:
    return {c.policy.key: (c.alone, c.last, c.shapley) for c in found.contributions}


def test_what_multiplies_by_hand(product: LoadedModel) -> None:
    found = entry(study(product, {"a": 0.5, "b": 0.2}), "product")
    assert (found.without_policies, found.with_policies) == (10, 18)
    assert numbers(found) == {
        "a": pytest.approx((5, 6, 5.5)),
        "b": pytest.approx((2, 3, 2.5)),
    }
    assert found.interaction == pytest.approx(1)
    assert [(p.first.key, p.second.key) for p in found.pairs] == [("a", "b")]
    assert found.pairs[0].interaction == pytest.approx(1)


def test_what_adds_is_each_alone(product: LoadedModel) -> None:
    found = entry(study(product, {"a": 0.5, "b": 0.2, "c": 1.0}), "total")
    assert [c.policy.key for c in found.contributions] == ["c", "a", "b"]
    assert numbers(found) == {
        "a": pytest.approx((0.5,) * 3),
        "b": pytest.approx((0.4,) * 3),
        "c": pytest.approx((3.0,) * 3),
    }
    assert found.interaction == pytest.approx(0, abs=1e-12)
    assert all(abs(pair.interaction) < 1e-12 for pair in found.pairs)


def test_symmetric_policies_contribute_the_same(product: LoadedModel) -> None:
    found = entry(study(product, {"a": 0.5, "b": 0.5, "c": 0.5}), "twins")
    shares = [c.shapley for c in found.contributions]
    assert shares == pytest.approx([found.change / 3] * 3)
    assert len({round(pair.interaction, 9) for pair in found.pairs}) == 1


@pytest.mark.parametrize("name", OUTPUTS)
def test_contributions_add_up_to_the_joint_change(product: LoadedModel, name: str) -> None:
    found = entry(study(product, {"a": 0.7, "b": 0.1, "c": 0.9}), name)
    assert sum(c.shapley for c in found.contributions) == pytest.approx(found.change, rel=1e-13)
    assert found.interaction == pytest.approx(
        found.change - sum(c.alone for c in found.contributions)
    )


def test_many_policies_are_sampled(product: LoadedModel, monkeypatch: pytest.MonkeyPatch) -> None:
    changes = {"a": 0.5, "b": 0.2, "c": 0.9}
    exact = study(product, changes)
    monkeypatch.setattr(attribution, "MOST_EXACT", 2)
    sampled = study(product, changes, orders=500, seed=1)
    assert (exact.exact, exact.orders, exact.runs) == (True, None, 8)
    assert (sampled.exact, sampled.orders, sampled.runs) == (False, 500, 8)
    for name in OUTPUTS:
        one, other = entry(exact, name), entry(sampled, name)
        shares = {c.policy.key: c for c in other.contributions}
        for c in one.contributions:
            near = shares[c.policy.key]
            assert near.error is not None
            assert abs(near.shapley - c.shapley) <= 4 * near.error + 1e-12
            assert (near.alone, near.last) == pytest.approx((c.alone, c.last))
        assert sum(c.shapley for c in other.contributions) == pytest.approx(other.change)
    by_hand = {("a", "b"): 1.0, ("a", "c"): 0.0, ("b", "c"): 0.0}
    pairs = {(p.first.key, p.second.key): p.interaction for p in entry(sampled, "product").pairs}
    assert pairs == pytest.approx(by_hand)
    again = study(product, changes, orders=500, seed=1)
    assert again.outputs == sampled.outputs
    assert study(product, changes, orders=500, seed=2).outputs != sampled.outputs
    with pytest.raises(InputError, match="1 orders are too few"):
        study(product, changes, orders=1)


def test_a_policys_other_settings_go_with_it(package: LoadedModel) -> None:
    settings = package.settings("loans", {"loans.start": 2010})
    found = attribute(package, settings)
    (policy,) = found.policies
    assert policy.changes == {"loans.strength": 0.8, "loans.start": 2010}
    (one,) = found.outputs[0].contributions
    last = package.run("loans", {"loans.start": 2010}).table()["Firms"].iloc[-1]
    base = package.run().table()["Firms"].iloc[-1]
    assert found.outputs[0].with_policies == last
    assert found.outputs[0].baseline == base
    assert one.shapley == one.alone == one.last == last - base
    assert found.outputs[0].pairs == ()


def test_assumptions_stay_as_they_are(package: LoadedModel) -> None:
    found = attribute(package, package.settings("both"))
    (output,) = found.outputs
    runs = four_runs(package, package.settings("both"), outputs=["Firms"])
    ends = [
        float(run.table()["Firms"].iloc[-1])
        for run in (runs.baseline, runs.assumptions, runs.policies, runs.both)
    ]
    assert ends == [
        output.baseline,
        output.without_policies,
        output.policies_only,
        output.with_policies,
    ]
    assert len(set(ends)) == 4
    assert set(found.assumptions) == {"death"}
    whole = output.assumptions + (ends[2] - ends[0]) + output.with_assumptions
    assert whole == pytest.approx(ends[3] - ends[0])
    assert runs.interaction("Firms")[-1] == pytest.approx(output.with_assumptions)
    assert runs.interaction("Firms")[0] == 0


def test_the_four_runs_differ_by_their_parts(package: LoadedModel) -> None:
    settings = package.settings("both", {"room": 4000.0, "loans.start": 2008})
    runs = four_runs(package, settings)
    assert runs.baseline.changes == {}
    assert runs.assumptions.changes == {"death": 0.1, "room": 4000}
    assert runs.policies.changes == {"loans": 0.8, "loans.start": 2008}
    assert runs.both.changes == settings.changes(package.package)
    direct = package.run("both", {"room": 4000.0, "loans.start": 2008})
    assert runs.both.table().equals(direct.table())


def test_a_variable_over_time_is_an_assumption(package: LoadedModel) -> None:
    rising = pd.Series([1.0, 0.5], index=[2000, 2020])
    settings = package.settings("loans", {"effect of crowding": rising})
    runs = four_runs(package, settings, outputs=["Firms"])
    assert list(runs.assumptions.changes) == ["effect of crowding"]
    assert runs.both.table()["Firms"].iloc[-1] > runs.assumptions.table()["Firms"].iloc[-1]


def test_a_lever_that_is_off_is_no_policy(package: LoadedModel) -> None:
    settings = package.settings("baseline", {"loans.start": 2010})
    with pytest.raises(InputError, match="no policy is switched on in 'baseline'") as caught:
        attribute(package, settings)
    assert "--set LEVER=VALUE" in str(caught.value)
    assert four_runs(package, settings).assumptions.changes == {"loans.start": 2010}


def test_what_is_set_twice_is_refused(package: LoadedModel) -> None:
    settings = package.settings("loans", {"policy strength[loans]": 0.3})
    with pytest.raises(InputError, match=r"'policy strength\[loans\]' is replaced, and the lever"):
        attribute(package, settings)


def test_a_run_that_is_not_finite_names_the_policies(product: LoadedModel) -> None:
    settings = product.settings("baseline", {"a": 1.0, "b": 1.0, "product": 1e308})
    with pytest.raises(RunError) as caught:
        attribute(product, settings, outputs=["twice"])
    assert "with no policy switched on 'twice' begins it at time 0" in str(caught.value)


def test_unknown_outputs_and_times(product: LoadedModel) -> None:
    settings = product.settings("baseline", {"a": 1.0})
    with pytest.raises(UnknownNameError, match="no variable named 'prodct'"):
        attribute(product, settings, outputs=["prodct"])
    with pytest.raises(InputError, match="no values at time 9"):
        attribute(product, settings, time=9)


def test_the_sentences_in_both_languages(product: LoadedModel) -> None:
    found = study(product, {"a": 0.5, "b": 0.2})
    told = entry(found, "product")
    assert sentence(found, told) == (
        "product in 2: together +80.0 % (10 to 18 firm): a +55.0 points, b +25.0 points. "
        "a and b strengthen each other by 10.0 points."
    )
    assert sentence(found, told, "zh", unit="家") == (
        "2年product：合计+80.0%（10→18 家），其中a+55.0个百分点，b+25.0个百分点。"
        "a与b相互增强10.0个百分点。"
    )
    assert sentence(found, entry(found, "nothing")) == (
        "nothing in 2: the policies do not change it (0 to 0 firm)."
    )
    percent = sentence(found, entry(found, "twins"))
    assert "together +8.0 points (10 to 18 percent): a +5.5 points" in percent
    assert four_sentence(found, told) == ""
    alone = study(product, {"a": 0.5})
    assert sentence(alone, entry(alone, "product")) == (
        "product in 2: +50.0 % through a (10 to 15 firm)."
    )


def test_the_sentence_of_the_four_runs(package: LoadedModel) -> None:
    found = attribute(package, package.settings("both"))
    told = found.outputs[0]
    text = four_sentence(found, told)
    change = 100 * (told.without_policies / told.baseline - 1)
    assert text.startswith(f"Against the baseline: assumptions alone {change:+.1f} %, policies")
    assert "because they act on each other" in text
    assert "两者相互作用" in four_sentence(found, told, "zh")


def test_overlaps_are_told(product: LoadedModel) -> None:
    """Two that each reach a ceiling overlap, whichever direction is up."""
    settings = product.settings("baseline", {"a": 0.5, "b": 0.5})
    for name in ("ceiling", "floor"):
        one = attribute(product, settings, outputs=[name])
        assert "a and b overlap by" in sentence(one, one.outputs[0])


def test_the_tables_hold_everything(product: LoadedModel) -> None:
    found = study(product, {"a": 0.5, "b": 0.2})
    table = contributions_table(found)
    assert len(table) == 2 * len(OUTPUTS)
    sums = table.groupby("output")["contribution"].sum()
    totals = totals_table(found).set_index("output")
    assert np.allclose(sums[totals.index], totals["change_by_policies"])
    assert pairs_table(found).groupby("output").size().eq(1).all()
    tree = attribution_tree(found)
    assert tree["outputs"][0]["words"]["en"] == [sentence(found, found.outputs[0])]
    assert tree["policies"]["a"]["changes"] == {"a.value": 0.5}
    single = attribute(product, product.settings("baseline", {"a": 0.5}), outputs=["product"])
    assert list(pairs_table(single).columns) == ["output", "unit", "first", "second", "interaction"]


def test_the_default_is_the_last_time(package: LoadedModel) -> None:
    found = attribute(package, package.settings("loans"))
    early = attribute(package, package.settings("loans"), time=2006)
    assert (found.time, early.time) == (2020, 2006)
    assert found.outputs[0].change > early.outputs[0].change > 0


def test_many_policies_have_fewer_orders() -> None:
    assert [orders_of(count) for count in (13, 26, 53)] == [1000, 500, 245]
