"""Each kind of check passes on the small model, and fails when its subject is broken."""

from pathlib import Path

import pytest

from sdlib import load
from sdlib.errors import DataFileError
from sdlib.study.checks import CheckResult, check_model
from tests.support.small import CHECKS_YAML, MODEL, write_package


def results(root: Path, **files: str) -> list[CheckResult]:
    return check_model(load(write_package(root, **files)))


def failed(root: Path, **files: str) -> list[str]:
    return [f"{r.kind}: {r.name}" for r in results(root, **files) if not r.passed]


def test_the_small_model_is_clean(tmp_path: Path) -> None:
    found = results(tmp_path)
    assert {r.kind for r in found} == {
        "declared",
        "units",
        "lever",
        "never negative",
        "loop",
        "fit",
        "expectation",
    }
    assert [r for r in found if not r.passed] == []


BROKEN = {
    "comment": (
        {"model_mdl": MODEL.replace("~	Firms founded. Assumption.", "~	")},
        "declared: comment of every variable",
    ),
    "unit": (
        {
            "model_mdl": MODEL.replace(
                "~	firm/Year\n	~	Firms closed", "~	\n	~	Firms closed"
            )
        },
        "declared: unit of every variable",
    ),
    "units that do not agree": (
        {
            "model_mdl": MODEL.replace(
                "~	firm/Year\n	~	Firms closed", "~	firm\n	~	Firms closed"
            )
        },
        "units: exit",
    ),
    "a lever that acts when it is off": (
        {"model_mdl": MODEL.replace("* active)", "* active + 0.01 * active)")},
        "lever: levers at zero change nothing",
    ),
    "a lever that leads elsewhere": (
        {"model_mdl": MODEL.replace("* (1 + policy strength[loans] * active)", "")},
        "lever: loans enters at 'entry'",
    ),
    "a negative stock": (
        {"model_mdl": MODEL.replace("Firms * death rate", "Firms * death rate + 400")},
        "never negative: baseline",
    ),
    "a loop without its link": (
        {"model_mdl": MODEL.replace("1 / (1 + Firms / room)", "1 / (1 + Time / room)")},
        "loop: crowding: path",
    ),
    "a loop without effect": (
        {"model_mdl": MODEL.replace("1 / (1 + Firms / room)", "1 / (1 + 1e-9 * Firms / room)")},
        "loop: crowding: cut at 'effect of crowding'",
    ),
    "a fit that misses": (
        {"model_mdl": MODEL.replace("birth rate = 0.2", "birth rate = 0.5")},
        "fit: firms_counted, baseline, 2000 to 2002",
    ),
    "an effect that is gone": (
        {
            "checks_yaml": CHECKS_YAML.replace(
                "change_percent: [1, 200]", "change_percent: [300, 400]"
            )
        },
        "expectation: Loans make more firms",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_model_fails_its_check(tmp_path: Path, case: str) -> None:
    files, name = BROKEN[case]
    assert name in failed(tmp_path, **files)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "[Firms, effect of crowding, entry]",
            "[Firms, efect, entry]",
            "no variable named 'efect'",
        ),
        ("variable: effect of crowding, hold", "variable: exit, hold", "is not on the loop's path"),
        ("scenario: loans", "scenario: lones", "did you mean 'loans'"),
        ("series: firms_counted", "series: firms", "no series named 'firms'"),
        (
            "from: 2000, until: 2005",
            "from: 2010, until: 2015",
            "no observation lies in 2010 to 2015",
        ),
        ("time: 2020\n", "time: 2020.3\n", "not one that a run saves"),
        ("[1, 200]", "[-1, 200]", "holds zero"),
        ("mape_percent_below: 10", "mape: 10", "the key 'mape' is not known here"),
    ],
)
def test_faults_of_the_checks_file(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert old in CHECKS_YAML
    with pytest.raises(DataFileError) as caught:
        results(tmp_path, checks_yaml=CHECKS_YAML.replace(old, new))
    assert words in str(caught.value)
    assert "checks.yaml" in str(caught.value)


def test_a_bare_file_is_checked_for_what_it_says(tmp_path: Path) -> None:
    file = tmp_path / "bare.mdl"
    file.write_text(
        MODEL.replace("~	firm\n	~	Firms in", "~	\n	~	Firms in"), encoding="utf-8"
    )
    found = {r.name: r for r in check_model(load(file))}
    assert not found["unit of every variable"].passed
    assert "Firms" in found["unit of every variable"].found
