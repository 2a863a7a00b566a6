"""Diagrams: what is in the DOT, that names stay data in it, and that drawing ends."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from sdlib.errors import OutputError
from sdlib.model import DependencyGraph, Model, read_model
from sdlib.output.diagrams import (
    causal_diagram,
    loop_diagram,
    render_svg,
    render_svgs,
    sector_diagram,
    sector_parts,
)
from sdlib.output.diagrams.causal import LONGEST_LOOP
from sdlib.output.diagrams.dot import quoted, wrapped
from sdlib.output.diagrams.parts import MOST_OWN, MOST_PARTS, MOST_SHADOWS, is_input
from sdlib.output.diagrams.rates import unnamed_rates
from sdlib.output.diagrams.render import place_nodes
from tests.support.small import write_package

TIMES = """
INITIAL TIME = 0 ~ Year ~ |
FINAL TIME = 4 ~ Year ~ |
TIME STEP = 1 ~ Year ~ |
SAVEPER = 1 ~ Year ~ |
"""

HOSTILE = (
    '"<script>alert(1)</script>"',
    '"]]><b>bold</b>"',
    '"x ; evil -> evil2"',
    '"&lt;b&gt; &amp;"',
    '"a\\G\\l back"',
    '"<table><tr><td>html label"',
)
"""Names as a Vensim file holds them."""


def _read(folder: Path, text: str) -> tuple[Model, DependencyGraph]:
    file = folder / "model.mdl"
    file.write_text("{UTF-8}\n" + text + TIMES, encoding="utf-8")
    model = read_model(file)
    return model, DependencyGraph(model)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Model, DependencyGraph]:
    model = read_model(write_package(tmp_path_factory.mktemp("package")) / "model.mdl")
    return model, DependencyGraph(model)


def _edges(dot: str) -> set[tuple[str, str]]:
    """Return the edges of a DOT text by the labels of their nodes."""
    label = dict(re.findall(r'^  (n\d+) \[.*?label="([^"]*)"', dot, re.MULTILINE))
    pairs = re.findall(r"^  (n\d+)(?::\w)? -> (n\d+)", dot, re.MULTILINE)
    return {(label[a].replace("\\n", " "), label[b].replace("\\n", " ")) for a, b in pairs}


def test_a_sector_shows_stocks_flows_and_what_sets_them(
    small: tuple[Model, DependencyGraph],
) -> None:
    (part,) = sector_parts(*small, "Firms").parts
    assert part == ("Firms", "entry", "exit", "effect of crowding")
    edges = _edges(sector_diagram(*small, part))
    cloud = ""
    assert {(cloud, "entry"), ("entry", "Firms"), ("Firms", "exit"), ("exit", cloud)} <= edges
    assert {("Firms", "effect of crowding"), ("effect of crowding", "entry")} <= edges
    assert ("<active>", "entry") in edges
    assert not any("birth rate" in pair or "room" in pair for pair in edges)


def test_what_moves_a_stock_in_its_own_equation_is_a_valve_without_a_name(tmp_path: Path) -> None:
    model, graph = _read(
        tmp_path,
        "a = INTEG(inflow - a/3 + growth*2, 1) ~ x ~ |\n"
        "b = INTEG((a - b)/2, 0) ~ x ~ |\n"
        "c = INTEG(inflow, 0) ~ x ~ |\n"
        "inflow = Time ~ x/Year ~ |\n"
        "growth = Time ~ x/Year ~ |\n",
    )
    a, b, c = model.stocks
    assert [(r.direction, r.names) for r in unnamed_rates(a)] == [
        ("in", {"growth"}),
        ("out", {"a"}),
    ]
    assert [(r.direction, r.names) for r in unnamed_rates(b)] == [("both", {"a", "b"})]
    assert unnamed_rates(c) == []
    dot = sector_diagram(model, graph, ["a", "b", "inflow", "growth"])
    assert ("growth", "") in _edges(dot)
    assert dot.count('dir="both"') == 1


def test_every_computed_variable_stands_in_one_part(small: tuple[Model, DependencyGraph]) -> None:
    import sdlib

    model = sdlib.load("sme_primer").model
    graph = DependencyGraph(model)
    for group in model.groups:
        parts = sector_parts(model, graph, group)
        drawn = [name for part in parts.parts for name in part]
        computed = [
            v.name
            for v in model.variables.values()
            if v.group == group and not is_input(model, v.name)
        ]
        assert sorted(drawn) == sorted(computed)
        assert parts.left_out == ()
        assert all(len(part) <= MOST_OWN for part in parts.parts)


def test_a_sector_of_many_variables_is_drawn_in_time_and_says_what_it_leaves_out(
    tmp_path: Path,
) -> None:
    names = [f"v{k}" for k in range(400)]
    lines = ["v0 = Time ~ x ~ |"]
    lines += [f"v{k} = v{k - 1} + v{k // 2} + v{k // 3} ~ x ~ |" for k in range(1, 400)]
    model, graph = _read(tmp_path, "\n".join(lines))
    parts = sector_parts(model, graph, "")
    assert len(parts.parts) == MOST_PARTS
    drawn = [name for part in parts.parts for name in part]
    assert sorted([*drawn, *parts.left_out]) == sorted(names)
    dots = [sector_diagram(model, graph, part) for part in parts.parts]
    assert max(dot.count("label=") for dot in dots) <= MOST_OWN + MOST_SHADOWS
    assert None not in render_svgs(dots)


def test_names_are_data_wherever_they_come_to_stand(tmp_path: Path) -> None:
    stock, *others = HOSTILE
    lines = [f"{stock} = INTEG({others[0]} - {stock}, 1) ~ x ~ |"]
    lines += [
        f"{name} = {cause} + 1 ~ x<b> ~ |"
        for name, cause in zip(others, [*others[1:], stock], strict=True)
    ]
    model, graph = _read(tmp_path, "\n".join(lines))
    (part,) = sector_parts(model, graph, "").parts
    (loop,) = [loop for loop in graph.loops() if len(loop) > 1]
    link = lambda name: '#"><script>alert(2)</script>'  # noqa: E731
    dots = [
        sector_diagram(model, graph, part, link),
        causal_diagram(model, [loop], {}, link),
        loop_diagram(model, loop, {}, kind="R", title=others[1], link=link),
    ]
    for dot in dots:
        root = etree.fromstring(render_svg(dot))
        assert {e.tag for e in root.iter()} <= {
            "svg",
            "g",
            "path",
            "polygon",
            "text",
            "a",
            "title",
            "polyline",
            "ellipse",
        }
        shown = "".join(e.text for e in root.iter("title"))
        assert "<script>alert(1)</script>" in shown
        assert "&lt;b&gt; &amp;" in shown
        assert "a∖G∖l back" in shown
        assert "a∖G∖l back" in {text.text for text in root.iter("text")}
        assert all(a.get("href", "#").startswith("#") for a in root.iter("a"))
        assert not [key for e in root.iter() for key in e.attrib if key.startswith("on")]
        # As many nodes and edges as were asked for: none that a name tries to add.
        kinds = [str(g.get("class")).split()[0] for g in root.iter("g")]
        assert kinds.count("node") == len(re.findall(r"^  n\d+ \[", dot, re.MULTILINE))
        assert kinds.count("edge") == len(re.findall(r"^  n\d+(:\w)? -> ", dot, re.MULTILINE))


def test_only_addresses_inside_the_page_are_kept(small: tuple[Model, DependencyGraph]) -> None:
    (part,) = sector_parts(*small, "Firms").parts
    inside = render_svg(sector_diagram(*small, part, lambda name: f"#{name.split()[0]}"))
    assert inside.count('href="#Firms"') == 1
    outside = render_svg(sector_diagram(*small, part, lambda name: "javascript:alert(1)"))
    assert "javascript" not in outside


def test_texts_are_shown_letter_by_letter() -> None:
    assert quoted('a "b" \\N & <i>') == '"a \\"b\\" ∖N &amp; <i>"'
    assert quoted("a\nb\x00") == '"a\\nb\ufffd"'


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Small and medium firms", ["Small and", "medium firms"]),
        ("x" * 45, ["x" * 20, "x" * 20, "x" * 5]),
        ("中小企业银行贷款余额占比", ["中小企业银行贷", "款余额占比"]),
        ("a_b", ["a_b"]),
    ],
)
def test_names_are_broken_into_lines(name: str, lines: list[str]) -> None:
    assert wrapped(name).split("\n") == lines


def test_the_same_model_has_the_same_drawing(small: tuple[Model, DependencyGraph]) -> None:
    model, graph = small
    (part,) = sector_parts(model, graph, "Firms").parts
    again = read_model(model.path)
    dot = sector_diagram(model, graph, part)
    assert sector_diagram(again, DependencyGraph(again), part) == dot
    assert render_svg(dot) == render_svg(dot)


def test_a_drawing_that_fails_or_takes_too_long_harms_no_other(
    small: tuple[Model, DependencyGraph],
) -> None:
    (part,) = sector_parts(*small, "Firms").parts
    good = sector_diagram(*small, part)
    first, second, third = render_svgs([good, "digraph {", good])
    assert second is None
    assert first == third is not None
    assert render_svgs([good, good], longest=0.0) == [None, None]


def test_a_ring_has_its_names_in_order_and_its_signs(small: tuple[Model, DependencyGraph]) -> None:
    model, _ = small
    loop = ("Firms", "effect of crowding", "entry")
    signs = {("Firms", "effect of crowding"): "−", ("effect of crowding", "entry"): "+"}
    dot = loop_diagram(model, loop, signs, kind="B", title="Crowding")
    assert _edges(dot) == {
        ("Firms", "effect of crowding"), ("effect of crowding", "entry"), ("entry", "Firms"),
    }  # fmt: skip
    texts = [t.text for t in etree.fromstring(render_svg(dot)).iter("text")]
    assert {"B", "Crowding", "−", "+"} <= set(texts)


def test_the_longest_ring_can_be_drawn(tmp_path: Path) -> None:
    count = LONGEST_LOOP
    lines = ["stock number 0 = INTEG(name number 1, 1) ~ x ~ |"]
    lines += [f"name number {k} = name number {k + 1} ~ x ~ |" for k in range(1, count - 1)]
    lines.append(f"name number {count - 1} = stock number 0 ~ x ~ |")
    model, graph = _read(tmp_path, "\n".join(lines))
    (loop,) = graph.loops()
    assert len(loop) == count
    assert "stock number" in render_svg(loop_diagram(model, loop, {}))


def test_pipes_lead_to_grey_names_of_what_belongs_elsewhere(tmp_path: Path) -> None:
    model, graph = _read(
        tmp_path,
        "a = INTEG(-move, 9) ~ x ~ |\nb = INTEG(move + gift, 0) ~ x ~ |\n"
        "move = a / 3 ~ x/Year ~ |\ngift = 2 ~ x/Year ~ |\n",
    )
    edges = _edges(sector_diagram(model, graph, ["a", "move"]))
    assert edges == {("a", "move"), ("move", "<b>")}
    edges = _edges(sector_diagram(model, graph, ["b"]))
    assert edges == {("", "<move>"), ("<move>", "b"), ("", "<gift>"), ("<gift>", "b")}


def test_places_of_nodes() -> None:
    (places,) = place_nodes(["digraph { rankdir=LR; n0 -> n1 }"])
    assert places["n0"][0] < places["n1"][0]
    assert places["n0"][1] == places["n1"][1]
    with pytest.raises(OutputError) as caught:
        place_nodes(["digraph {"])
    assert "cannot be laid out" in str(caught.value)
    assert "divide the largest group of the model" in str(caught.value)
