"""What the pages show works: commands, Python, packages, links and names of files."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import sdlib
from sdlib.cli import commands
from sdlib.study.checks import check_model
from tests.support.documents import ROOT, blocks, pages
from tests.support.small import MODEL

RUNNER = CliRunner()

KNOWN_LANGUAGES = {"bash", "python", "yaml", "csv", "text", "sh", "bat"}
"""`bash` and `python` are run here; `sh` and `bat` set things up, which CI does."""

LONG = (
    "sdlib attribute sme_primer full_package --time 2020",
    "sdlib check sme_primer",
    "sdlib doc sme_primer",
    "sdlib calibrate sme_primer --out calibration.json",
    "sdlib calibrate models/bakery --write",
    "sdlib compare china_sme kanamori_5_1 credit_trap --time 2030",
    "sdlib fit china_sme as_adopted",
)
"""Commands that take too long for the default tests."""

LONG_PAGES = ("docs/attribution.md", "docs/sensitivity.md", "docs/why.md")
"""Pages whose commands take too long for the default tests."""

_OUTPUT = re.compile(
    r"^<!-- output: (?P<line>sdlib [^\n]+?) -->\n```text\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
_FILE = re.compile(r"`((?:docs|models|scenarios|sdlib|tests|benchmarks|\.ci)/[\w./<>*-]*[\w/])`")
_LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)\s#]+)")


def _name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def _with(language: str) -> list[Path]:
    return [page for page in pages() if any(b.language == language for b in blocks(page))]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the pages speak of."""
    (tmp_path / "my_model.mdl").write_text(MODEL, encoding="utf-8")
    for page in pages():
        for block in blocks(page):
            if block.file:
                file = tmp_path / block.file
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(block.text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _run(line: str) -> None:
    program, *words = shlex.split(line)
    assert program == "sdlib", line
    # The page would run until it is stopped: CI starts it, here its options are looked at.
    result = RUNNER.invoke(commands, [*words, "--help"] if words[0] == "app" else words)
    assert result.exit_code == 0, f"{line}\n{result.output}"


def _lines(page: Path) -> list[str]:
    return [line for b in blocks(page) if b.language == "bash" for line in b.text.splitlines()]


def _paced(found: list[Path]) -> list[Any]:
    """Leave the pages of long studies to the slow tests."""
    return [
        pytest.param(page, marks=[pytest.mark.slow] if _name(page) in LONG_PAGES else [])
        for page in found
    ]


@pytest.mark.parametrize("page", _paced(_with("bash")), ids=_name)
def test_commands_run(page: Path, desk: Path) -> None:
    lines = [line for line in _lines(page) if line not in LONG]
    assert lines
    for line in lines:
        _run(line)


@pytest.mark.slow
@pytest.mark.parametrize("line", LONG)
def test_long_commands_run(line: str, desk: Path) -> None:
    assert any(line in _lines(page) for page in pages())
    _run(line)


def _outputs() -> list[tuple[str, str, str]]:
    return [
        (_name(page), match["line"], match["text"])
        for page in pages()
        for match in _OUTPUT.finditer(page.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize(
    ("page", "line", "text"),
    [
        pytest.param(*each, marks=[pytest.mark.slow] if each[1] in LONG else [])
        for each in _outputs()
    ],
    ids=[f"{page}: {line}" for page, line, _ in _outputs()],
)
def test_outputs_on_the_pages_are_those_of_the_commands(
    page: str, line: str, text: str, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    result = RUNNER.invoke(commands, shlex.split(line)[1:])
    assert result.exit_code == 0, result.output
    printed = [each.rstrip() for each in result.stdout.rstrip().splitlines()]
    assert text.splitlines() == printed, f"{page}: the output of '{line}' is another one"


@pytest.mark.parametrize("name", ["sme_primer", "china_sme"])
def test_the_fit_of_a_model_stands_on_its_page(name: str) -> None:
    assert (f"models/{name}/README.md", f"sdlib fit {name} as_adopted") in [
        each[:2] for each in _outputs()
    ]


@pytest.mark.parametrize("page", _paced(_with("python")), ids=_name)
def test_python_runs(page: Path, desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for block in blocks(page):
        if block.language == "python":
            exec(compile(block.text, _name(page), "exec"), {"__name__": "__main__"})
            assert capsys.readouterr().out.strip()


def test_the_package_on_the_page_passes_its_checks(desk: Path) -> None:
    bakery = sdlib.load("models/bakery")
    assert [r.found for r in check_model(bakery) if not r.passed] == []


@pytest.mark.parametrize("page", pages(), ids=_name)
def test_links_and_names_of_files_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    without_code = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    links = [page.parent / link for link in _LINK.findall(without_code)]
    missing = [str(link) for link in links if not link.exists()]
    for name in _FILE.findall(without_code):
        pattern = re.sub(r"<\w+>", "*", name).rstrip("/")
        if "bakery" not in pattern and not list(ROOT.glob(pattern)):
            missing.append(name)
    assert missing == []


@pytest.mark.parametrize("page", pages(), ids=_name)
def test_blocks_say_what_they_are(page: Path) -> None:
    assert {block.language for block in blocks(page)} <= KNOWN_LANGUAGES


def setup_command(name: str) -> str:
    """Return the set-up command that README marks with a name, as it prints it."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.findall(rf"<!-- command: {name} -->\n```sh\n([^\n]+)\n```", readme)
    assert len(found) == 1
    return str(found[0])


@pytest.mark.parametrize(("name", "end"), [("app", "sdlib app"), ("test", "python -m pytest")])
def test_setup_commands_are_alike_on_both_systems(name: str, end: str) -> None:
    command = setup_command(name)
    assert command.startswith("python3 -m venv .venv && .venv/bin/pip install -q -c constraints")
    assert command.endswith(end)
    windows = command.replace("python3", "py", 1).replace(".venv/bin/", ".venv\\Scripts\\")
    assert f"```bat\n{windows}\n```" in (ROOT / "README.md").read_text(encoding="utf-8")
