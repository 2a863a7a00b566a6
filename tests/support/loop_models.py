"""Small models whose feedback loops are known: from a paper, or computed by hand."""

from __future__ import annotations

from pathlib import Path

from sdlib import load
from sdlib.engine import CompiledEngine
from sdlib.engine.trace import trace
from sdlib.study.why.link_scores import LinkScores, link_scores
from sdlib.study.why.loop_scores import LoopScores, loop_scores


def times(last: float, step: float) -> str:
    """Return the control variables of a run from 0 to `last`, every step saved."""
    return (
        f"\nINITIAL TIME = 0 ~~|\nFINAL TIME = {last} ~~|\nTIME STEP = {step} ~~|\n"
        f"SAVEPER = {step} ~~|\n"
    )


BASS = """
Potential adopters = INTEG(-adopting, market size - 1) ~~|
Adopters = INTEG(adopting, 1) ~~|
market size = 1e6 ~~|
contact rate = 100 ~~|
adoption fraction = 0.015 ~~|
probability of contact with potentials = Potential adopters / market size ~~|
adopter contacts = Adopters * contact rate ~~|
potentials contacts with adopters = adopter contacts * probability of contact with potentials ~~|
adoption from word of mouth = potentials contacts with adopters * adoption fraction ~~|
adopting = adoption from word of mouth ~~|
""" + times(15, 0.0625)
"""The diffusion model of Schoenberg, Davidsen and Eberlein 2020, p. 172."""

YEAST = """
Cells = INTEG(births - deaths, 1) ~~|
Alcohol = INTEG(alcohol generation, 0) ~~|
births = Cells * (1.1 - 0.1 * Alcohol) / 16 ~~|
deaths = Cells * EXP(Alcohol - 11) / 30 ~~|
alcohol generation = 0.01 * Cells ~~|
""" + times(100, 0.5)
"""The yeast and alcohol model of the same paper, p. 176."""

ARMS = """
A = INTEG((target a - A) / wait, 50) ~~|
B = INTEG((target b - B) / wait, 100) ~~|
C = INTEG((target c - C) / wait, 150) ~~|
target a = (B + 0.9 * C) / 2 ~~|
target b = (A + 1.1 * C) / 2 ~~|
target c = (1.1 * A + 0.9 * B) / 2 ~~|
wait = 10 ~~|
""" + times(100, 1)
"""The arms race of Eberlein and Schoenberg 2020; that targets are means, and the time of
adjustment, are assumptions."""

LOGISTIC = """
Stock = INTEG(growth, 1) ~~|
growth = 0.3 * Stock * room ~~|
room = 1 - Stock / 1000 ~~|
""" + times(50, 0.03125)

PENDULUM = """
X = INTEG(Y, 1) ~~|
Y = INTEG(-X - 0.5 * Y, 0) ~~|
""" + times(4, 1)


def links_of(folder: Path, text: str) -> LinkScores:
    """Return the link scores of a model."""
    file = folder / "model.mdl"
    file.write_text(text, encoding="utf-8")
    return link_scores(trace(CompiledEngine(), load(file).model, {}))


def scores_of(folder: Path, text: str) -> LoopScores:
    """Return the loop scores of a model."""
    return loop_scores(links_of(folder, text))
