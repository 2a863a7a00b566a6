"""``sdlib app``: the page in a browser."""

from __future__ import annotations

import contextlib
import errno
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from sdlib.commands.console import busy, console
from sdlib.errors import InputError, SdError

_PATIENCE = 60.0
"""Seconds in which the page must begin to answer."""

_FAREWELL = 1.0
"""Seconds that the page gets to end by itself."""

_LAST_PORT = 65_535

EXAMPLES = (
    "sdlib app",
    "sdlib app sme_primer --port 8600",
    "sdlib app my_model.mdl",
)
"""What ``--help`` shows."""


class _NoAddressError(Exception):
    """The host is no address of this computer."""


def app(
    model: Annotated[
        str | None,
        typer.Argument(
            metavar="MODEL_OR_FILE",
            help="Name of a model, or a model file; the first model of 'sdlib list' by default.",
        ),
    ] = None,
    host: Annotated[
        str, typer.Option(help="Address to listen on; 0.0.0.0 lets other computers in.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=_LAST_PORT, help="Port to listen on.")] = 8501,
) -> None:
    """Open a model as a page for the browser; Ctrl-C ends it."""
    if model is not None:
        model = _known(model)
    _require_free(host, port)
    process = subprocess.Popen(page_command(model, host, port))
    previous = signal.signal(signal.SIGTERM, _interrupt)
    try:
        _announce(process, host, port)
        code = process.wait()
    except KeyboardInterrupt:
        # Ctrl-C has reached the page as well; a second signal would only repeat its message.
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_FAREWELL)
        code = 0
        console().print("\nStopped.")
    finally:
        signal.signal(signal.SIGTERM, previous)
        _stop(process)
    raise typer.Exit(code)


def page_command(model: str | None, host: str, port: int) -> list[str]:
    """Return the command that starts the page.

    Everything that Streamlit would ask or send on a first start is answered in it, so it does not
    matter what lies in the home folder.

    Args:
        model: Name of a model or path of a model file; None for the first one.
        host: Address to listen on.
        port: Port to listen on.
    """
    from sdlib.app import options

    script = Path(options.__file__).with_name("main.py")
    given = [
        *options.flags(),
        "--server.headless=true",
        "--browser.gatherUsageStats=false",
        "--logger.hideWelcomeMessage=true",
        "--logger.level=warning",
        f"--server.address={host}",
        f"--server.port={port}",
    ]
    command = [sys.executable, "-m", "streamlit", "run", str(script), *dict.fromkeys(given)]
    return [*command, "--", model] if model else command


def free_port(host: str, after: int) -> int | None:
    """Return the next port that nothing listens on, None if there is none near."""
    for port in range(after + 1, min(after + 100, _LAST_PORT + 1)):
        if not _taken(host, port):
            return port
    return None


def _known(model: str) -> str:
    """Return a model as the page is told it; a wrong name is said here, not in the browser."""
    from sdlib.model import ENDINGS, read_model
    from sdlib.policy.locate import model_folder

    path = Path(model)
    if path.suffix.lower() in ENDINGS:
        with busy(1) as bar:
            bar.step(f"reading {model}")
            read_model(path)
        return str(path.resolve())
    if (path / "model.yaml").is_file():
        return str(path.resolve())
    return model_folder(model).name


def _require_free(host: str, port: int) -> None:
    try:
        taken = _taken(host, port)
    except _NoAddressError:
        raise InputError(
            found=f"'{host}' is no address of this computer",
            allowed="127.0.0.1, or 0.0.0.0 to let other computers in",
        ) from None
    if taken:
        free = free_port(host, port)
        raise InputError(
            found=f"port {port} is taken by another program, or may not be used",
            remedy=f"sdlib app --port {free}" if free else "another --port",
        )


def _taken(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        # A server that has just ended leaves its port waiting; that is no program listening.
        if sys.platform != "win32":
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except socket.gaierror:
            raise _NoAddressError from None
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                raise _NoAddressError from None
            return True
    return False


def _announce(process: subprocess.Popen[bytes], host: str, port: int) -> None:
    """Wait until the page answers, and print where it is."""
    near = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    address = f"http://{near}:{port}"
    console().print(f"Starting the page at {address} ...")
    until = time.monotonic() + _PATIENCE
    while process.poll() is None:
        if _answers(f"{address}/_stcore/health"):
            console().print(f"Open {address} in a browser. Ctrl-C ends it.")
            return
        if time.monotonic() > until:
            raise SdError(
                found=f"the page does not answer at {address} after {_PATIENCE:g} seconds",
                remedy="look at the messages above, or try another --port",
            )
        time.sleep(0.2)


def _answers(address: str) -> bool:
    # A proxy of the surroundings must not be asked for a page of this computer.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the page if it still runs."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
