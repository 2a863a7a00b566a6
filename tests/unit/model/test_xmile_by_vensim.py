"""What a file in XMILE means where Vensim wrote it: rounding, and functions of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdlib.engine import CompiledEngine, PysdEngine
from sdlib.engine.base import Engine
from sdlib.errors import SdError
from sdlib.model import read_model

TEXT = """<?xml version="1.0"?><xmile xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0">
<header><vendor>{vendor}</vendor></header>
<sim_specs><start>0</start><stop>2</stop><dt>1</dt></sim_specs><model><variables>
<aux name="whole"><eqn>INT(TIME - 2.5)</eqn></aux>
<aux name="rest"><eqn>(TIME - 4) MOD 3</eqn></aux>
</variables></model></xmile>"""

NAMED = """<?xml version="1.0"?><xmile xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0">
<header><vendor>Ventana Systems, Inc.</vendor></header>
<sim_specs><start>0</start><stop>4</stop><dt>1</dt></sim_specs><model><variables>
<stock name="leftover"><eqn>leftover=
  DELAY_N(5 * 0, 2, 3, 2)</eqn></stock>
<aux name="same"><eqn>"leftover" = SMOOTHI(0, 4, 8)</eqn></aux>
<aux name="total"><eqn>leftover + {more}</eqn></aux>
</variables></model></xmile>"""

ROUNDED = {"whole": [-3, -2, -1], "rest": [2, 0, 1]}
CUT_OFF = {"whole": [-2, -1, 0], "rest": [-1, 0, -2]}


@pytest.mark.parametrize("engine", [CompiledEngine(), PysdEngine()], ids=["compiled", "pysd"])
@pytest.mark.parametrize(
    ("vendor", "expected"),
    [("isee systems", ROUNDED), ("none", ROUNDED), ("Ventana Systems, Inc.", CUT_OFF)],
)
def test_a_file_rounds_as_its_program_does(
    tmp_path: Path, vendor: str, expected: dict[str, list[float]], engine: Engine
) -> None:
    file = tmp_path / "m.xmile"
    file.write_text(TEXT.format(vendor=vendor), encoding="utf-8")
    found = engine.run(read_model(file), {}, ["whole", "rest"]).values
    assert {name: values.tolist() for name, values in found.items()} == expected


def test_an_equation_of_vensim_may_begin_with_its_own_name(tmp_path: Path) -> None:
    file = tmp_path / "m.xmile"
    file.write_text(NAMED.format(more="same"), encoding="utf-8")
    found = CompiledEngine().run(read_model(file), {}, ["leftover", "same", "total"]).values
    assert found["leftover"].tolist() == [3, 3, 0, 0, 0]
    # Another name than its own is compared, as anywhere in XMILE.
    assert found["same"].tolist() == [0, 0, 0, 0, 0]
    assert found["total"].tolist() == [3, 3, 0, 0, 0]


def test_whose_pulse_it_is_nobody_knows(tmp_path: Path) -> None:
    file = tmp_path / "m.xmile"
    file.write_text(NAMED.format(more="PULSE(1, 2)"), encoding="utf-8")
    with pytest.raises(SdError, match=r"line 7: .* PULSE, which in a file that Vensim wrote"):
        read_model(file)
