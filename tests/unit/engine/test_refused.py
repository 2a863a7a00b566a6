"""Functions that are known by name and not run: the message has the name, why, and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdlib.engine import CompiledEngine
from sdlib.engine.functions import (
    DATA,
    DRAWN,
    LOOKUPS,
    PLAIN,
    RANDOM,
    REDUCTIONS,
    STATES,
    VECTORS,
)
from sdlib.errors import DataFileError
from sdlib.model import read_model
from sdlib.model.reading.refused import VENSIM, XMILE, Refusal
from sdlib.model.reading.xmile_calls import _OWN

KNOWN = {*PLAIN, *RANDOM, *DRAWN, *LOOKUPS, *DATA, *VECTORS, *REDUCTIONS, *STATES}

CONTROL = "INITIAL TIME = 0 ~~|\nFINAL TIME = 4 ~~|\nTIME STEP = 1 ~~|\nSAVEPER = 1 ~~|\n"
STELLA = (
    '<?xml version="1.0"?><xmile xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0">'
    "<sim_specs><start>0</start><stop>4</stop><dt>1</dt></sim_specs><model><variables>\n"
    '<aux name="x"><eqn>TIME</eqn></aux>\n<aux name="y"><eqn>1 + {call}(x, 2)</eqn></aux>\n'
    "</variables></model></xmile>"
)


def message(file: Path, text: str) -> str:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataFileError) as raised:
        CompiledEngine().run(read_model(file), {}, ["y"])
    return str(raised.value)


def told(message: str, name: str, line: int, refused: Refusal) -> None:
    assert f"line {line} ('y')" in message
    assert f"the function {name.upper()} is not run here: {refused.why}" in message
    assert f"Try: {refused.instead}" in message


@pytest.mark.parametrize("name", VENSIM)
def test_a_function_of_vensim_is_refused_by_name(tmp_path: Path, name: str) -> None:
    text = f"{{UTF-8}}\nx = Time ~~|\ny = 1 + {name.upper()}(x, 2) ~~|\n{CONTROL}"
    told(message(tmp_path / "m.mdl", text), name, 3, VENSIM[name])


@pytest.mark.parametrize("name", XMILE)
def test_a_function_of_stella_is_refused_by_name(tmp_path: Path, name: str) -> None:
    text = STELLA.format(call=name.upper())
    told(message(tmp_path / "m.stmx", text), name, 3, XMILE[name])


def test_a_function_is_run_or_refused() -> None:
    assert not set(VENSIM) & KNOWN
    assert not set(XMILE) & set(_OWN)
