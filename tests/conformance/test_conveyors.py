"""A conveyor of which Vensim's documents leave open what comes off ends the run."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdlib.engine import CompiledEngine
from sdlib.errors import RunError
from sdlib.model import read_model

TEXT = """
level( (0,1),(1,1) ) ~~|
rising( (0,0),(1,1) ) ~~|
y = DELAY CONVEYOR({arguments}) ~~|
INITIAL TIME=0~~|FINAL TIME=4~~|TIME STEP=0.5~~|SAVEPER=1~~|
"""

OPEN = {
    "a time that changes": "1, 1 + STEP(1, 2), 0, level, 0, 1",
    "another time at first": "1, 2, 0, level, 6, 1",
    "a time between two steps": "1, 1.25, 0, level, 0, 1.25",
    "no time": "1, 0, 0, level, 0, 0",
    "a profile that rises": "1, 2, 0, rising, 6, 2",
}


@pytest.mark.parametrize("case", OPEN)
def test_what_is_not_documented_ends_the_run(tmp_path: Path, case: str) -> None:
    file = tmp_path / "m.mdl"
    file.write_text(TEXT.format(arguments=OPEN[case]), encoding="utf-8")
    with pytest.raises(RunError, match="'y' has no value"):
        CompiledEngine().run(read_model(file), {}, ["y"])
