from pathlib import Path

import pytest

from sdlib.model import DependencyGraph, read_model
from tests.support.small import MODEL


@pytest.fixture
def graph(tmp_path: Path) -> DependencyGraph:
    file = tmp_path / "small.mdl"
    file.write_text(MODEL, encoding="utf-8")
    return DependencyGraph(read_model(file))


def test_causes_and_effects(graph: DependencyGraph) -> None:
    assert graph.causes("exit") == {"Firms", "death rate"}
    assert graph.effects("Firms") == {"entry", "exit", "effect of crowding"}


def test_a_loop_has_all_its_links(graph: DependencyGraph) -> None:
    assert graph.missing_links(["Firms", "effect of crowding", "entry"]) == []
    assert graph.missing_links(["Firms", "entry", "exit"]) == [("entry", "exit")]


def test_paths_lead_from_cause_to_effect(graph: DependencyGraph) -> None:
    assert graph.path("policy strength", "Firms") == ("policy strength", "entry", "Firms")
    assert graph.path("Firms", "policy strength") == ()


def test_what_depends_on_a_name_is_reached_through_loops(graph: DependencyGraph) -> None:
    assert {"entry", "Firms", "exit"} <= graph.reached_from(["birth rate"])
    assert "room" not in graph.reached_from(["birth rate"])


def test_loops_hold_every_link_that_is_part_of_one(graph: DependencyGraph) -> None:
    assert graph.loops() == [
        ("Firms", "entry"),
        ("Firms", "exit"),
        ("Firms", "effect of crowding", "entry"),
    ]
    for loop in graph.loops():
        assert graph.missing_links(loop) == []


def test_a_variable_that_needs_itself_is_a_loop(tmp_path: Path) -> None:
    file = tmp_path / "self.mdl"
    file.write_text(
        "s = INTEG(-s, 1) ~~|a = 2 ~~|b = a ~~|"
        "FINAL TIME=1~~|INITIAL TIME=0~~|SAVEPER=1~~|TIME STEP=1~~|"
    )
    assert DependencyGraph(read_model(file)).loops() == [("s",)]
