"""What the tables of the languages refuse: each function and element is told by its name."""

from __future__ import annotations

from pathlib import Path

import pytest

import sdlib
from sdlib.errors import SdError
from sdlib.model.language import LANGUAGES, Row, State

TIMES = "INITIAL TIME=0~~|FINAL TIME=2~~|TIME STEP=1~~|SAVEPER=1~~|"

BELT = (
    "<flow name='f'{onto}><eqn>1</eqn></flow><flow name='g'{off}><eqn>1</eqn><leak/>{more}</flow>"
    "<stock name='x'><eqn>1</eqn><inflow>f</inflow><outflow>o</outflow><outflow>g</outflow>"
    "<conveyor><len>4</len></conveyor></stock><flow name='o'/>"
)
STOCK = "<stock name='x'><eqn>1</eqn>"
WRITTEN = {
    "resource": "<module name='x' resource='other.xmile'/>",
    "multiplier": "<flow name='x'><eqn>1</eqn><multiplier>2</multiplier></flow>",
    **{
        tag: f"{STOCK}<conveyor><len>4</len><{tag}>2</{tag}></conveyor></stock>"
        for tag in ("capacity", "in_limit", "sample", "arrest")
    },
    "discrete conveyor": f"{STOCK}<conveyor discrete='true'><len>4</len></conveyor></stock>",
    "force_leak_fraction": (
        f"{STOCK}<conveyor force_leak_fraction='true'><len>4</len></conveyor></stock>"
    ),
    "conveyor list": (
        f"{STOCK.replace('1', '1, 2, 3, 4')}<conveyor><len>4</len></conveyor></stock>"
    ),
    "spreadflow": BELT.format(onto=" isee:spreadflow='even'", off="", more=""),
    "leak_start": BELT.format(onto="", off=" leak_start='0.2'", more=""),
    "leak_integers": BELT.format(onto="", off="", more="<leak_integers/>"),
    "queue": "<stock name='x'><eqn>1</eqn><queue/></stock>",
    "oven": "<stock name='x'><eqn>1</eqn><oven/></stock>",
    "overflow": "<flow name='x'><eqn>1</eqn><overflow/></flow>",
}
"""Name of a refused element or construct to a variable that has it."""

ROWS = {
    f"{language} {row.name}": (language, kind, row)
    for language, kinds in LANGUAGES.items()
    for kind, tables in kinds.items()
    for rows in tables.values()
    for row in rows
    if row.state is State.REFUSED
}


def equation(row: Row) -> str:
    """Return a call with as many arguments as are needed."""
    if "(" not in row.form:
        return row.name
    return f"{row.name}({', '.join(['1'] * max(row.counts[0], 1))})"


def written(language: str, kind: str, row: Row) -> tuple[str, str]:
    """Return the name and the text of a model whose sixth line holds what is refused."""
    if language == "Vensim":
        held = WRITTEN.get(row.name) or f"x = {equation(row)}"
        return "model.mdl", f"\n\n\n\n\n{held} ~~|\n{TIMES}"
    call = equation(row).replace(row.name, row.name.replace(" ", "_"))
    held = f"<aux name='x'><eqn>{call}</eqn></aux>"
    held = held if kind == "functions" else WRITTEN[row.name]
    return "model.xmile", (
        "<xmile xmlns='http://docs.oasis-open.org/xmile/ns/XMILE/v1.0' version='1.0' "
        "xmlns:isee='http://iseesystems.com/XMILE'>\n"
        "<sim_specs><start>0</start><stop>2</stop><dt>1</dt></sim_specs>\n"
        "<dimensions><dim name='D'><elem name='p'/><elem name='q'/></dim></dimensions>\n\n\n"
        f"<model><variables>{held}\n<aux name='z'><eqn>1</eqn></aux>"
        "<aux name='y'><dimensions><dim name='D'/></dimensions><eqn>1</eqn></aux>"
        "</variables></model></xmile>"
    )


@pytest.mark.parametrize("label", ROWS)
def test_what_is_refused_is_told_by_its_name_and_line(tmp_path: Path, label: str) -> None:
    language, kind, row = ROWS[label]
    name, text = written(language, kind, row)
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SdError) as caught:
        sdlib.load(file).run(outputs=["x"])
    message = str(caught.value)
    for told in (row.name, row.note) if kind == "functions" else (row.note,):
        assert told in message
    if f"the function {row.name}" in message:
        assert f"Try: {row.instead}" in message
    assert f"{file}, line 6" in message
    assert "Traceback" not in message
