"""Faults in ``checks.yaml``: each named with file, line and key, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdlib import LoadedModel, load
from sdlib.errors import DataFileError
from sdlib.study.checks import check_model, read_checks
from tests.support.checked import CHECKED_EVIDENCE_YAML, CHECKED_YAML, write_checked

FAULTS: dict[str, tuple[str, str, list[str]]] = {
    "unknown variable of a loop": (
        "[Firms, effect of crowding, entry]", "[Firms, efect, entry]",
        ["no variable named 'efect'", "'effect of crowding'", "(loops.0.path.1)"],
    ),
    "cut beside the loop": (
        "variable: effect of crowding, hold", "variable: exit, hold",
        ["the cut 'exit' is not on the loop's path", "(loops.0.cut.variable)"],
    ),
    "unknown scenario": (
        "scenario: loans", "scenario: lones",
        ["no scenario named 'lones'", "did you mean 'loans'", "(expectations.0.scenario)"],
    ),
    "unknown series": (
        "series: firms_counted", "series: firms", ["no series named 'firms'", "(fits.0)"]
    ),
    "no observation": (
        "from: 2000, until: 2005, mape", "from: 2010, until: 2015, mape",
        ["no observation lies in 2010 to 2015", "(fits.0)"],
    ),
    "a time between saved ones": (
        "time: 2020\n    change_percent: [1", "time: 2020.3\n    change_percent: [1",
        ["2020.3 is not one that a run saves", "2000 to 2020 in steps of 1", "expectations.0.time"],
    ),
    "an expectation that holds zero": (
        "[1, 200]", "[-1, 200]",
        ["holds zero", "Allowed: two numbers above", "expectations.0"],
    ),
    "an expectation of nothing": (
        "[1, 200]", "[200, 20]", ["[200, 20] is empty", "Allowed: the smaller number first"]
    ),
    "an unknown key": (
        "mape_percent_below: 10", "mape: 10", ["the key 'mape' is not known here", "fits.0.mape"]
    ),
    "unknown stock": (
        "stocks: [Firms]", "stocks: [exit]", ["no stock named 'exit'", "(balances.0.stocks.0)"]
    ),
    "unknown flow": (
        "outflows: [exit]", "outflows: [exits]",
        ["no variable named 'exits'", "(balances.0.outflows.0)"],
    ),
    "a flow of another unit": (
        "outflows: [exit]", "outflows: [room]",
        ["the unit of 'room' is firm", "firm/Year", "(balances.0.outflows.0)"],
    ),
    "a tolerance of nothing": (
        "outflows: [exit]", "outflows: [exit]\n    tolerance: 0",
        ["greater than 0", "Allowed: a number above 0", "(balances.0.tolerance)"],
    ),
    "unknown account": (
        "variable: firms nowhere", "variable: firms anywhere",
        ["no variable named 'firms anywhere'", "(residuals.0.variable)"],
    ),
    "a lever that meets no other": (
        "levers: [loans, training], how", "levers: [loans], how",
        ["one lever alone meets no other", "(combine.0)"],
    ),
    "an unknown lever that others meet": (
        "levers: [loans, training], how", "levers: [loans], with: [trainings], how",
        ["no lever named 'trainings'", "did you mean 'training'", "(combine.0.with)"],
    ),
    "a change that is measured by nothing": (
        "rk4_percent: 3\n",
        "rk4_percent: 3\n  exceptions: [{variable: Firms, of: rom, percent: 9, reference: none}]\n",
        ["no variable named 'rom'", "did you mean 'room'", "(numerics.exceptions.0.of)"],
    ),
    "unknown part of a sum": (
        "parts: [firms in towns, firms in villages]", "parts: [firms in towns, firms in cities]",
        ["no variable named 'firms in cities'", "(sums.0.parts.1)"],
    ),
    "unknown dimension of a sum": (
        "    whole: Firms\n", "    whole: Firms\n    over: [Polcy]\n",
        ["no dimension named 'Polcy'", "did you mean 'Policy'", "(sums.0.over.0)"],
    ),
    "a sum of another shape": (
        "parts: [firms in towns, firms in villages]\n    whole: Firms",
        "parts: [policy strength]\n    whole: policy strength",
        ["has the dimensions none, the whole has Policy", "under 'over'", "(sums.0.parts.0)"],
    ),
    "a steady run of an unknown variable": (
        "variables: [Firms]", "variables: [Firm]",
        ["no variable named 'Firm'", "(steady.0.variables.0)"],
    ),
    "a steady run that ends between saved times": (
        "until: 2010\n    drift", "until: 2010.3\n    drift",
        ["2010.3 is not one that a run saves", "(steady.0.until)"],
    ),
    "unknown stock that may be negative": (
        "at: corners}", "at: corners, signed: [{variable: entry, reference: none}]}",
        ["no stock named 'entry'", "(never_negative.signed.0.variable)"],
    ),
    "elements of no array on the path": (
        "cut: {variable: effect of crowding, hold: initial}",
        "along: {policy strength: [loans]}\n    cut: {variable: effect of crowding, hold: initial}",
        ["no array on the path named 'policy strength'", "(loops.0.along.policy strength)"],
    ),
    "an unknown element of a loop": (
        "cut: {variable: effect of crowding, hold: initial}",
        "along: {Firms: [large]}\n    cut: {variable: effect of crowding, hold: initial}",
        ["no element of 'Firms' named 'large'", "(loops.0.along.Firms)"],
    ),
    "an input of a loop out of range": (
        "cut: {variable: effect of crowding, hold: initial}",
        "inputs: {loans: 7}\n    cut: {variable: effect of crowding, hold: initial}",
        ["'loans' is 7", "(loops.0.inputs.loans)"],
    ),
    "unknown outflow": (
        "at: corners}", "at: corners, unlimited: [{flow: entry, reference: none}]}",
        ["no outflow named 'entry'", "(never_negative.unlimited.0.flow)"],
    ),
    "unknown input": (
        "{birth rate: 0}", "{birth rat: 0}",
        ["named 'birth rat'", "'birth rate'", "(extremes.0.run.inputs.birth rat)"],
    ),
    "an input out of range": (
        "{loans: 0.2,", "{loans: 7,",
        ["'loans' is 7", "0 to 1", "(trials.1.run.inputs.loans)"],
    ),
    "a curve as an input": (
        "{birth rate: 0}", "{demand: 0}", ["'demand' is a curve", "(extremes.0.run.inputs.demand)"]
    ),
    "a condition that says nothing": (
        "{variable: entry, equals: 0}", "{variable: entry}",
        ["one of 'equals'", "(extremes.0.expect.0)"],
    ),
    "a condition with an empty interval": (
        "at_least: 1, at_most: 500", "at_least: 500, at_most: 1", ["is empty", "extremes.0.expect"]
    ),
    "unknown exception": (
        "rk4_percent: 3\n",
        "rk4_percent: 3\n  exceptions: [{variable: exit, percent: 9, reference: none}]\n",
        ["no checked output named 'exit'", "(numerics.exceptions.0.variable)"],
    ),
    "an exception without reason": (
        "rk4_percent: 3\n", "rk4_percent: 3\n  exceptions: [{variable: Firms, percent: 9}]\n",
        ["the key 'reference' is missing", "numerics.exceptions.0"],
    ),
    "a course like no scenario": (
        "{like: baseline}", "{like: basline}",
        ["no scenario named 'basline'", "(trials.1.run.inputs.Firms.like)"],
    ),
    "a course of an unknown variable": (
        "entry: {times: 1.25", "entri: {times: 1.25",
        ["no variable named 'entri'", "(trials.0.run.inputs.entri)"],
    ),
    "a course outside the run": (
        "times: 1.25, from: 2005", "times: 1.25, from: 1990",
        ["the time 1990 lies outside the run", "(trials.0.run.inputs.entry.from)"],
    ),
    "a course in two ways": (
        "{times: 1.25, from: 2005}", "{times: 1.25, value: 3}",
        ["times, plus and value exclude each other", "trials.0.run.inputs.entry"],
    ),
    "an empty period": (
        "{times: 1.25, from: 2005}", "{times: 1.25, from: 2005, until: 2003}",
        ["the period from 2005 until 2003 is empty"],
    ),
    "points that go back": (
        "[2010, 100], [2011, 900]", "[2010, 100], [2009, 900]",
        ["the times of the points do not ascend"],
    ),
    "an empty interval of a trial": (
        "between: [5, 30]", "between: [30, 5]",
        ["the interval of the size, [30, 5], is empty", "trials.0.expect.sizes.0"],
    ),
    "a size without interval": (
        ", between: [5, 30]", "", ["either 'between' or 'evidence' says what passes"]
    ),
    "a ratio to nothing": (
        "between: [5, 30]", "between: [5, 30], measure: ratio", ["'to' belongs to an elasticity"]
    ),
    "a trial that shows nothing": (
        "      turns:\n        - {variable: Firms, first: down, between: [2012, 2018]}\n",
        "      sizes: [{variable: Firms, time: 2010, between: [-99, 99]}]\n",
        ["a trial without any effect would pass", "trials.2"],
    ),
    "parts that are none": (
        "      training: {training: 1}\n", "", ["'together' needs at least two 'parts'", "trials.3"]
    ),
    "unknown part": (
        "training: {training: 1}", "training: {trainings: 1}",
        ["named 'trainings'", "(trials.3.parts.training.trainings)"],
    ),
    "unknown evidence of a trial": (
        "evidence: loans_help}", "evidence: loan_helps}",
        ["no evidence named 'loan_helps'", "'loans_help'", "(trials.1.expect.sizes.0.evidence)"],
    ),
    "a trial's key twice": (
        "- key: dip", "- key: pulse", ["the key 'pulse' stands twice", "(trials.2.key)"]
    ),
    "unknown lever": (
        "levers: [loans, training]", "levers: [loans, trainings]",
        ["no lever named 'trainings'", "(combine.0.levers)"],
    ),
    "an unknown way to combine": (
        "how: product", "how: maximum", ["'sum', 'product'", "combine.0.how"]
    ),
    "no headline": (
        "  - variable: Firms\n    time: 2020\n    change_percent: [50",
        "  - variable: entry\n    time: 2020\n    change_percent: [50",
        ["no headline output named 'entry'", "(headlines.0.variable)"],
    ),
    "no calculation": (
        "    calculation: {en: Entry doubles from 2005 on, zh: 自2005年起进入翻倍}\n", "",
        ["the key 'calculation' is missing"],
    ),
    "unknown evidence of an effect": (
        "evidence: training_helps, variable", "evidence: trainings, variable",
        ["no evidence named 'trainings'", "(effects.0.evidence)"],
    ),
    "an effect that is computed": (
        "variable: training gain", "variable: entry",
        ["'entry' is no constant of the model", "(effects.0.variable)"],
    ),
    "an effect with several numbers": (
        "variable: training gain", "variable: policy strength",
        ["'policy strength' has several numbers", "'policy strength[loans]'"],
    ),
    "an effect and a reason not to use it": (
        "variable: training gain,", "variable: training gain, not_used: none,",
        ["either 'variable' or 'not_used'"],
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> LoadedModel:
    return load(write_checked(tmp_path_factory.mktemp("package")))


def told(package: LoadedModel, checks: str) -> str:
    assert package.package.folder is not None
    (package.package.folder / "checks.yaml").write_text(checks, encoding="utf-8")
    with pytest.raises(DataFileError) as caught:
        read_checks(package)
    return str(caught.value)


@pytest.mark.parametrize("case", FAULTS)
def test_the_message_names_file_and_key(package: LoadedModel, case: str) -> None:
    old, new, words = FAULTS[case]
    assert old in CHECKED_YAML
    text = told(package, CHECKED_YAML.replace(old, new, 1))
    assert [word for word in [*words, "checks.yaml, line "] if word not in text] == []


def test_all_faults_of_names_come_at_once(package: LoadedModel) -> None:
    cases = [
        "unknown variable of a loop", "unknown scenario", "unknown flow", "unknown input",
        "unknown evidence of a trial", "unknown lever", "unknown evidence of an effect",
    ]  # fmt: skip
    checks = CHECKED_YAML
    for case in cases:
        checks = checks.replace(*FAULTS[case][:2], 1)
    text = told(package, checks)
    # The misspelled link also takes the cut off the loop's path.
    assert f"{len(cases) + 1} faults found" in text
    assert [word for case in cases for word in FAULTS[case][2] if word not in text] == []


def test_an_element_that_is_not_there_is_named(package: LoadedModel) -> None:
    checks = CHECKED_YAML.replace("variable: training gain", 'variable: "policy strength[none]"')
    assert "no subscript of Policy named 'none'" in told(package, checks)


def test_evidence_in_a_unit_that_is_no_share_cannot_be_per_cent(tmp_path: Path) -> None:
    yuan = CHECKED_EVIDENCE_YAML.replace("unit: fraction", "unit: yuan", 1)
    with pytest.raises(DataFileError) as caught:
        check_model(load(write_checked(tmp_path, evidence_yaml=yuan)))
    assert "the evidence 'loans_help' is in yuan, which is no share" in str(caught.value)
