"""Folders of tiny models beside what was recorded of them."""

from __future__ import annotations

from pathlib import Path

TIMES = "INITIAL TIME=0~~|FINAL TIME=2~~|TIME STEP=0.5~~|SAVEPER=1~~|"

GROWTH = (
    "stock = INTEG(flow, 1) ~ ~ |\nflow = rate * stock ~ ~ |\nrate = 1 ~ ~ |\n"
    "D: a, b ~ ~ |\nshare[D] = 0.25, 0.75 ~ ~ |\ncurve((0,0),(1,1)) ~ ~ |\n"
)
"""A stock that grows by half in each step: 1, 2.25, 5.0625 at the times 0, 1, 2."""

TABLE = (
    "Time\tFINAL TIME\tSAVEPER\tstock\tflow\tshare[a]\t Share[B] \tcurve\r\n"
    "0\t2\t1\t1\t1\t0.25\t0.75\t0\r\n"
    "1\t\t\t2.25\t2.25\t\t\t\r\n"
    "2\t\t\t5.0625\t5.0625\t\t\t\r\n"
)

EXPORT = """stock / comment
0\t1
1\t2.25   another comment
2\t5.0625
"share"[a]
0\t0.25
other time <months>
0\t7
FINAL TIME
0\t2
"""


def write_case(
    folder: Path,
    name: str = "growth",
    *,
    text: str = GROWTH,
    table: str = TABLE,
    recorded: str = "output.tab",
) -> Path:
    """Write a model with its table into a folder of its own; return the model's file."""
    (folder / name).mkdir(parents=True, exist_ok=True)
    model = folder / name / f"{name}.mdl"
    model.write_text(text + TIMES, encoding="utf-8")
    (folder / name / recorded).write_text(table, encoding="utf-8", newline="")
    return model
