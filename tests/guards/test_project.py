"""The files around the code agree with each other."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import version

import pytest

from tests.support.documents import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def _pinned() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if not line.startswith("#")]
    assert [row for row in rows if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", row)] == []
    return {_plain(name): number for name, number in (row.split("==") for row in rows)}


def _plain(requirement: str) -> str:
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name
    return re.sub(r"[-_.]+", "-", name[0]).lower()


def test_constraints_hold_names_and_versions_of_all_that_is_required() -> None:
    pinned = _pinned()
    extras = PROJECT["optional-dependencies"].values()
    required = [*PROJECT["dependencies"], *(name for extra in extras for name in extra)]
    assert [name for name in map(_plain, required) if name not in pinned] == []
    assert "sdlib" not in pinned


def test_the_changelog_begins_with_the_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\S+)", text, re.MULTILINE)
    assert newest
    assert newest[1] == PROJECT["version"] == version("sdlib")


def test_changes_are_named_as_their_page_says() -> None:
    names = [p.name for p in (ROOT / "docs" / "changes").iterdir() if p.name != "README.md"]
    pattern = r"[a-z0-9-]+\.(added|changed|fixed|removed)\.md"
    assert [name for name in names if not re.fullmatch(pattern, name)] == []


def test_decisions_are_numbered_without_gaps() -> None:
    files = sorted((ROOT / "docs" / "decisions").glob("0*.md"))
    assert [int(f.name[:4]) for f in files] == list(range(1, len(files) + 1))
    for number, file in enumerate(files, 1):
        assert file.read_text(encoding="utf-8").startswith(f"# {number}. ")


def test_hooks_fetch_nothing() -> None:
    text = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    assert re.findall(r"repo: *(\S+)", text) == ["local"]


@pytest.mark.parametrize("page", ["README.md", "docs/development.md"])
def test_the_pages_name_the_versions_of_python(page: str) -> None:
    assert PROJECT["requires-python"] == ">=3.11,<3.14"
    text = (ROOT / page).read_text(encoding="utf-8")
    assert all(number in text for number in ("3.11", "3.12", "3.13"))
