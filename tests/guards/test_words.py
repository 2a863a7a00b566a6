"""The project speaks of itself alone and names no index of packages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.guards.words import unwanted_words
from tests.support.documents import ROOT


def test_no_unwanted_word() -> None:
    assert unwanted_words(ROOT) == []


@pytest.mark.parametrize(
    "line",
    [
        "pip install --index-" + "url https://py" + "pi.org/simple x",
        "see iss" + "ue 7",
        "# TO" + "DO",
    ],
)
def test_a_planted_word_is_found(tmp_path: Path, line: str) -> None:
    (tmp_path / ".ci").mkdir()
    (tmp_path / ".ci" / "run").write_text("#!/bin/sh\n" + line.replace("iss" + "ue", "issue"))
    found = unwanted_words(tmp_path)
    assert found
    assert found[0].startswith(".ci/run:2:")
