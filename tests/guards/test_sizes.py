"""Files and functions stay short enough to be read at once."""

from __future__ import annotations

from pathlib import Path

from tests.guards.sizes import LONGEST_FILE, LONGEST_FUNCTION, too_long
from tests.support.documents import ROOT


def test_nothing_is_too_long() -> None:
    assert too_long(ROOT / "sdlib") == []


def test_planted_lengths_are_found(tmp_path: Path) -> None:
    (tmp_path / "long.py").write_text("x = 1\n" * (LONGEST_FILE + 1))
    (tmp_path / "function.py").write_text("def f():\n" + "    x = 1\n" * LONGEST_FUNCTION)
    assert len(too_long(tmp_path)) == 2
