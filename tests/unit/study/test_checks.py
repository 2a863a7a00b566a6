"""Each kind of check passes on a small model, and fails when its subject is broken."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from sdlib import load
from sdlib.engine.base import Results
from sdlib.study.checks import FAMILIES, CheckResult, Kind, check_model
from sdlib.study.checks.runs import Experiment, Runs
from tests.support.checked import (
    CHECKED_EVIDENCE_YAML,
    CHECKED_MODEL,
    CHECKED_MODEL_YAML,
    CHECKED_YAML,
    write_checked,
)
from tests.support.small import MODEL, scenario


def results(root: Path, **files: str) -> list[CheckResult]:
    return check_model(load(write_checked(root, **files)))


def test_the_small_model_is_clean_and_has_every_kind_of_check(tmp_path: Path) -> None:
    found = results(tmp_path)
    assert [r for r in found if not r.passed] == []
    assert {r.kind for r in found} == set(Kind) - {Kind.CALIBRATION}, "it was not calibrated"


def test_every_kind_belongs_to_one_family() -> None:
    kinds = [kind for kinds in FAMILIES.values() for kind in kinds]
    assert sorted(kinds) == sorted(Kind)


@dataclass(frozen=True, kw_only=True)
class Broken:
    """What is broken, and the check that tells."""

    changes: tuple[tuple[str, str, str], ...]
    """File, what stands there, and what stands there instead."""
    name: str
    """Part of the name of the check that fails."""
    found: str
    """Part of what it found."""
    texts: dict[str, str] = field(default_factory=dict)
    """File to its whole new text."""


def broken(file: str, old: str, new: str, name: str, found: str) -> Broken:
    return Broken(changes=((file, old, new),), name=name, found=found)


TEXTS = {
    "model_mdl": CHECKED_MODEL,
    "model_yaml": CHECKED_MODEL_YAML,
    "evidence_yaml": CHECKED_EVIDENCE_YAML,
    "checks_yaml": CHECKED_YAML,
}

CROWDING = "1 / (1 + Firms / room)"
BROKEN: dict[Kind, dict[str, Broken]] = {
    Kind.DECLARED: {
        "no comment": broken(
            "model_mdl", "~	Those in towns.", "~	", "comment of every variable", "firms in towns"
        ),
        "no unit": broken(
            "model_mdl", "firm/Year\n	~	Firms closed", "\n	~	Firms closed",
            "unit of every variable", "exit",
        ),
    },
    Kind.REFERENCE: {
        "a number of the model": broken(
            "model_mdl", "room = 5000\n	~	firm\n	~	Assumption.",
            "room = 5000\n	~	firm\n	~	How many fit in.",
            "model.mdl", "does not say where its number comes from",
        ),
        "a setting of a lever": broken(
            "model_yaml", "    evidence: [training_helps]\n",
            "    evidence: [training_helps]\n    settings: {start: {step: 2}}\n",
            "model.yaml", "a number without a reference",
        ),
        "a label": broken(
            "model_yaml", "{en: Training, zh: 培训}", "{en: Training, zh: Training}",
            "model.yaml", "the Chinese text has no Chinese sign",
        ),
    },
    Kind.UNITS: {
        "an equation": broken(
            "model_mdl", "firm\n	~	Those in towns", "firm/Year\n	~	Those in towns",
            "firms in towns", "left: firm/Year; right: firm",
        ),
    },
    Kind.NEGATIVE: {
        "an outflow that goes on": broken(
            "model_mdl", "Firms * death rate", "Firms * death rate + 400", "baseline",
            "the lowest is 'Firms' with -",
        ),
        "a run that is not finite": broken(
            "model_mdl", "(1 + training gain * policy strength[training])",
            "(1 + training gain * policy strength[training] / (1 - policy strength[loans]))",
            "all levers", "'entry' has no value: it divides by zero",
        ),
    },
    Kind.EMPTY: {
        "an outflow that does not end": broken(
            "model_mdl", "Firms * death rate", "MIN(Firms, room) * death rate + 1", "'Firms'",
            "'exit' takes",
        ),
    },
    Kind.BALANCE: {
        "an outflow that is left out": broken(
            "checks_yaml", "    outflows: [exit]\n", "", "Firms come and go", "a gap of 0.00"
        ),
        "a flow that the balance does not know": broken(
            "model_mdl", "INTEG(entry - exit, 1000)", "INTEG(entry - exit - room / life, 1000)",
            "Firms come and go", "a gap of 0.0",
        ),
    },
    Kind.RESIDUAL: {
        "an account that is not empty": broken(
            "model_mdl", "firms in villages = Firms - firms in towns",
            "firms in villages = Firms - firms in towns - training gain * firms in towns",
            "Firms that are nowhere", "a gap of 0.09 of it",
        ),
    },
    Kind.SUM: {
        "a part that is left out": broken(
            "checks_yaml", "[firms in towns, firms in villages]", "[firms in towns]",
            "Towns and villages hold all firms", "off by 0.4 of it in 'baseline' at 20",
        ),
        "another whole": broken(
            "checks_yaml", "    whole: Firms\n", "    whole: 1\n",
            "Towns and villages hold all firms", "of it in '",
        ),
    },
    Kind.STEADY: {
        "growth that falls off": broken(
            "model_mdl", "entry = Firms", "entry = room / life + Firms", "no_crowding: Firms",
            "a drift of",
        ),
    },
    Kind.EXTREME: {
        "a value": broken(
            "model_mdl", "entry = Firms", "entry = room / life + Firms", "no_births",
            "'entry' is 50",
        ),
        "a bound": broken(
            "checks_yaml", "at_most: 500}", "at_most: 300}", "no_births", "366.727 firm at 2020"
        ),
        "a change": broken(
            "checks_yaml", "change_percent: [-80, -20]", "change_percent: [-40, -20]", "no_births",
            "-77.4 %",
        ),
    },
    Kind.NUMERICS: {
        "half the step": broken(
            "checks_yaml", "half_step_percent: 2", "half_step_percent: 0.1",
            "baseline: half the time step", "'Firms' by 0.1",
        ),
        "another method": broken(
            "checks_yaml", "rk4_percent: 3", "rk4_percent: 0.5",
            "loans: Runge-Kutta against Euler", "'Firms' by 0.7",
        ),
        "measured by another variable": broken(
            "checks_yaml", "rk4_percent: 3\n",
            "rk4_percent: 3\n  exceptions: [{variable: Firms, of: town share, percent: 9, "
            "reference: assumption}]\n",
            "loans: Runge-Kutta against Euler", "'Firms' by",
        ),
        "a step that is too long": broken(
            "model_mdl", "TIME STEP = 0.125", "TIME STEP = 1", "loans: half the time step",
            "'Firms' by",
        ),
        "steps of several lengths": broken(
            "model_mdl", "TIME STEP = 0.125",
            "TIME STEP = IF THEN ELSE(Time < 2010, 0.125, 0.25)", "baseline: half the time step",
            "TIME STEP of the model changes during a run",
        ),
    },
    Kind.LOOP_PATH: {
        "a link that is gone": broken(
            "model_mdl", CROWDING, "1 / (1 + Time / room)", "crowding: path",
            "no link Firms > effect of crowding",
        ),
    },
    Kind.LOOP_SIGN: {
        "the other sign": broken(
            "model_mdl", CROWDING, "Firms / (Firms + room)", "crowding: balancing",
            "it is reinforcing at all times: no link is negative",
        ),
        "no constant sign": broken(
            "model_mdl", CROWDING, "1 / (1 + (Firms / room - training gain * 2)^2)",
            "crowding: balancing", "it is reinforcing in 2000 to 20",
        ),
        "no effect": broken(
            "model_mdl", CROWDING, "1 / (1 + 0 * Firms / room)", "crowding: balancing",
            "no effect at any time: Firms > effect of crowding",
        ),
    },
    Kind.LOOP_CUT: {
        "no effect to speak of": broken(
            "model_mdl", CROWDING, "1 / (1 + 1e-9 * Firms / room)",
            "crowding: cut at 'effect of crowding'", "% with it held at 1",
        ),
    },
    Kind.LEVER_ENTRY: {
        "a lever that leads elsewhere": broken(
            "model_yaml", "    enters: entry\n    bands: {off: 0, modest: 0.4, strong: 0.8}\n"
            "    evidence: [training_helps]",
            "    enters: market\n    bands: {off: 0, modest: 0.4, strong: 0.8}\n"
            "    evidence: [training_helps]",
            "training enters at 'market'", "there is none",
        ),
    },
    Kind.LEVER_ZERO: {
        "a lever that acts when it is off": broken(
            "model_mdl", "* active)", "* active + 0.01 * active)", "levers at zero", "differ: "
        ),
    },
    Kind.COMBINATION: {
        "nothing is said": broken(
            "checks_yaml", "combine:\n  - {variable: entry, levers: [loans, training], "
            "how: product, reference: assumption}\n", "",
            "levers that share a variable", "loans and training share 'entry'",
        ),
        "another combination": broken(
            "checks_yaml", "how: product", "how: sum", "entry: sum", "off by 0.0"
        ),
        "another combination with others": broken(
            "checks_yaml", "levers: [loans, training], how: product",
            "levers: [loans], with: [training], how: sum", "entry: sum", "off by 0.0",
        ),
        "more than the sum": broken(
            "checks_yaml", "how: product", "how: below_sum", "entry: below_sum", "off by 0.0"
        ),
        "a lever without effect": broken(
            "model_mdl", "(1 + training gain * policy strength[training])",
            "(1 + 0 * training gain * policy strength[training])", "entry: product",
            "no effect on it by training",
        ),
    },
    Kind.HEADLINE: {
        "an effect that is too large": broken(
            "checks_yaml", "change_percent: [50, 400]", "change_percent: [50, 100]",
            "Firms, all levers at full strength", "+211 %",
        ),
        "an output without interval": broken(
            "model_yaml", "{variable: entry, label: {en: Entry, zh: 进入}, group: money}",
            "{variable: entry, label: {en: Entry, zh: 进入}, group: money, headline: true}",
            "an interval for every headline output", "none for entry",
        ),
    },
    Kind.EFFECT: {
        "a constant outside its evidence": broken(
            "model_mdl", "training gain = 0.15", "training gain = 0.5",
            "training gain: training_helps", "0.5 Dmnl",
        ),
        "an assumption that may leave its evidence": broken(
            "checks_yaml", "variable: training gain, reference",
            "variable: death rate, times: 3, reference",
            "death rate: training_helps", "the assumption 'death' may set it to 0.01 to 0.2",
        ),
        "a finding that nothing stands for": broken(
            "checks_yaml", "effects:\n  - {evidence: training_helps, variable: training gain, "
            "reference: assumption}\n", "", "the findings of every lever",
            "nothing for training_helps of training",
        ),
    },
    Kind.FIT: {
        "another growth": broken(
            "model_mdl", "birth rate = 0.2", "birth rate = 0.5", "firms_counted, baseline", "MAPE"
        ),
    },
    Kind.TRIAL: {
        "a size": broken(
            "checks_yaml", "between: [5, 30]", "between: [20, 30]", "pulse: A quarter", "+12.6 %"
        ),
        "a size against evidence": broken(
            "evidence_yaml", "low: 0.1\n    central: 0.2\n    high: 0.3",
            "low: 0.5\n    central: 0.6\n    high: 0.7", "founders: Loans", "+20 %",
        ),
        "a delay": broken(
            "checks_yaml", "years: [2, 12]", "years: [1, 2]", "pulse: A quarter", "after 7.74 Year"
        ),
        "a peak": broken(
            "checks_yaml", "between: [2000, 2001]", "between: [2010, 2011]", "founders: Loans",
            "largest at 2000",
        ),
        "a turn": broken(
            "checks_yaml", "[2011, 900]", "[2011, 100]", "dip: Fewer", "it does not turn round once"
        ),
        "parts": broken(
            "checks_yaml", "over_sum: [1, 1.5]", "over_sum: [2, 3]", "both: Each", "joint over sum"
        ),
    },
    Kind.EXPECTATION: {
        "an effect that is gone": broken(
            "checks_yaml", "change_percent: [1, 200]", "change_percent: [300, 400]",
            "Loans make more firms", "+119 %",
        ),
    },
}  # fmt: skip
"""Kind of check to the things that it must notice."""

BY_HAND = {Kind.FLOWS, Kind.CALIBRATION}
"""Kinds that only a fault of an engine, or a package with a calibration, can break.

They have tests of their own, here and in `test_calibrated_check.py`.
"""


def test_every_kind_is_broken_by_a_test() -> None:
    assert set(BROKEN) | BY_HAND == set(Kind)
    assert not set(BROKEN) & BY_HAND


@pytest.mark.parametrize(
    ("kind", "case"), [(kind, case) for kind, cases in BROKEN.items() for case in cases]
)
def test_a_broken_model_fails_its_check(tmp_path: Path, kind: Kind, case: str) -> None:
    found = [r for r in results(tmp_path, **_files(BROKEN[kind][case])) if not r.passed]
    wanted = BROKEN[kind][case]
    told = [r for r in found if r.kind == kind and wanted.name in r.name]
    assert told, found
    assert any(wanted.found in r.found for r in told), told
    assert all(r.expected and r.remedy and r.place for r in told)


def _files(wanted: Broken) -> dict[str, str]:
    files = dict(wanted.texts)
    for file, old, new in wanted.changes:
        text = files.get(file, TEXTS[file])
        assert old in text
        files[file] = text.replace(old, new, 1)
    return files


def test_levers_that_meet_others_need_not_meet_each_other(tmp_path: Path) -> None:
    text = CHECKED_YAML.replace(
        "levers: [loans, training], how", "levers: [loans], with: [training], how"
    )
    found = [r for r in results(tmp_path, checks_yaml=text) if r.kind == Kind.COMBINATION]
    assert len(found) == 2
    assert all(r.passed for r in found)


def test_a_gap_between_levers_may_be_declared(tmp_path: Path) -> None:
    text = CHECKED_YAML.replace("how: product", "how: sum, tolerance: 0.2")
    found = [r for r in results(tmp_path, checks_yaml=text) if r.kind == Kind.COMBINATION]
    assert all(r.passed for r in found)


def test_a_change_is_measured_by_the_variable_that_is_named(tmp_path: Path) -> None:
    exception = "{variable: Firms, of: room, percent: 0.2, reference: assumption}"
    text = CHECKED_YAML.replace(
        "half_step_percent: 2\n", f"half_step_percent: 0.1\n  exceptions: [{exception}]\n"
    )
    found = [
        r for r in results(tmp_path, checks_yaml=text) if r.name == "baseline: half the time step"
    ]
    assert "'Firms'" not in found[0].found.split(";")[0]


def test_a_stock_that_does_not_follow_its_flows_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Runs.get

    def leaking(runs: Runs, experiment: Experiment) -> Results:
        found = whole(runs, experiment)
        if not experiment.every_step or "entry" not in found.values:
            return found
        leak = np.linspace(0, 1, len(found.time))
        values = {**found.values, "Firms": found.values["Firms"] - leak}
        return Results(time=found.time, values=values)

    monkeypatch.setattr(Runs, "get", leaking)
    failed = {r.kind: r for r in results(tmp_path) if not r.passed}
    assert set(failed) == {Kind.FLOWS, Kind.BALANCE}
    assert "of 'Firms' in" in failed[Kind.FLOWS].found


def test_a_bare_file_is_checked_for_what_it_says(tmp_path: Path) -> None:
    file = tmp_path / "bare.mdl"
    file.write_text(
        MODEL.replace("~	firm\n	~	Firms in", "~	\n	~	Firms in"), encoding="utf-8"
    )
    found = {r.name: r for r in check_model(load(file))}
    assert not found["unit of every variable"].passed
    assert "Firms" in found["unit of every variable"].found


def test_a_package_without_checks_still_has_its_levers_checked(tmp_path: Path) -> None:
    folder = write_checked(tmp_path, extra=scenario())
    (folder / "checks.yaml").unlink()
    kinds = {result.kind for result in check_model(load(folder))}
    assert kinds == {
        Kind.DECLARED, Kind.REFERENCE, Kind.UNITS, Kind.LEVER_ENTRY, Kind.LEVER_ZERO
    }  # fmt: skip
