"""Sketches: what stands in each view, what stays of a file, and what is found out of date."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path

import pysd
import pytest

from sdlib.errors import ModelFileError, OutputError
from sdlib.model import Model, read_model
from sdlib.model.drawn import drawn_views
from sdlib.output.sketch import sketch_faults, sketched, view_names, write_sketch
from sdlib.output.sketch.boxes import Box, name_box
from sdlib.output.sketch.packing import packed
from sdlib.output.sketch.paths import bends_of
from sdlib.output.sketch.places import LONGEST_ARROW, PlacedView, placed_views
from sdlib.output.sketch.records import END, spelled, view_lines
from sdlib.output.sketch.vensim_file import vensim_parts
from sdlib.output.sketch.views import LONGEST_VIEW_NAME, Link, Node, View, views_of
from sdlib.policy import model_folder

FIRMS = """{UTF-8}
********************************************************
	.Firms
********************************************************~
		Firms of two sizes
	|
Small firms = INTEG(entry - growth - "exit, small", initial firms) ~ firm ~ |
Large firms = INTEG(growth - exit large, initial firms * 0.1) ~ firm ~ |
entry = 20 * effect of room + Time * 0 ~ firm/Year ~ |
growth = Small firms * growth rate ~ firm/Year ~ |
"exit, small" = Small firms * 0.05 ~ firm/Year ~ |
growth rate = 0.02 * Credit / normal credit ~ 1/Year ~ |
initial firms = 100 ~ firm ~ |
Expected firms = INTEG((Small firms - Expected firms) / 3, 100) ~ firm ~ |
********************************************************
	.Credit and banks
********************************************************~
		Loans
	|
Credit = INTEG(lending, normal credit) ~ yuan ~ |
normal credit = 50 ~ yuan ~ |
lending = Small firms * 0.1 ~ yuan/Year ~ |
exit large = Large firms * 0.05 ~ firm/Year ~ |
effect of room = 1 - Small firms / 5000 ~ Dmnl ~ |
INITIAL TIME = 2000 ~ Year ~ |
FINAL TIME = 2010 ~ Year ~ |
TIME STEP = 1 ~ Year ~ |
SAVEPER = 1 ~ Year ~ |
"""
"""Two groups that need each other; "exit large" stands in another one than its stock."""


def _written(folder: Path, text: str | bytes, name: str = "model.mdl") -> Model:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return read_model(file)


def _drawn_again(folder: Path, text: str) -> Model:
    """Return the model of a file whose sketch was drawn for another text."""
    old = _written(folder, sketched(_written(folder, FIRMS)))
    sketch = (folder / "model.mdl").read_bytes()[len(vensim_parts(old).equations) :]
    return _written(folder, text.encode("utf-8") + sketch)


@pytest.fixture
def firms(tmp_path: Path) -> Model:
    return _written(tmp_path, FIRMS)


@pytest.fixture(scope="module")
def primer() -> Model:
    return read_model(model_folder("sme_primer") / "model.mdl")


@pytest.fixture(scope="module")
def placed(primer: Model) -> list[PlacedView]:
    return placed_views(views_of(primer))


def _links(view: View) -> set[tuple[str, str, str]]:
    names = {node.key: node.name for node in view.nodes}
    return {(names[link.start], names[link.end], link.pipe) for link in view.links}


def test_a_view_shows_its_group_and_what_leads_to_it(firms: Model) -> None:
    first, second = views_of(firms)
    assert (first.name, second.name) == ("Firms", "Credit and banks")
    own = {node.name: node.kind for node in first.nodes if not node.shadow and node.name}
    assert own == {
        **dict.fromkeys(("Small firms", "Large firms", "Expected firms"), "stock"),
        **dict.fromkeys(("entry", "growth", "exit, small"), "flow"),
        **dict.fromkeys(("growth rate", "initial firms"), "word"),
    }
    shadows = {node.name for node in first.nodes if node.shadow}
    assert shadows == {"effect of room", "Time", "Credit", "normal credit", "exit large"}
    assert _links(first) == {
        *(("entry", "", "out"), ("entry", "Small firms", "in")),
        *(("growth", "Small firms", "out"), ("growth", "Large firms", "in")),
        *(("exit, small", "Small firms", "out"), ("exit, small", "", "in")),
        *(("exit large", "Large firms", "out"), ("exit large", "", "in")),
        *(("effect of room", "entry", ""), ("Time", "entry", ""), ("Small firms", "growth", "")),
        *(("growth rate", "growth", ""), ("Small firms", "exit, small", "")),
        *(("Credit", "growth rate", ""), ("normal credit", "growth rate", "")),
        *(("initial firms", "Small firms", ""), ("initial firms", "Large firms", "")),
        ("Small firms", "Expected firms", ""),
    }
    at_start = {names for link, names in _named(first) if link.at_start}
    assert at_start == {("initial firms", "Small firms"), ("initial firms", "Large firms")}
    # Its stock is elsewhere: a shadow stands at the end of the pipe.
    assert ("exit large", "Large firms", "out") in _links(second)


UNUSUAL = """{UTF-8}
:MACRO: AVERAGED(input, delay)
AVERAGED = INTEG((input - AVERAGED) / delay, input)
	~	input
	~		|
:END OF MACRO:
Position = INTEG(Speed, 0) ~ m ~ |
Speed = INTEG(push, 1) ~ m/Second ~ |
push = 2 ~ m/Second/Second ~ |
felt = AVERAGED(Speed, patience) ~ m/Second ~ |
patience = 3 ~ Second ~ |
curve((0,0),(9,9)) ~ m ~ |
Region: north, south ~ ~ |
read[Region] = curve(Position) * SUM(weight[Region!]) ~ m ~ |
weight[north] = 1 ~ Dmnl ~ |
weight[south] = 2 ~ Dmnl ~ |
INITIAL TIME = 0 ~ Second ~ |
FINAL TIME = 4 ~ Second ~ |
TIME STEP = 1 ~ Second ~ |
SAVEPER = 1 ~ Second ~ |
"""


def test_stocks_that_move_stocks_macros_and_arrays(tmp_path: Path) -> None:
    model = _written(tmp_path, UNUSUAL)
    (view,) = views_of(model)
    kinds = {node.name: node.kind for node in view.nodes if node.name}
    assert kinds == {
        **dict.fromkeys(("Position", "Speed"), "stock"),
        **dict.fromkeys(("felt", "patience", "curve", "read", "weight"), "word"),
        "push": "flow",
    }
    assert _links(view) == {
        *(("Speed", "Position", ""), ("push", "Speed", "in"), ("push", "", "out")),
        *(("Speed", "felt", ""), ("patience", "felt", "")),
        *(("curve", "read", ""), ("Position", "read", ""), ("weight", "read", "")),
    }
    assert sketch_faults(_written(tmp_path, sketched(model), "drawn.mdl")) == ()


def _named(view: View) -> list[tuple[Link, tuple[str, str]]]:
    names = {node.key: node.name for node in view.nodes}
    return [(link, (names[link.start], names[link.end])) for link in view.links]


def test_names_of_views(tmp_path: Path, firms: Model) -> None:
    assert list(view_names(firms).values()) == ["Firms", "Credit and banks"]
    plain = _written(tmp_path, FIRMS.replace("*" * 56, "").replace("\t.", "\t{.}"), "p.mdl")
    assert plain.groups == ()
    assert list(view_names(plain).values()) == ["View 1"]
    long = "A group with a name that goes on and on"
    text = FIRMS.replace(".Firms", f".{long} 1").replace(".Credit and banks", f".{long} 2")
    text = text.replace("{UTF-8}\n", "{UTF-8}\nalone = 1 ~ ~ |\n")
    names = list(view_names(_written(tmp_path, text, "l.mdl")).values())
    assert names == [f"{long[:30]}", f"{long[:28]} 2", "Other"]
    assert all(len(name) <= LONGEST_VIEW_NAME for name in names)


def test_only_the_sketch_of_a_file_is_exchanged(tmp_path: Path, firms: Model) -> None:
    content = sketched(firms)
    assert content.startswith(FIRMS.encode("utf-8"))
    again = _written(tmp_path, content, "drawn.mdl")
    assert _equations(again) == _equations(firms)
    assert again.time == firms.time
    assert sketched(again) == content
    # Graphs and settings behind an older sketch stay, equations keep the line ends of Windows.
    rest = b":GRAPH A\r\n:VAR Credit\r\n:L\x7f<%^E!@\r\n15:0,0,0,1,0,0\r\n22:Year,Years"
    old = content[len(FIRMS.encode()) :].split(END.encode())[0].replace(b"Firms", b"Old")
    equations = FIRMS.encode("utf-8").replace(b"\n", b"\r\n")
    windows = equations + old.replace(b"\n", b"\r\n") + END.encode() + b"\r\n" + rest
    model = _written(tmp_path, windows, "windows.mdl")
    drawn = sketched(model)
    assert drawn.startswith(equations)
    assert drawn.endswith(END.encode() + b"\r\n" + rest)
    assert b"Old" not in drawn
    assert drawn.count(b"\n") == drawn.count(b"\r\n")
    assert _written(tmp_path, drawn, "w2.mdl").time.integrator == model.time.integrator == "rk4"


def _equations(model: Model) -> list[tuple[object, ...]]:
    return [
        (type(v), v.name, v.unit, v.equation, v.group, v.line, v.definitions)
        for v in model.variables.values()
    ]


def test_other_encodings_and_line_ends(tmp_path: Path) -> None:
    text = FIRMS.replace("{UTF-8}\n", "").replace("growth", "增长")
    file = tmp_path / "chinese.mdl"
    file.write_bytes(text.encode("gb18030"))
    model = read_model(file, encoding="gb18030")
    content = sketched(model)
    assert content.startswith(text.encode("gb18030"))
    assert ",增长 rate," in content.decode("gb18030").split("*Firms")[1]
    old = tmp_path / "old.mdl"
    old.write_bytes(FIRMS.encode("utf-8").replace(b"\n", b"\r"))
    with pytest.raises(ModelFileError) as caught:
        sketched(read_model(old))
    assert "the equations would not stay as they are" in str(caught.value)
    assert "save the file as UTF-8" in str(caught.value)


def test_what_is_no_vensim_file_is_refused(tmp_path: Path, firms: Model) -> None:
    with pytest.raises(OutputError, match=r"'\.txt' is not known"):
        write_sketch(firms, tmp_path / "model.txt")
    firms.path.write_text(FIRMS + "new = 1 ~ ~ |\n", encoding="utf-8")
    with pytest.raises(ModelFileError, match="has changed since it was read"):
        sketched(firms)


def test_the_records_of_a_view(firms: Model) -> None:
    lines = view_lines(placed_views(views_of(firms))[0])
    assert lines[0].startswith("\\\\\\---/// Sketch information")
    assert lines[1].startswith("V300 ")
    assert lines[2] == "*Firms"
    assert lines[3].startswith("$192-192-192,0,Arial|10||")
    records = [line.split(",") for line in lines[4:]]
    assert [int(record[1]) for record in records] == list(range(1, len(records) + 1))
    text = "\n".join(lines)
    assert re.search(r"^10,\d+,Small firms,\d+,\d+,\d+,\d+,3,3,0,0,0,0,0,0$", text, re.MULTILINE)
    assert re.search(r"^11,\d+,48,.*\n10,\d+,entry,\d+,\d+,\d+,\d+,40,3,", text, re.MULTILINE)
    assert re.search(r'^10,\d+,"exit, small",\d+', text, re.MULTILINE)
    grey = r"^10,\d+,Credit,\d+,\d+,\d+,\d+,8,2,0,3,-1,0,0,0,128-128-128,0-0-0,\|10\|\|128-128-128$"
    assert re.search(grey, text, re.MULTILINE)
    number = {record[2]: record[1] for record in records if record[0] == "10"}
    start = rf"^1,\d+,\d+,{number['Small firms']},\d,0,0,0,0,64,1,"
    assert re.search(start, text, re.MULTILINE)
    # Growth empties one stock and fills the other: one half of the pipe has a head.
    valve = str(int(number["growth"]) - 1)
    assert re.search(f"^1,\\d+,{valve},{number['Small firms']},100,0,0,22,", text, re.MULTILINE)
    assert re.search(f"^1,\\d+,{valve},{number['Large firms']},4,0,0,22,", text, re.MULTILINE)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Small firms", "Small firms"),
        ("企业 数", "企业 数"),
        ("R&D", '"R&D"'),
        ("2nd try", '"2nd try"'),
        ("a, b", '"a, b"'),
    ],
)
def test_names_get_the_quotes_they_need(name: str, written: str) -> None:
    assert spelled(name) == written


def test_long_names_get_wide_boxes() -> None:
    def box(name: str, kind: str = "word") -> Box:
        return name_box(Node(key=name, kind=kind, name=name))

    assert box("Loans").across < box("Loans granted").across
    long = box("Effect of the growth of efficient firm size on the costs of financing")
    # Three lines of about eight pixels a letter.
    assert long.across * 2 * 3 > 69 * 7
    assert long.down >= 24
    assert box("Loans", "stock").across >= 40
    assert box("企业数量增长率对融资成本的影响").across > box("abcdefghijklmno").across


def test_nothing_stands_on_something_else(placed: list[PlacedView]) -> None:
    for view in placed:
        for a, b in combinations(view.view.nodes, 2):
            (x, y), (to_x, to_y) = view.places[a.key], view.places[b.key]
            one, other = view.boxes[a.key], view.boxes[b.key]
            apart = abs(x - to_x) >= one.across + other.across - 2
            above = abs(y - to_y) >= one.down + other.down - 2
            assert apart or above, (view.view.name, a.name, b.name)


def test_pipes_are_straight_and_arrows_short(placed: list[PlacedView]) -> None:
    straight, bent = 0, []
    for view in placed:
        nodes = {node.key: node for node in view.view.nodes}
        for link in view.view.links:
            (x, y), (to_x, to_y) = view.places[link.start], view.places[link.end]
            if link.pipe:
                fits = abs(y - to_y) <= view.boxes[link.end].down and view.bends[link][1] == y
                straight += fits
                bent += [] if fits else [link]
            elif not nodes[link.start].shadow:
                led_to = any(other.end == link.start for other in view.view.links)
                sole = sum(other.start == link.start for other in view.view.links) == 1
                short = (x - to_x) ** 2 + (y - to_y) ** 2 <= (1.5 * LONGEST_ARROW) ** 2
                assert short or (sole and not led_to), link
    assert straight > 40
    assert bent == []


def test_no_constant_stands_alone(placed: list[PlacedView]) -> None:
    credit = next(view.view for view in placed if view.view.name == "Credit")
    touched = {key for link in credit.links for key in (link.start, link.end)}
    assert {node.name for node in credit.nodes if node.key not in touched} == set()


def test_an_arrow_goes_round_a_name() -> None:
    nodes = [Node(key=key, kind="word", name=key) for key in ("a", "b", "wall")]
    link = Link(start="a", end="b")
    view = View(name="v", nodes=tuple(nodes), links=(link,))
    boxes: Mapping[str, Box] = {key: Box(across=30, down=10) for key in ("a", "b", "wall")}
    places = {"a": (100, 100), "b": (400, 100), "wall": (250, 300)}
    assert bends_of(view, places, boxes)[link] == (0, 0)
    x, y = bends_of(view, {**places, "wall": (250, 100)}, boxes)[link]
    assert x == 250
    assert abs(y - 100) > 10


def test_a_pipe_that_cannot_be_straight_has_one_corner() -> None:
    nodes = (
        Node(key="flow", kind="flow", name="flow"),
        Node(key="stock", kind="stock", name="stock"),
    )
    link = Link(start="flow", end="stock", pipe="in")
    view = View(name="v", nodes=nodes, links=(link,))
    boxes = {"flow": Box(across=30, down=20), "stock": Box(across=40, down=20)}
    corner = bends_of(view, {"flow": (100, 100), "stock": (300, 300)}, boxes)[link]
    assert corner in ((300, 100), (100, 300))
    assert bends_of(view, {"flow": (100, 100), "stock": (300, 110)}, boxes)[link] == (180, 100)


def test_parts_lie_close_together() -> None:
    sizes = [(500, 300), (200, 100), (200, 100), (900, 50)]
    places = packed(sizes, widest=800, gap=10)
    assert places[0] == (0, 0)
    assert places[1] == (510, 0)
    assert places[2] == (510, 110)
    assert places[3] == (0, 310)


def test_a_drawn_file_has_no_faults(tmp_path: Path, firms: Model, primer: Model) -> None:
    assert sketch_faults(firms) == ("the file has no sketch",)
    assert sketch_faults(_written(tmp_path, sketched(firms), "drawn.mdl")) == ()
    assert sketch_faults(_written(tmp_path, sketched(primer), "primer.mdl")) == ()


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("initial firms = 100", "new one = 1 ~ ~ |\ninitial firms = 100", "not show 'new one'"),
        ("initial firms", "first firms", "'initial firms', which is no variable of the model"),
        (".Credit and banks", ".Banks", "there is no view 'Banks'"),
        ("Credit / normal credit", "Credit / 50", "'growth rate', which does not depend on it"),
        ("growth rate = 0.02 *", "growth rate = 0.02 * entry *", "no arrow from 'entry' to"),
        ("INTEG(growth - exit", "INTEG(0 - growth - exit", "that 'growth' empties 'Large firms'"),
        ("INTEG(lending, normal", "INTEG(-lending, normal", "that 'lending' empties 'Credit'"),
        ("INTEG(growth - exit large,", "INTEG(growth,", "pipe between 'exit large' and 'Large"),
        ("INTEG(entry - growth", "INTEG(entry + exit large", "no pipe between 'exit large' and 'S"),
        ("initial firms = 100", "initial firms = INTEG(0, 100)", "'initial firms' without a box"),
    ],
)
def test_what_no_longer_fits_is_found(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert old in FIRMS
    faults = sketch_faults(_drawn_again(tmp_path, FIRMS.replace(old, new)))
    assert any(fault in text for text in faults), faults


def test_comments_and_other_drawings_are_let_be() -> None:
    sketch = "\n".join(
        [
            "\\\\\\---/// Sketch information - do not modify anything except names",
            "V300  Do not put anything below this section - it will be ignored",
            "*A view",
            "$192-192-192,0,Arial|10||0-0-0|0-0-0|0-0-255|-1--1--1|-1--1--1|96,96,100,0",
            "12,1,0,100,100,40,20,8,4,0,0,-1,0,0,0",
            "10,7,this is a comment,1,1,1,1,8,3,0",
            '10,2,"a \\"b\\", c",100,200,40,20,8,3,0,0,-1,0,0,0',
            "10,3,Other one,-20,200,40,20,3,3,0,0,0,0,0,0,0-0-0,0-0-0,|12||0-0-0,0,0,0,0,0,0",
            "30,9,picture.bmp,14,29,8,8,8,0,0,0,-1,0,0,0",
            "1,4,2,3,1,0,43,0,2,64,0,-1--1--1,|12||0-0-0,1|(60,200)|",
        ]
    )
    (view,) = drawn_views(sketch)
    assert view.name == "A view"
    assert "this_is_a_comment" not in view.shown
    assert view.boxes == {"other_one"}
    assert len(view.own) == 2
    assert {effect for _, effect in view.arrows} == {"other_one"}


def test_pysd_reads_the_views(tmp_path: Path) -> None:
    # PySD takes a comma for the end of a name.
    model = _written(tmp_path, FIRMS.replace("exit, small", "exit & small"))
    file = write_sketch(model, tmp_path / "drawn.mdl")
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        run = pysd.read_vensim(str(file), split_views=True).run()
    assert len(run) == 11
    modules = {path.stem for path in (tmp_path / "modules_drawn").glob("*.py")}
    assert modules == {"firms", "credit_and_banks"}
    listed = json.loads((tmp_path / "modules_drawn" / "_modules.json").read_text(encoding="utf-8"))
    assert set(listed) == modules
    text = (tmp_path / "modules_drawn" / "credit_and_banks.py").read_text(encoding="utf-8")
    assert text.count("@component.add") == 5
