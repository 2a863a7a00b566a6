"""Polarity of links and loops, against what is seen in the equations."""

from __future__ import annotations

from pathlib import Path

import pytest

import sdlib
from sdlib.study.links import MINUS, link_polarities, links_of, loop_polarity

MODEL = """{UTF-8}
place: here, there ~ ~ |
stock = INTEG(inflow - outflow, 10) ~ x ~ |
inflow = stock * rate / crowding ~ x/Year ~ |
outflow = stock / 5 ~ x/Year ~ |
crowding = 1 + stock / 100 ~ Dmnl ~ |
rate = 0.3 ~ 1/Year ~ |
driver = Time - 2 ~ x ~ |
turning = driver * stock ~ x ~ |
idle = stock * 0 + driver ~ x ~ |
effect[place] = 1, -1 ~ Dmnl ~ |
spread[place] = effect[place] * driver ~ x ~ |
INITIAL TIME = 0 ~ Year ~ |
FINAL TIME = 4 ~ Year ~ |
TIME STEP = 1 ~ Year ~ |
SAVEPER = 1 ~ Year ~ |
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> sdlib.LoadedModel:
    file = Path(tmp_path_factory.mktemp("links")) / "model.mdl"
    file.write_text(MODEL, encoding="utf-8")
    return sdlib.load(file)


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (("inflow", "stock"), "+"),
        (("outflow", "stock"), MINUS),
        (("stock", "inflow"), "+"),
        (("crowding", "inflow"), MINUS),
        (("rate", "inflow"), "+"),
        (("stock", "turning"), "±"),
        (("stock", "idle"), ""),
        (("driver", "spread"), "±"),
    ],
)
def test_polarity_of_links(loaded: sdlib.LoadedModel, link: tuple[str, str], expected: str) -> None:
    assert link_polarities(loaded, [link]) == {link: expected}


def test_polarity_of_loops(loaded: sdlib.LoadedModel) -> None:
    growth, drain = ("stock", "inflow"), ("stock", "outflow")
    crowding = ("stock", "crowding", "inflow")
    links = [link for loop in (growth, drain, crowding) for link in links_of(loop)]
    signs = link_polarities(loaded, links)
    assert [loop_polarity(loop, signs) for loop in (growth, drain, crowding)] == ["R", "B", "B"]


def test_a_loop_is_only_known_when_all_its_links_are() -> None:
    assert loop_polarity(("a", "b"), {("a", "b"): "+"}) == ""
    assert loop_polarity(("a", "b"), {("a", "b"): "+", ("b", "a"): "±"}) == "R/B"


def test_no_links_need_no_run(loaded: sdlib.LoadedModel) -> None:
    assert link_polarities(loaded, []) == {}
