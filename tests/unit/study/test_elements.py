"""A path of arrays is a loop if some element comes back to itself."""

from pathlib import Path

import pytest

from sdlib import load
from sdlib.engine import CompiledEngine
from sdlib.study.checks.elements import closed_elements, element_links

MODEL = """Size: small, large ~~|
Place: east, west ~~|
Firms[Place,small] = INTEG(entry[Place], 10) ~~|
Firms[Place,large] = INTEG(growing[Place], 1) ~~|
entry[Place] = nation * 0.1 / 2 ~~|
growing[Place] = Firms[Place,small] * 0.1 ~~|
loans[Place,Size] = Firms[Place,Size] * ease[Size] ~~|
ease[small] = 1 ~~|
ease[large] = SUM(Firms[Place!,large]) ~~|
nation = SUM(Firms[Place!,small]) ~~|
smooth[Place] = SMOOTH3(Firms[Place,large], 2) ~~|
back[Place] = smooth[Place] + 0 * growing[Place] ~~|
INITIAL TIME = 0 ~~|
FINAL TIME = 10 ~~|
TIME STEP = 0.25 ~~|
SAVEPER = 1 ~~|
"""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    file: Path = tmp_path_factory.mktemp("model") / "m.mdl"
    file.write_text(MODEL, encoding="utf-8")
    return load(file).model


@pytest.mark.parametrize(
    ("path", "closed"),
    [
        (("Firms", "nation", "entry"), (2, 4)),
        (("Firms[small]", "nation", "entry"), (2, 2)),
        (("Firms[large]", "nation", "entry"), (0, 2)),
        # What large firms do does not reach small ones, though every name follows another.
        (("Firms", "growing"), (0, 4)),
    ],
)
def test_elements_that_come_back(model, path, closed) -> None:  # type: ignore[no-untyped-def]
    program = CompiledEngine().program(model, {})
    assert closed_elements(model, program, path) == closed


def test_links_of_elements(model) -> None:  # type: ignore[no-untyped-def]
    program = CompiledEngine().program(model, {})
    assert element_links(program, "Firms", "loans") == {0: {0}, 1: {1}, 2: {2}, 3: {3}}
    assert element_links(program, "Firms", "ease") == {0: set(), 1: {1}, 2: set(), 3: {1}}
    assert element_links(program, "Firms", "smooth") == {0: set(), 1: {0}, 2: set(), 3: {1}}
