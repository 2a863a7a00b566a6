"""Signs of links along a run, where they are known by hand."""

import numpy as np
import pytest

from sdlib import load
from sdlib.engine import CompiledEngine
from sdlib.study.checks.polarity import Link, LinkSigns, link_signs

TEXT = """Region: north, south ~~|
Firms[Region] = INTEG(entry[Region] - exit[Region], 100) ~~|
entry[Region] = total * 0.1 * room effect ~~|
exit[north] = Firms[north] * 0.1 ~~|
exit[south] = Firms[south] * 0.2 + MAX(0, Time - 5) ~~|
total = SUM(Firms[Region!]) ~~|
perceived = SMOOTH(total, 2) ~~|
room effect = MAX(0.2, 1 - total / 400) ~~|
mixed[north] = total ~~|
mixed[south] = 0 - total ~~|
humped = (perceived - 180)^2 ~~|
unmoved = perceived * 0 + 3 ~~|
INITIAL TIME = 0 ~~|
FINAL TIME = 10 ~~|
TIME STEP = 0.25 ~~|
SAVEPER = 1 ~~|
"""


@pytest.fixture(scope="module")
def signs(tmp_path_factory: pytest.TempPathFactory) -> LinkSigns:
    file = tmp_path_factory.mktemp("model") / "m.mdl"
    file.write_text(TEXT, encoding="utf-8")
    loaded = load(file)
    links: list[Link] = [
        ("entry", "Firms"), ("exit", "Firms"), ("Firms", "total"), ("total", "entry"),
        ("total", "room effect"), ("total", "perceived"), ("total", "mixed"),
        ("perceived", "humped"), ("perceived", "unmoved"), ("Firms", "exit"),
    ]  # fmt: skip
    run = loaded.run(outputs=loaded.every_variable).results
    assert run.values["perceived"][0] > 180 > run.values["perceived"][-1]
    return link_signs(CompiledEngine(), loaded.model, {}, links, run)


@pytest.mark.parametrize(
    ("link", "sign"),
    [
        (("entry", "Firms"), 1),
        (("exit", "Firms"), -1),
        (("Firms", "total"), 1),
        (("Firms", "exit"), 1),
        (("total", "entry"), 1),
        (("total", "room effect"), -1),
        (("total", "mixed"), 2),
        (("perceived", "unmoved"), 0),
    ],
)
def test_a_constant_sign_is_found_at_all_times(signs: LinkSigns, link: Link, sign: int) -> None:
    assert np.unique(signs.signs[link]).tolist() == [sign]


def test_a_link_through_a_delay_acts_once_the_delay_has_passed(signs: LinkSigns) -> None:
    assert signs.signs[("total", "perceived")][1:].tolist() == [1] * 10


def test_a_link_without_constant_sign_changes_when_the_cause_passes_the_hump(
    signs: LinkSigns,
) -> None:
    found = signs.signs[("perceived", "humped")]
    assert (found[1], found[-1]) == (1, -1)
    assert (np.diff(found[1:]) <= 0).all()
