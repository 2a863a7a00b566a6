"""The worked example of docs/engine.md is what the engine makes of it."""

from __future__ import annotations

import re
from pathlib import Path

from sdlib.engine.emit import emit
from sdlib.engine.lower import Lowering
from sdlib.engine.order import order
from sdlib.model import read_model

PAGE = Path(__file__).parents[2] / "docs" / "engine.md"
REST = """
exit[Region] = Firms[Region] * 0.1 ~ firm/Year ~ |
birth rate = 0.2 ~ 1/Year ~ |
room = 1000 ~ firm ~ |
FINAL TIME=4 ~~|INITIAL TIME=0 ~~|SAVEPER=1 ~~|TIME STEP=1 ~~|
"""


def test_the_emitted_fragment_is_the_engines(tmp_path: Path) -> None:
    blocks = re.findall(r"```(\w+)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    model = next(text for kind, text in blocks if kind == "text" and "Region:" in text)
    fragment = next(text for _, text in blocks if "store(v" in text)
    file = tmp_path / "example.mdl"
    file.write_text(model + REST, encoding="utf-8")
    lowering = Lowering(read_model(file), {})
    lowering.lower()
    source = emit(order(lowering), "scalar")
    lines = [line.strip() for line in fragment.strip().splitlines()]
    assert all(line in source for line in lines), source
