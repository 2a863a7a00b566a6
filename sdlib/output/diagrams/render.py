"""DOT texts to drawings that can stand inside a page, or to the places of their nodes."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from sdlib.errors import OutputError
from sdlib.output.diagrams.clean import clean_svg

LONGEST = 20.0
"""Seconds after which a drawing is given up."""


def render_svg(dot: str) -> str:
    """Return the drawing of one DOT text as an ``<svg>`` element.

    Raises:
        OutputError: If Graphviz cannot draw it, or not within `LONGEST` seconds.
    """
    (drawing,) = render_svgs([dot])
    if drawing is None:
        raise OutputError(
            found=f"a diagram cannot be drawn, or not within {LONGEST:g} seconds",
            remedy="draw fewer variables in one diagram",
        )
    return drawing


def render_svgs(dots: Sequence[str], longest: float = LONGEST) -> list[str | None]:
    """Return the drawings of several DOT texts.

    Graphviz is C code that knows no threads, and some graphs take it forever. It runs in a process
    of its own, which is ended when it takes too long; neither can then harm the program.

    Args:
        dots: The texts, as the functions of this package make them.
        longest: Seconds that one drawing may take.

    Returns:
        For each text an ``<svg>`` element without ids, scripts and addresses outside the page, or
        None where it cannot be drawn. The same texts give the same drawings.
    """
    return [clean_svg(drawing) if drawing else None for drawing in _made("svg", dots, longest)]


def place_nodes(
    dots: Sequence[str], longest: float = LONGEST
) -> list[dict[str, tuple[float, float]]]:
    """Return where Graphviz places the nodes of several DOT texts.

    Args:
        dots: The texts.
        longest: Seconds that one layout may take.

    Returns:
        For each text, the id of a node to its middle: to the right and upwards [inches].

    Raises:
        OutputError: If Graphviz cannot place one, or not within `longest` seconds.
    """
    found = []
    for answer in _made("plain", dots, longest):
        if answer is None:
            raise OutputError(
                found=f"a diagram cannot be laid out, or not within {longest:g} seconds",
                remedy="divide the largest group of the model",
            )
        rows = [line.split() for line in answer.splitlines() if line.startswith("node ")]
        found.append({row[1]: (float(row[2]), float(row[3])) for row in rows})
    return found


def _made(form: str, dots: Sequence[str], longest: float) -> list[str | None]:
    """Return what Graphviz makes of several texts, None where it fails or takes too long."""
    made: list[str | None] = []
    while len(made) < len(dots):
        with _Worker() as worker:
            for dot in dots[len(made) :]:
                answer = worker.draw(form, dot, longest)
                made.append(answer)
                if answer is None:
                    break
    return made


class _Worker:
    """The process that draws, for as long as it answers."""

    def __init__(self) -> None:
        script = Path(__file__).with_name("worker.py")
        # -P: the folder of the script holds modules whose names others may want.
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # Only what its libraries say about fonts, which changes no drawing.
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        self._answers: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def __enter__(self) -> _Worker:
        return self

    def __exit__(self, *error: object) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def draw(self, form: str, dot: str, longest: float) -> str | None:
        """Return what Graphviz makes of a text, None if it fails or takes too long."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps([form, dot]) + "\n")
            self._process.stdin.flush()
            answer = self._answers.get(timeout=longest)
        except (OSError, queue.Empty):
            return None
        return str(json.loads(answer)) if answer else None

    def _listen(self) -> None:
        assert self._process.stdout is not None
        try:
            for line in self._process.stdout:
                self._answers.put(line)
        except (OSError, ValueError):
            pass
        # An empty answer: the process has ended.
        self._answers.put("")
