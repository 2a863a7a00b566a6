"""A model small enough to be computed by hand: one stock feeds another."""

from __future__ import annotations

from pathlib import Path

from sdlib import LoadedModel, load

TANKS = """{UTF-8}
lever = 0 ~ litre/Minute ~ |
valve = 0 ~ litre/Minute ~ |
apart = valve * 2 ~ litre/Minute ~ |
inflow = 10 + lever * STEP(5, 2) ~ litre/Minute ~ |
Upper = INTEG(inflow, 100) ~ litre ~ |
feed = Upper * share fed ~ litre/Minute ~ |
share fed = 0.1 ~ 1/Minute ~ |
Lower = INTEG(feed, 0) ~ litre ~ |
shown = Lower * 2 + MAX(lever, 1) ~ litre ~ |
steered = lever * 3 + Lower ~ litre ~ |
Kind: hot, cold ~~|
split[Kind] = Lower / 2 ~ litre ~ |
curve( (0,0),(1,1) ) ~~|
used = curve(lever) ~~|
INITIAL TIME = 0 ~ Minute ~ |
FINAL TIME = 10 ~ Minute ~ |
TIME STEP = 1 ~ Minute ~ |
SAVEPER = 1 ~ Minute ~ |
"""
"""From time 2 on the lever lets 5 litres a minute more into the upper tank; a tenth of what is in
it, and it is not taken out, flows on."""


def tanks(folder: Path, text: str = TANKS) -> LoadedModel:
    """Return the model, written into a folder."""
    file = folder / "tanks.mdl"
    file.write_text(text, encoding="utf-8")
    return load(file)
