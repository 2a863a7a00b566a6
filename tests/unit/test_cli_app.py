import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sdlib.cli import commands
from sdlib.commands.app import free_port, page_command
from tests.support.small import write_package


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that something listens on."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_taken_port_is_told_with_a_free_one(taken: int) -> None:
    result = CliRunner().invoke(commands, ["app", "--port", str(taken)], env={"COLUMNS": "200"})
    assert result.exit_code == 2
    assert f"port {taken} is taken" in result.stderr
    free = free_port("127.0.0.1", taken)
    assert f"sdlib app --port {free}" in result.stderr
    assert free is not None
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", free))


@pytest.mark.parametrize("host", ["no.such.host.invalid", "192.0.2.1"])
def test_a_foreign_address_is_told(host: str) -> None:
    result = CliRunner().invoke(commands, ["app", "--host", host], env={"COLUMNS": "200"})
    assert result.exit_code == 2
    assert f"'{host}' is no address of this computer" in result.stderr


def test_the_page_asks_nothing_and_sends_nothing() -> None:
    command = page_command("sme_primer", "127.0.0.1", 8600)
    assert command[:4] == [sys.executable, "-m", "streamlit", "run"]
    assert Path(command[4]).parts[-3:] == ("sdlib", "app", "main.py")
    assert Path(command[4]).is_file()
    for flag in (
        "--server.headless=true",
        "--browser.gatherUsageStats=false",
        "--server.address=127.0.0.1",
        "--server.port=8600",
    ):
        assert command.count(flag) == 1
    assert command[-2:] == ["--", "sme_primer"]
    assert "--" not in page_command(None, "127.0.0.1", 8600)


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent as a signal")
def test_the_page_starts_in_an_empty_home_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    model = write_package(tmp_path / "p") / "model.mdl"
    home = tmp_path / "home"
    home.mkdir()
    port = free_port("127.0.0.1", 20_000 + os.getpid() % 10_000)
    command = [sys.executable, "-c", "from sdlib.cli import main; main()"]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("STREAMLIT_")}
    process = subprocess.Popen(
        [*command, "app", str(model), "--port", str(port)],
        env={**environment, "HOME": str(home)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    try:
        address = f"http://127.0.0.1:{port}"
        assert address in process.stdout.readline()
        assert process.stdout.readline() == f"Open {address} in a browser. Ctrl-C ends it.\n"
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(address, timeout=5) as answer:
            assert answer.status == 200
        # As a terminal does it: the whole group gets the signal.
        os.killpg(process.pid, signal.SIGINT)
        rest, _ = process.communicate(timeout=20)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == 0
    assert "Stopped." in rest
    assert "Traceback" not in rest
    assert "mail" not in rest
    time.sleep(0.1)
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        trial.bind(("127.0.0.1", port or 0))
