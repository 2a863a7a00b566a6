import io
import time
from types import ModuleType

import pytest
from rich.console import Console

from sdlib.commands import console
from sdlib.engine.compiling import compiling_told
from sdlib.progress import listener, telling


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of the time that users wait."""
    assert console.PATIENCE == 1
    monkeypatch.setattr(console, "PATIENCE", 0.1)
    assert console.QUIET == 5


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


@pytest.fixture
def pipe(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What stands in a file that stderr goes to."""
    seen = io.StringIO()
    monkeypatch.setattr(console, "error_console", lambda: Console(file=seen, width=100))
    return seen


def test_a_pipe_gets_no_bar(pipe: io.StringIO) -> None:
    with console.busy(1) as bar:
        bar.step("reading")
        time.sleep(0.3)
    assert pipe.getvalue() == ""


def test_long_work_writes_lines_into_a_pipe(
    pipe: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "QUIET", 0.05)
    with console.busy(2) as bar:
        bar.step("reading")
        time.sleep(0.18)
        bar.step("running")
        time.sleep(0.12)
    written = pipe.getvalue()
    time.sleep(0.1)
    assert written.splitlines() == ["reading (0 s so far)", "running (0 s so far)"]
    assert pipe.getvalue() == written


def test_a_part_of_the_work_is_told_within_its_step(terminal: io.StringIO) -> None:
    """As from inside the engine, which knows nothing of the bar."""
    with console.busy(2) as bar:
        bar.step("running baseline")
        told = listener()
        assert told is not None
        told("compiling", 3, 12)
        time.sleep(0.3)
        seen = terminal.getvalue()
        told("compiling", 12, 12)
        time.sleep(0.3)
    assert "running baseline: compiling, 3 of 12" in seen
    assert "12 of 12" not in terminal.getvalue()
    assert listener() is None


@pytest.mark.slow
def test_each_compiled_part_of_a_module_is_told() -> None:
    module = ModuleType("parts")
    text = "import numba\n"
    for name in ("begin_0", "now_0", "now_1"):
        text += f"@numba.njit\ndef {name}(x):\n    return x + 1\n"
    text += "@numba.njit\ndef run(x):\n    return begin_0(now_0(now_1(x)))\n"
    exec(text, vars(module))
    seen: list[tuple[int, int]] = []
    with telling(lambda what, done, total: seen.append((done, total))), compiling_told(module):
        assert module.run(1) == 4
    assert [done for done, _ in dict.fromkeys(seen)] == [0, 1, 2, 3, 4]
    assert {total for _, total in seen} == {4}
