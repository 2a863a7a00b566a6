"""How levers act together: each way against numbers by hand, and what is held meanwhile."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sdlib import load
from sdlib.study.checks import Kind, check_model
from sdlib.study.checks.combinations import combination_gap
from tests.support.checked import CHECKED_MODEL, write_checked

BASE = np.array([0.0, 0.2, 0.2])
ALONE = [np.array([0.1, 0.3, 0.1]), np.array([0.5, 0.4, 0.1])]


@pytest.mark.parametrize(
    ("how", "joint"),
    [
        ("sum", [0.6, 0.5, 0.0]),
        ("product", [9.9, 0.6, 0.05]),  # From nothing there is no ratio: anything goes.
        ("complement", [0.55, 0.475, -0.0125]),
        ("below_sum", [0.6, 0.3, 0.1]),
        ("largest", [0.5, 0.4, 0.1]),
    ],
)
def test_each_way_to_combine_fits_its_numbers_and_no_others(how: str, joint: list[float]) -> None:
    wanted = np.array(joint)
    assert np.allclose(combination_gap(how, BASE, wanted, ALONE), 0)
    worse = np.where(wanted >= BASE, wanted + 0.3, wanted - 0.3)
    assert (combination_gap(how, BASE, worse, ALONE)[1:] > 0.05).all()


DELAYED = CHECKED_MODEL.replace(
    "(1 + training gain * policy strength[training])", "(1 + training gain * trained)"
).replace(
    "training gain = 0.15\n",
    """trained = INTEG((policy strength[training] - trained) / time to train, 0)
	~	Dmnl
	~	Training takes its time.
	|

time to train = 2
	~	Year
	~	Assumption.
	|

training gain = 0.15
""",
)


def test_a_delay_before_the_entry_is_no_feedback(tmp_path: Path) -> None:
    assert DELAYED != CHECKED_MODEL
    found = check_model(load(write_checked(tmp_path, model_mdl=DELAYED)))
    told = [result for result in found if result.kind == Kind.COMBINATION]
    assert len(told) == 2
    assert [result.found for result in told if not result.passed] == []


def test_levers_that_meet_through_a_stock_alone_share_nothing(tmp_path: Path) -> None:
    apart = CHECKED_MODEL.replace(
        " * (1 + training gain * policy strength[training])", ""
    ).replace("exit = Firms * death rate", "exit = Firms * death rate * rest").replace(
        "training gain = 0.15\n",
        "rest = 1 - training gain * policy strength[training]\n	~	Dmnl\n"
        "	~	Who is trained lasts longer.\n	|\n\ntraining gain = 0.15\n",
    )  # fmt: skip
    folder = write_checked(tmp_path, model_mdl=apart)
    file = folder / "checks.yaml"
    file.write_text(
        file.read_text("utf-8").replace(
            "combine:\n  - {variable: entry, levers: "
            "[loans, training], how: product, reference: assumption}\n",
            "",
        ),
        "utf-8",
    )
    (told,) = [r for r in check_model(load(folder)) if r.kind == Kind.COMBINATION]
    assert told.passed
    assert told.found == "all 0 shared variables of pairs are declared"
