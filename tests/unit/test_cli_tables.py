"""Tables on terminals that are narrower than they are."""

from __future__ import annotations

import re

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from sdlib.cli import commands
from sdlib.commands.console import indented, narrowest, new_table, print_table


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> object:
    def lines(columns: int, *, keep: int = 1, together: int = 1) -> list[str]:
        heads = dict.fromkeys(("2000", "Of all", "2020", "a change"), "right")
        table = new_table("Firms", Name="left", Unit="whole", **heads)
        table.add_row("Small and medium firms", "firm a year", "506,323", "-71 %", "1", "+1.5 %")
        table.add_row(indented("Policy effort[MKT05]", 2), "Dmnl", "0.5", "0 %", "2", "-30.5 %")
        monkeypatch.setenv("COLUMNS", str(columns))
        print_table(table, keep=keep, together=together)
        return capsys.readouterr().out.splitlines()

    return lines


@pytest.mark.parametrize("columns", [30, 44, 60, 80])
def test_no_number_and_no_unit_is_cut(printed, columns: int) -> None:  # type: ignore[no-untyped-def]
    lines = printed(columns)
    text = "\n".join(lines)
    for whole in ("506,323", "-71 %", "+1.5 %", "-30.5 %", "firm a year", "[MKT05]"):
        assert whole in text
    assert "…" not in text
    if columns >= 44:
        assert max(map(len, lines)) <= columns


def test_texts_are_broken_before_columns_go_below_each_other(printed) -> None:  # type: ignore[no-untyped-def]
    broken, stacked = printed(70), printed(50)
    assert sum("Name" in line for line in broken) == 1
    assert sum("Name" in line for line in stacked) == sum(s.strip() == "Firms" for s in stacked)
    assert sum("Name" in line for line in stacked) == 2


def test_what_belongs_together_stays_together(printed) -> None:  # type: ignore[no-untyped-def]
    heads = [line.split() for line in printed(60, keep=2, together=2) if "Name" in line]
    assert [head[2] for head in heads] == ["2000", "2020"]


def test_a_broken_text_stays_indented(printed) -> None:  # type: ignore[no-untyped-def]
    (line, *_) = [line for line in printed(52) if "[MKT05]" in line]
    assert line.startswith("    effort[MKT05]")


def test_a_name_in_brackets_counts_as_it_is_printed() -> None:
    table = new_table("", Name="whole")
    table.add_row("loans[small]")
    assert narrowest(table) == len("loans[small]")


def test_the_help_shows_what_stands_in_brackets() -> None:
    for command, bracket in (("why", "'Name[element]'"), ("sensitivity", "limits [low, high]")):
        result = CliRunner().invoke(commands, [command, "--help"], env={"COLUMNS": "200"})
        assert bracket in result.stdout
    # A bracket that is markup vanishes, so each one in a help text is escaped.
    for each in get_command(commands).commands.values():  # type: ignore[attr-defined]
        texts = [each.help, *(getattr(one, "help", None) for one in each.params)]
        for text in texts:
            assert not re.search(r"(?<!\\)\[[a-z/@#]", text or "")
