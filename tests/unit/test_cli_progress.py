import io
import time

import pytest
from rich.console import Console

from sdlib.commands import console


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of the time that users wait."""
    assert console.PATIENCE == 1
    monkeypatch.setattr(console, "PATIENCE", 0.1)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What a person at a terminal would see."""
    seen = io.StringIO()
    where = Console(file=seen, force_terminal=True, width=100)
    monkeypatch.setattr(console, "error_console", lambda: where)
    return seen


def test_work_over_a_second_shows_what_is_done(terminal: io.StringIO) -> None:
    with console.busy(3) as bar:
        bar.step("reading")
        bar.step("running [loans]")
        time.sleep(0.4)
    assert "1/3" in terminal.getvalue()
    assert "running [loans]" in terminal.getvalue()


def test_short_work_shows_nothing(terminal: io.StringIO) -> None:
    with console.busy(1) as bar:
        bar.step("reading")
    before = terminal.getvalue()
    time.sleep(0.3)
    assert "reading" not in before
    assert terminal.getvalue() == before


def test_a_pipe_gets_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = io.StringIO()
    monkeypatch.setattr(console, "error_console", lambda: Console(file=seen))
    with console.busy(1) as bar:
        bar.step("reading")
        time.sleep(0.3)
    assert seen.getvalue() == ""
