"""Nothing in a model file runs: each file here tries to make a file, which must not appear."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

import pysd
import pytest
from pysd.translators.vensim import vensim_element
from pysd.translators.xmile import xmile_element

import sdlib
from sdlib.engine import CompiledEngine, PysdEngine
from sdlib.errors import SdError, UnsafeModelError
from sdlib.loaded import LoadedModel
from tests.bad_input.attacks import HARMLESS, IN_VENSIM, IN_XMILE, TIMES, Attack

ATTACKS = {
    f"{kind}: {name}": a
    for kind, d in (("mdl", IN_VENSIM), ("xmile", IN_XMILE))
    for name, a in d.items()
}


def through_pysd(file: Path) -> LoadedModel:
    """Load a model for the engine that writes and runs Python made from it."""
    loaded = sdlib.load(file)
    return LoadedModel(loaded.model, loaded.package, PysdEngine())


def code_that_makes(file: Path) -> str:
    """Return an expression that makes a file; without quotes, spaces or capitals."""
    letters = "+".join(f"chr({ord(letter)})" for letter in str(file))
    return f"open({letters},chr(119)).close()"


@pytest.fixture
def made(tmp_path: Path) -> Path:
    return tmp_path / "made"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "data.csv").write_text("1,2\n3,4\n")
    return tmp_path / "model"


def test_the_code_of_these_tests_makes_the_file(made: Path) -> None:
    eval(code_that_makes(made))
    assert made.exists()


@pytest.mark.parametrize("name", ATTACKS)
def test_nothing_runs(name: str, folder: Path, made: Path) -> None:
    attack = ATTACKS[name]
    file = attack.write(folder, code_that_makes(made))
    if attack.refused:
        with pytest.raises(SdError) as caught:
            through_pysd(file).run()
        assert attack.refused in str(caught.value)
        assert "Traceback" not in str(caught.value)
    else:
        through_pysd(file).run()
    assert not made.exists()


@pytest.mark.parametrize("name", [*ATTACKS, *HARMLESS])
def test_nothing_runs_in_the_compiled_engine(name: str, folder: Path, made: Path) -> None:
    """It writes Python too: with the modeller's equations as comments."""
    file = (ATTACKS.get(name) or HARMLESS[name]).write(folder, code_that_makes(made))
    with contextlib.suppress(SdError):
        loaded = sdlib.load(file)
        LoadedModel(loaded.model, loaded.package, CompiledEngine()).run()
    assert not made.exists()


@pytest.mark.parametrize("name", [name for name, attack in ATTACKS.items() if attack.real])
def test_the_attack_is_real(
    name: str, folder: Path, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PySD alone runs the code, so the test above is not passed by a blunt attack."""
    for module in (vensim_element, xmile_element):
        monkeypatch.delattr(module, "eval", raising=False)
    attack = ATTACKS[name]
    file = attack.write(folder, code_that_makes(made))
    try:
        read = pysd.read_vensim if attack.ending == ".mdl" else pysd.read_xmile
        read(str(file)).run()
    except Exception:
        pass
    assert made.exists()


@pytest.mark.parametrize("name", HARMLESS)
def test_odd_files_run_or_are_explained(name: str, folder: Path, made: Path) -> None:
    file = HARMLESS[name].write(folder, code_that_makes(made))
    with contextlib.suppress(SdError):
        through_pysd(file).run()
    assert not made.exists()


READS = "a = GET DIRECT CONSTANTS('{0}', ',', 'A1') ~ ~ |" + TIMES


def test_a_data_file_beside_the_model_is_read(folder: Path) -> None:
    (folder / "model.mdl").write_text(READS.format("data.csv"))
    loaded = through_pysd(folder / "model.mdl")
    assert loaded.run(outputs=["a"]).table("a")["a"].iloc[0] == 1


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("../secret.csv", "a file in the model's own folder"),
        ("../model/data.csv", "a file in the model's own folder"),
        ("sub/../../secret.csv", "a file in the model's own folder"),
        ("{absolute}", "a file in the model's own folder"),
        ("link.csv", "a file in the model's own folder"),
        ("linked/secret.csv", "a file in the model's own folder"),
        ("?data.csv", "a file in the model's own folder"),
        (".hidden.csv", "a file in the model's own folder"),
        ("C:\\\\secret.csv", "a file in the model's own folder"),
        ("missing.csv", "which is not there"),
        ("model.mdl", "no table"),
        ("data.pkl", "no table"),
        ("__pycache__/model.cpython-311.pyc", "a file in the model's own folder"),
        ("pycache/model.cpython-311.pyc", "no table"),
    ],
)
def test_no_other_file_is_read(folder: Path, name: str, words: str) -> None:
    outside = folder.parent / "secret.csv"
    outside.write_text("7\n")
    (folder / "link.csv").symlink_to(outside)
    (folder / "linked").symlink_to(folder.parent)
    for extra in ("data.pkl", ".hidden.csv"):
        (folder / extra).write_text("7\n")
    (folder / "model.mdl").write_text(READS.format(name.format(absolute=folder / "data.csv")))
    with pytest.raises(UnsafeModelError) as caught:
        through_pysd(folder / "model.mdl").run()
    assert words in str(caught.value)


def test_compiled_python_beside_a_model_does_not_run(folder: Path, made: Path) -> None:
    """A compiled module that says it needs no check would be taken for the built model."""
    import importlib._bootstrap_external as external

    for name in ("__pycache__", "cache"):
        (folder / name).mkdir()
        tag = sys.implementation.cache_tag
        code = compile(code_that_makes(made), "model.py", "exec")
        data = external._code_to_hash_pyc(code, b"\0" * 8, checked=False)  # type: ignore[attr-defined]
        (folder / name / f"model.{tag}.pyc").write_bytes(data)
        text = READS.format(f"{name}/model.{tag}.pyc")
        (folder / "model.mdl").write_text(text)
        with pytest.raises(UnsafeModelError):
            through_pysd(folder / "model.mdl").run()
    assert not made.exists()


def test_attacks_have_a_place(folder: Path, made: Path) -> None:
    file = Attack(text='"a\\b" = 1 ~ ~ |' + TIMES).write(folder, "")
    with pytest.raises(UnsafeModelError) as caught:
        through_pysd(file).run()
    assert str(file) in str(caught.value)
    assert "rename it" in str(caught.value)
