"""The book of a model: complete, escaped, alone on its page, and the same each time."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

import sdlib
from sdlib.errors import InputError, OutputError
from sdlib.model import Constant
from sdlib.output.book import LANGUAGES, book_html, book_path, write_book
from sdlib.output.book.anchors import Anchors
from sdlib.output.book.book import Book
from sdlib.output.book.chapters.checks import rows_of
from sdlib.output.book.charts import chart, number
from sdlib.output.book.comments import split_comment
from sdlib.output.book.lists import named_setters
from sdlib.output.book.observed import observations_of
from sdlib.output.book.readme import sections_of
from sdlib.output.book.values import shown_values
from sdlib.output.book.words import WORDS, Speech
from sdlib.study.checks import CheckResult, Kind
from tests.support.html_page import Page
from tests.support.places import write_places
from tests.support.small import MODEL, MODEL_YAML, write_package

README = """# Small

What it is.

## Boundary

Only [firms](model.mdl), says [a page](https://example.org/x). <script>alert(3)</script>

| a | b |
|---|---|
| 1 | 2 |

## What is off

![a picture](secret.png) [run](javascript:alert(4))

## Method

### Steps

Euler.
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_package(tmp_path_factory.mktemp("package"))
    (folder / "README.md").write_text(README, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def text(folder: Path) -> str:
    return book_html(sdlib.load(folder))


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


def _part(text: str, id_: str) -> str:
    """Return what a reader sees of the element with an id, up to the next one."""
    found = re.search(rf'id="{re.escape(id_)}"(.*?)(?=<[^>]* id=")', text, re.DOTALL)
    assert found, id_
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())


def test_it_stands_alone_and_its_links_lead_somewhere(page: Page) -> None:
    assert page.faults == []
    assert len(page.links) > 100
    outside = {link for link in page.links if not link.startswith("#")}
    assert outside == {"https://example.org/x"}


def test_every_equation_is_there_with_what_the_file_says(text: str, folder: Path) -> None:
    model = sdlib.load(folder).model
    for variable in model.variables.values():
        shown = _part(text, Anchors("v", model.variables)[variable.name])
        assert variable.name in shown
        assert variable.unit in shown
        assert f"line {variable.line}" in shown
        assert split_comment(variable.comment).meaning in shown


def test_an_equation_names_what_it_uses_and_where_it_is_used(text: str) -> None:
    entry = _part(text, "v-entry")
    assert "Firms * birth rate * effect of crowding" in entry
    assert "Uses Firms , effect of crowding , birth rate , policy strength , active" in entry
    assert "Used by Firms" in entry
    assert "Part of Crowding" in entry
    firms = _part(text, "v-firms")
    assert "Observed as firms_counted" in firms
    rate = _part(text, "v-birth_rate")
    assert "0.2" in rate
    assert "Range 0 – 0.5" in rate
    assert "Set by Loans" in _part(text, "v-policy_strength")
    assert "loans 0 training 0" in _part(text, "v-policy_strength")


def test_names_in_an_equation_lead_to_theirs(text: str) -> None:
    found = re.search(r'id="v-exit".*?class="text">(.*?)</p>', text, re.DOTALL)
    assert found
    assert '<a href="#v-death_rate">death rate</a>' in found[1]


def test_a_lever_shows_path_settings_bands_and_evidence(text: str) -> None:
    lever = _part(text, "lever-loans")
    for words in (
        "Loans for founders", "FIN01", "policy strength → entry", "off 0, modest 0.4, strong 0.8",
        "2000 – 2020", "Loans help", "0.1 0.2 0.3 fraction", "weak", "invented for a test",
    ):  # fmt: skip
        assert words in lever


def test_data_fit_checks_scenarios_and_limits_are_there(page: Page) -> None:
    for words in (
        "2000: 1000", "counted", "invented", "firms_counted 2000 – 2002 not fitted 3",
        "passed, 0 failed", "combines loans", "loans = 0.8", "death = 0.1",
        "Constants that are assumptions 6",
    ):  # fmt: skip
        assert words.lower() in page.words.lower()


def test_a_named_loop_is_drawn_and_its_signs_are_measured(text: str) -> None:
    loop = _part(text, "loop-crowding")
    assert loop.startswith("> Crowding balancing (declared); B (measured along the baseline)")
    assert "effect of crowding" in loop
    assert WORDS["differs"][0] not in text


def test_a_loop_that_is_not_what_it_is_declared_says_so(tmp_path: Path) -> None:
    from tests.support.small import CHECKS_YAML

    checks = CHECKS_YAML.replace("kind: balancing", "kind: reinforcing")
    text = book_html(sdlib.load(write_package(tmp_path, checks_yaml=checks)))
    assert WORDS["differs"][0] in text


def test_the_readme_is_part_of_it_without_its_html(text: str, page: Page) -> None:
    assert "<script>alert(3)" not in text
    assert "<script>alert(3)</script>" in page.words
    assert 'href="model.mdl"' not in text
    assert "secret.png" not in text
    assert "a picture" in page.words
    kinds = {section.title: section.kind for section in sections_of(Path("nowhere"))}
    assert kinds == {}


def test_sections_of_the_readme_come_where_they_belong(folder: Path) -> None:
    kinds = [(section.title, section.kind) for section in sections_of(folder)]
    assert kinds == [
        ("", "notes"), ("Boundary", "about"), ("What is off", "limits"), ("Method", "notes"),
    ]  # fmt: skip


def test_the_same_files_make_the_same_bytes(folder: Path, text: str) -> None:
    assert book_html(sdlib.load(folder)) == text


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages(folder: Path, language: str) -> None:
    page = Page(book_html(sdlib.load(folder), language))
    assert page.faults == []
    assert ("Feedback loops" in page.words) == (language != "zh")
    assert ("反馈回路" in page.words) == (language != "en")
    assert ("Loans for founders" in page.words) == (language != "zh")


def test_words_have_both_languages_and_the_same_values() -> None:
    for key, (en, zh) in WORDS.items():
        assert en, key
        assert zh, key
        assert set(re.findall(r"{\w*}", en)) == set(re.findall(r"{\w*}", zh)), key


def test_values_in_sentences_are_escaped() -> None:
    assert Speech("both").say("line", line="<b>").count("&lt;b&gt;") == 2


def test_strangers_texts_stay_texts(tmp_path: Path) -> None:
    evil = "<script>alert(1)</script>"
    model = MODEL.replace("Firms founded. Assumption.", f'{evil} ]]> x" onload="alert(1) &amp;')
    model = model.replace("firm/Year\n\t~\tFirms closed", "<i>\n\t~\tFirms closed")
    model = model.replace("effect of crowding", '"<img src=x onerror=alert(1)>"')
    model = model.replace(".Firms\n", f".{evil}\n")
    declared = MODEL_YAML.replace("Loans for founders", evil)
    declared = declared.replace("{en: Small,", f'{{en: "{evil}",')
    folder = write_package(
        tmp_path, model_mdl=model, model_yaml=declared, checks_yaml="schema: 1\n"
    )
    page = Page(book_html(sdlib.load(folder), "both"))
    assert page.faults == []
    assert f'{evil} ]]> x" onload="alert(1) &amp;' in page.words
    assert "<img src=x onerror=alert(1)>" in page.words


def test_a_bare_file_has_a_book_too(tmp_path: Path) -> None:
    file = tmp_path / "bare.mdl"
    file.write_text(MODEL, encoding="utf-8")
    page = Page(book_html(sdlib.load(file)))
    assert page.faults == []
    assert "Loops found in the equations" in page.words
    assert "The file declares no policies" in page.words
    assert "Fit" not in [word for word in page.words.split() if word == "Fit"]


def test_a_model_that_does_not_run_still_has_a_book(tmp_path: Path) -> None:
    file = tmp_path / "broken.mdl"
    text = MODEL.replace("exit = Firms * death rate", "exit = Firms * death rate / (Time - 2001)")
    file.write_text(text, encoding="utf-8")
    page = Page(book_html(sdlib.load(file)))
    assert "The signs of the links could not be measured" in page.words


def test_a_checks_file_with_faults_is_told_in_it(tmp_path: Path) -> None:
    folder = write_package(tmp_path, checks_yaml="schema: 1\nloops: 3\n")
    page = Page(book_html(sdlib.load(folder)))
    assert page.faults == []
    assert "FAILED" in page.words


@pytest.mark.parametrize(
    ("comment", "origin", "kind"),
    [
        ("Firms. Source: a survey", "Source: a survey", "sourced"),
        ("Source: a survey. Assumption: half", "Source: a survey. Assumption: half", "sourced"),
        ("Speed. Assumption, as in trade", "Assumption, as in trade", "assumed"),
        ("Rate when all is one. Calibrated", "Calibrated", "calibrated"),
        ("What the assumption is about", "", ""),
        ("", "", ""),
    ],
)
def test_comments_in_two_parts(comment: str, origin: str, kind: str) -> None:
    found = split_comment(comment)
    assert (found.origin, found.kind) == (origin, kind)
    assert f"{found.meaning} {found.origin}".strip() == comment


def test_anchors_are_unique_and_readable() -> None:
    anchors = Anchors("v", ["R&D", "R D", "企业 数", "R-D"])
    ids = [anchors[name] for name in ("R&D", "R D", "企业 数", "R-D")]
    assert ids == ["v-r-d", "v-r_d", "v-企业_数", "v-r-d-2"]


def test_charts_leave_out_what_is_not_finite() -> None:
    assert chart([(0.0, float("nan"))], title="x") == ""
    drawn = chart([(0.0, 1.0), (1.0, float("inf")), (2.0, 1.0)], title="<b>")
    assert drawn.count(",") == 3
    assert "&lt;b&gt;" in drawn


@pytest.mark.parametrize(
    ("value", "shown"), [(0.0, "0"), (2007.0, "2007"), (1e-9, "1e-09"), (123456.7, "123,457")]
)
def test_numbers(value: float, shown: str) -> None:
    assert number(value) == shown


def test_it_is_written_into_a_folder_or_a_file(folder: Path, tmp_path: Path) -> None:
    loaded = sdlib.load(folder)
    assert book_path("small", tmp_path) == tmp_path / "small.html"
    file = write_book(loaded, tmp_path / "mine.html")
    assert file.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.html"]


def test_wrong_places_and_languages_are_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="no such folder, and the file has no ending"):
        book_path("small", tmp_path / "nowhere")
    with pytest.raises(OutputError, match=r"the ending '\.pdf' is none of a page"):
        book_path("small", tmp_path / "book.pdf")
    with pytest.raises(OutputError, match="there is no folder"):
        book_path("small", tmp_path / "nowhere" / "book.html")
    with pytest.raises(InputError, match="no language 'fr'"):
        book_html(sdlib.load(folder), "fr")


def test_a_folder_that_may_not_be_written_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sdlib.output.files.os.access", lambda *given: False)
    with pytest.raises(OutputError, match="no permission"):
        book_path("small", tmp_path)


def test_of_a_large_model_only_named_loops_are_measured(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sdlib.output.book.facts._MOST_WORK", 0)
    text = book_html(sdlib.load(folder))
    assert "B (measured along the baseline)" in _part(text, "loop-crowding")
    assert "the model is too large to measure each link" in text


def test_a_model_with_too_many_links_to_search_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sdlib.output.book.feedback.MOST_SEARCH", 0)
    page = Page(book_html(sdlib.load(folder)))
    assert page.faults == []
    assert "too many links to search" in page.words


def test_a_diagram_that_cannot_be_drawn_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sdlib.output.book.book.render_svgs", lambda dots: [None] * len(dots))
    page = Page(book_html(sdlib.load(folder)))
    assert page.faults == []
    assert "could not be drawn in time" in page.words
    assert "Firms → effect of crowding → entry → Firms" in page.words


def test_levers_of_a_list_say_what_the_documents_say(tmp_path: Path) -> None:
    text = book_html(sdlib.load(write_places(tmp_path)))
    assert Page(text).faults == []
    loans = _part(text, "lever-loans")
    for words in (
        "FIN01 A loan bank", "They ask for Cheaper loans. A document, section FIN02",
        "Money : Too little money", "a third of 90 firms", "2003: Adopted (a gazette; date read",
        "None seen. (the modeller&#39;s judgement)", "Staff", "Loans help", "policy strength →",
    ):  # fmt: skip
        assert words in loans
    # What every lever has stands once, what one has of its own with that lever.
    assert "loans.start" not in loans
    assert "plan.target" in _part(text, "lever-plan")
    assert "The West, then" not in text
    assert text.count("assumption: the East needs none") == 1
    assert "loans.target</a> = Central+West" in text


def test_what_many_levers_set_is_counted_not_listed(tmp_path: Path) -> None:
    loaded = sdlib.load(write_package(tmp_path))
    book = Book(loaded, "en", lambda what: None)
    few = named_setters(book, "policy strength")
    assert "Loans" in few
    many = {key: (f"#lever-{key}", key) for key in ("a", "b", "c", "d", "e", "f", "g")}
    book.levers = Anchors("lever", many)
    lever = next(iter(book.package.levers.values()))
    book.package = replace(book.package, levers=dict.fromkeys(many, lever))
    book.setters = {"policy strength": [*many.values(), ("#assumption-x", "X")]}
    assert named_setters(book, "policy strength") == (
        '<a href="#levers">all 7 levers</a>, <a href="#assumption-x">X</a>'
    )


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([0.5], ["E0 0.5"]),
        ([0.0] * 9, ["0 for all 9"]),
        ([1.0, 2.0], ["E0 1", "E1 2"]),
        ([0.0] * 12 + [3.0, 4.0, 3.0], ["3: E12; E14", "E13 4", "otherwise 0"]),
        (list(range(200)), ["200 values, 0 to 199"]),
    ],
)
def test_values_of_a_constant_are_told_whole_and_short(
    tmp_path: Path, values: list[float], shown: list[str]
) -> None:
    names = [f"E{at}" for at in range(len(values))]
    file = tmp_path / "m.mdl"
    file.write_text(
        f"Element: {','.join(names)} ~~|\n"
        f"share[Element] = {','.join(f'{value:g}' for value in values)} ~ 1 ~ |\n"
        "x = INTEG(SUM(share[Element!]), 1) ~ 1 ~ |\n"
        "INITIAL TIME = 0 ~~|\nFINAL TIME = 1 ~~|\nTIME STEP = 1 ~~|\nSAVEPER = 1 ~~|\n",
        encoding="utf-8",
    )
    loaded = sdlib.load(file)
    share = loaded.model.variables["share"]
    assert isinstance(share, Constant)
    assert [str(each) for each in shown_values(Book(loaded, "en", print), share)] == shown


def test_names_have_numbers_that_the_index_gives(text: str, folder: Path) -> None:
    model = sdlib.load(folder).model
    index = text[text.index('<ul class="index">') :]
    seen = {}
    for name in model.variables:
        id_ = Anchors("v", model.variables)[name]
        place = re.search(rf'id="{id_}".*?class="place">(\d+)<', text, re.DOTALL)
        assert place
        seen[name] = int(place[1])
        assert f'<a href="#{id_}">{name}</a> <span class="kind">{place[1]}</span>' in index
    assert sorted(seen.values()) == list(range(1, len(seen) + 1))
    assert f'<a href="#v-firms" data-n="{seen["Firms"]}">Firms</a>' in text
    assert seen == Book(sdlib.load(folder), "en", print).numbers


def test_each_definition_stands_with_its_own_left_side(tmp_path: Path) -> None:
    file = tmp_path / "m.mdl"
    file.write_text(
        "Place: east, west ~~|\n"
        "x[east] = INTEG(1, 0) ~ 1 ~ The east |\nx[west] = INTEG(2, 5) ~ 1 ~ The west |\n"
        "INITIAL TIME = 0 ~~|\nFINAL TIME = 1 ~~|\nTIME STEP = 1 ~~|\nSAVEPER = 1 ~~|\n",
        encoding="utf-8",
    )
    shown = _part(book_html(sdlib.load(file)), "v-x")
    assert "x[east] = INTEG(1, 0) The east x[west] = INTEG(2, 5) The west" in shown
    assert shown.count("The west") == 1


def test_passed_checks_without_a_figure_are_counted() -> None:
    entries = [_result(Kind.LEVER_ENTRY, f"lever {at}") for at in range(6)]
    trials = [_result(Kind.TRIAL, f"trial {at}") for at in range(6)]
    broken = replace(_result(Kind.LEVER_ENTRY, "broken"), passed=False)
    rows = rows_of([broken, *entries, *trials])
    assert [(row["result"].name, row["count"]) for row in rows] == [
        ("broken", 0), ("lever 0", 6), *((f"trial {at}", 0) for at in range(6)),
    ]  # fmt: skip
    assert rows[1]["names"] == [f"lever {at}" for at in range(6)]
    assert [row["count"] for row in rows_of(entries[:3])] == [0, 0, 0]


def _result(kind: Kind, name: str) -> CheckResult:
    return CheckResult(kind=kind, name=name, passed=True, expected="a path", found="a way")


def test_elements_of_a_series_stand_together(tmp_path: Path) -> None:
    loaded = sdlib.load(write_places(tmp_path))
    history = replace(loaded.package.history[0], series="t", declared="t", over="")
    base = loaded.model.split(history.variable)[0]
    panel = replace(history, declared="s", over="Place")
    every = [replace(panel, series=f"s[{e}]", variable=f"{base}[{e}]") for e in ("a", "b")]
    anchors = Anchors("series", ["t", "s[a]", "s[b]"])
    one, both = observations_of([history, *every], loaded.model, anchors)
    assert (one.is_panel, one.id) == (False, anchors[history.series])
    assert (both.series, both.elements, both.is_panel) == ("s", ("a", "b"), True)
    assert list(dict.fromkeys(both.points()["element"])) == ["a", "b"]


def test_curves_and_observations_over_a_dimension_are_small_charts_and_a_table(
    tmp_path: Path,
) -> None:
    loaded = sdlib.load(write_places(tmp_path))
    text = book_html(loaded)
    page = Page(text)
    assert page.faults == []
    # The points of a curve stand once, with their source; at its equation stands where.
    demand = _part(text, "v-demand")
    assert "its points stand under demand" in demand
    assert "((" not in demand
    curve = text[text.index('id="curve-demand"') :].split("</article>")[0]
    provinces = loaded.model.dimensions["Province"].subscripts
    assert curve.count("<figcaption>") == curve.count("<svg") == len(provinces)
    assert curve.count("<tbody>\n<tr>") == 1
    assert curve.count("<tr><th>") == len(provinces) + 1
    series = text[text.index('<article class="series many" id="panel') :].split("</article>")[0]
    assert series.count("<figcaption>") == len(provinces)
