"""What changes no run is read, and the user is told of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import sdlib
from sdlib.cli import commands
from sdlib.model.language import LANGUAGES, Row, State
from tests.language import holds

TIMES = "INITIAL TIME=0~~|FINAL TIME=2~~|TIME STEP=1~~|SAVEPER=1~~|\n"
SKETCH = "\\\\\\---/// Sketch information - do not modify anything except names\n"
SETTINGS = "///---\\\\\\\n:L\x7f<%^E!@\n1:run.vdf\n"

VENSIM = {
    "supplementary": ("y = x * 2 ~ ~ words ~ :SUPPLEMENTARY |", ""),
    "sketch": ("", f"{SKETCH}V300  Do not put anything below this section\n*View 1\n{SETTINGS}"),
    "settings": ("", SETTINGS),
    "Reality Check": ("check :THE CONDITION: x > 1 :IMPLIES: x < no such name ~~|", ""),
    "test input": ("none left :TEST INPUT: x = 0 ~~|", ""),
}
"""Name of a construct to its statement on the third line, and to what follows the equations."""

XMILE = {
    "model_units": ("<model_units><unit name='x'/></model_units>", ""),
    "data": ("<data><import resource='a.csv'/></data>", ""),
    "mathml": ("", "<mathml><cn>5</cn></mathml>"),
    "scale": ("", "<scale min='0' max='1'/>"),
    "format": ("", "<format precision='0.1'/>"),
    "event_poster": ("", "<event_poster min='0' max='1'><threshold value='1'/></event_poster>"),
    "views": ("", "</aux></variables><views><view/></views><variables><aux name='z'><eqn>1</eqn>"),
    "style": ("<style/>", ""),
}
"""Name of an element to where it stands on the third line: in the document, or in a variable."""

ROWS = {
    f"{language} {row.name}": (language, row)
    for language, kinds in LANGUAGES.items()
    for tables in kinds.values()
    for rows in tables.values()
    for row in rows
    if row.state is State.REPORTED
}


def vensim(statement: str, after: str) -> str:
    return f"{{UTF-8}}\nx = Time + 1 ~ Yuan ~ A comment. |\n{statement}\n{TIMES}{after}"


def xmile(above: str, inside: str) -> str:
    return (
        "<xmile xmlns='http://docs.oasis-open.org/xmile/ns/XMILE/v1.0' version='1.0'>\n"
        "<sim_specs><start>0</start><stop>2</stop><dt>1</dt></sim_specs>\n"
        f"{above}<model><variables><aux name='x'><eqn>TIME + 1</eqn>{inside}</aux>"
        "</variables></model></xmile>"
    )


def written(language: str, row: Row) -> tuple[str, str]:
    if language == "Vensim":
        return "model.mdl", vensim(*VENSIM[row.name])
    return "model.xmile", xmile(*XMILE[row.name])


@pytest.mark.parametrize("label", ROWS)
def test_what_changes_no_run_is_told_with_its_line(tmp_path: Path, label: str) -> None:
    language, row = ROWS[label]
    name, text = written(language, row)
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    loaded = sdlib.load(file)
    assert loaded.run(outputs=["x"]).table()["x"].tolist() == [1, 2, 3]
    notes = [note for note in loaded.model.notes if row.note in note.text]
    assert len(notes) == 1
    assert holds(language, row, text.split("\n")[notes[0].line - 1])
    assert notes[0].lost is row.lost


@pytest.mark.parametrize("text", [vensim("", ""), xmile("", "")], ids=["mdl", "xmile"])
def test_a_plain_file_has_no_notes(tmp_path: Path, text: str) -> None:
    file = tmp_path / ("model.mdl" if "{" in text else "model.xmile")
    file.write_text(text, encoding="utf-8")
    assert sdlib.load(file).model.notes == ()


def test_notes_come_in_the_order_of_the_file_and_again_from_the_cache(tmp_path: Path) -> None:
    file = tmp_path / "model.mdl"
    file.write_text(
        vensim("a :TEST INPUT: x = 0 ~~|\nb :THE CONDITION: x>1 :IMPLIES: x>2 ~~|", SKETCH)
    )
    first, again = sdlib.load(file).model.notes, sdlib.load(file).model.notes
    assert [note.line for note in first] == [3, 4, 6]
    assert first == again


def test_a_reality_check_within_a_comment_is_none(tmp_path: Path) -> None:
    file = tmp_path / "model.mdl"
    file.write_text(vensim("y = 1 {a :THE CONDITION: b} ~ ~ a :TEST INPUT: of old |", ""))
    assert sdlib.load(file).model.notes == ()


def test_the_commands_tell_them(tmp_path: Path) -> None:
    file = tmp_path / "model.mdl"
    file.write_text(vensim("a check :THE CONDITION: x > 1 :IMPLIES: x > 2 ~~|", SKETCH))
    ran = CliRunner().invoke(commands, ["run", str(file)])
    assert ran.exit_code == 0, ran.output
    told = f"Note: {file}, line 3: the Reality Check 'a check': it is not tested"
    assert told in ran.stderr
    assert "sketch" not in ran.stderr
    listed = CliRunner().invoke(commands, ["list", str(file)])
    assert "the Reality Check 'a check': it is not tested" in listed.stdout
    assert "the sketch: it is not shown" in listed.stdout
    tree = json.loads(CliRunner().invoke(commands, ["list", str(file), "--json"]).stdout)
    assert [(n["line"], n["lost"]) for n in tree["notes"]] == [(3, True), (5, False)]
