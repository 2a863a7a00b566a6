from __future__ import annotations

import re
from pathlib import Path

import pytest

import sdlib
from sdlib import LoadedModel
from sdlib.app import explained
from sdlib.app.opened import Site, open_site
from sdlib.app.texts import Texts
from sdlib.app.wording import signed, units_told
from sdlib.study.attribution import attribute, four_runs
from tests.support.app_page import Opener, widget, words

NUMBER = r"[+\N{MINUS SIGN}]?[\d,.]+"


def reasons(page: object) -> str:
    found = [b.proto.body for b in page.get("html") if "class='sd-why'" in b.proto.body]  # type: ignore[attr-defined]
    assert len(found) <= 1
    return found[0] if found else ""


def number(text: str) -> float:
    return float(text.replace(",", "").replace("\N{MINUS SIGN}", "-"))


def bars(text: str) -> list[tuple[str, float]]:
    """Return what the table of shares says, its last row included."""
    (table,) = re.findall(r"<table class='sd-table sd-bars'>.*?</table>", text)
    rows = re.findall(r"<th scope='row'>(.*?)</th><td>(.*?)</td>", table)
    return [(name, number(value)) for name, value in rows]


def test_nothing_is_explained_while_nothing_is_changed(open_page: Opener) -> None:
    assert reasons(open_page()) == ""


@pytest.mark.parametrize(
    ("language", "wanted"),
    [("en", "What moved first</h3><p>In 2005 Firms"), ("zh", "最先变化的存量是“企业”")],
)
def test_the_first_stock_is_told(open_page: Opener, language: str, wanted: str) -> None:
    page = open_page(scenario="loans", lang=language)
    text = reasons(page)
    assert wanted in text
    assert ("the baseline" in text) == (language == "en")
    assert ("基准情景" in text) == (language == "zh")


def test_one_policy_is_all_of_the_change(open_page: Opener, loaded: LoadedModel) -> None:
    page = open_page(scenario="loans")
    ends = [loaded.run(name).table("Firms").iloc[-1, 0] for name in ("loans", "baseline")]
    assert bars(reasons(page)) == [("Loans", pytest.approx(ends[0] - ends[1], abs=0.5))]
    assert "Only your policies" not in reasons(page)


def test_shares_follow_the_chosen_time(open_page: Opener, loaded: LoadedModel) -> None:
    page = open_page(scenario="loans", time="2010")
    at = [loaded.run(name).table("Firms").loc[2010, "Firms"] for name in ("loans", "baseline")]
    assert bars(reasons(page)) == [("Loans", pytest.approx(at[0] - at[1], abs=0.5))]


def test_policies_and_assumptions_are_told_apart(open_page: Opener, loaded: LoadedModel) -> None:
    page = open_page(scenario="both")
    text = reasons(page)
    (table,) = re.findall(r"<table class='sd-table sd-numbers sd-named'>.*?</table>", text)
    values = [number(cell) for cell in re.findall(rf"<td>({NUMBER})</td>", table)]
    four = four_runs(loaded, loaded.settings("both"))
    runs = (four.baseline, four.assumptions, four.policies, four.both)
    expected = [run.table("Firms").iloc[-1, 0] for run in runs]
    assert values == pytest.approx([*expected, four.interaction("Firms")[-1]], abs=0.5)
    assert values[3] - values[1] - values[2] + values[0] == pytest.approx(values[4], abs=2)


def test_only_an_assumption_has_a_reason_and_no_bars(open_page: Opener) -> None:
    page = open_page(set__death="0.1")
    text = reasons(page)
    assert "What moved first" in text
    assert "sd-bars" not in text
    assert "Only your policies" not in text


def test_another_result_can_be_asked_for(open_page: Opener) -> None:
    page = open_page(Path("sme_primer"), scenario="policy_bank", set__export_promotion="0.4")
    loaded = sdlib.load("sme_primer")
    settings = loaded.settings("policy_bank", {"export_promotion": 0.4})
    choices = widget(page, "selectbox", "why-en")
    assert choices.value == "Small and medium firms"
    choices.set_value("Exports").run()
    text = reasons(page)
    shown = bars(text)
    assert [name for name, _ in shown[-1:]] == ["Together"]
    # The bars add up to the joint change, and a sentence names how the two act on each other.
    assert sum(value for _, value in shown[:-1]) == pytest.approx(shown[-1][1], abs=1)
    both, none = (run.table("Exports").iloc[-1, 0] for run in (loaded.run("policy_bank", {
        "export_promotion": 0.4}), loaded.run()))  # fmt: skip
    assert shown[-1][1] == pytest.approx(both - none, abs=1)
    found = explained.shares_of(Site(loaded=loaded, runs=open_site("sme_primer").runs), settings,
                                "Exports", 2040.0)  # fmt: skip
    assert {name for name, _ in shown[:-1]} == {
        entry.policy.label.en for entry in found.outputs[0].contributions
    }


def test_what_is_not_reached_is_said_to_be_the_same(open_page: Opener, tmp_path: Path) -> None:
    file = tmp_path / "two.mdl"
    file.write_text(
        "{UTF-8}\na = INTEG(up, 0) ~ m ~ |\nb = INTEG(down, 0) ~ m ~ |\n"
        "up = 1 ~ m/Year ~ |\ndown = 1 ~ m/Year ~ |\n"
        "INITIAL TIME=0~Year~|\nFINAL TIME=2~Year~|\nTIME STEP=1~Year~|\nSAVEPER=1~Year~|\n",
        encoding="utf-8",
    )
    page = open_page(file, set__down="2")
    assert widget(page, "selectbox", "why-en").value == "a"
    assert "does not reach a" in words(page)
    widget(page, "selectbox", "why-en").set_value("b").run()
    assert "What moved first" in reasons(page)
    assert "Which lever changed how much" in reasons(page)


@pytest.mark.usefixtures("fresh")
def test_shares_wait_until_many_runs_are_quick(
    open_page: Opener, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = open_site(str(folder))
    wanted = []
    monkeypatch.setattr(Site, "want_many", lambda self: wanted.append(self))
    monkeypatch.setattr(explained, "MOST_SECONDS", 0.0)
    page = open_page(scenario="loans")
    assert wanted == [site]
    assert "follow once the model is compiled" in reasons(page)
    assert "What moved first" in reasons(page)
    # What was not known yet is not kept.
    monkeypatch.setattr(explained, "MOST_SECONDS", 60.0)
    page.run()
    assert bars(reasons(page))


@pytest.mark.usefixtures("fresh")
def test_nothing_is_explained_twice(open_page: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    real = explained.why_text
    monkeypatch.setattr(explained, "why_text", lambda *a: asked.append(a) or real(*a))
    page = open_page(scenario="loans")
    widget(page, "button_group", "part-en").set_value("assumptions").run()
    page.button(key="undo")
    page.run()
    assert len(asked) == 1


def test_what_cannot_be_explained_is_told(open_page: Opener) -> None:
    # The lever and the exact name set the same input: none of the two would be itself.
    page = open_page(**{"set__loans": "0.5", "set__policy strength[loans]": "0.2"})
    assert not page.exception
    assert "This cannot be explained." in reasons(page)


def test_shares_are_those_of_the_study(loaded: LoadedModel) -> None:
    site = Site(loaded=loaded, runs=open_site("sme_primer").runs)
    settings = loaded.settings("both")
    mine = explained.shares_of(site, settings, "Firms", 2020.0).outputs[0]
    assert mine == attribute(explained.OneByOne(loaded), settings, outputs=["Firms"]).outputs[0]


def test_units_stand_as_readers_know_them() -> None:
    text = "It gave +132 Enterprise; +33,807 100 million yuan/Year (+7 %), 5 Enterprise/Year."
    assert units_told(text, Texts("zh")) == ("It gave +132家; +33,807亿元/年 (+7 %), 5家/年.")
    assert "+33,807 × 100 million yuan per year (+7 %)" in units_told(text, Texts("en"))


def test_a_small_change_keeps_two_digits() -> None:
    assert [signed(v, 0) for v in (1234.5, -0.00123, 0.0)] == [
        "+1,234",
        "\N{MINUS SIGN}0.0012",
        "0",
    ]
