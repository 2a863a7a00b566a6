"""An installed wheel finds its models and scenarios without the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support.documents import ROOT

pytestmark = pytest.mark.slow

SEE = """
import sdlib, sdlib.policy.locate as locate
assert {target!r} in sdlib.__file__, sdlib.__file__
assert [root.name for root in locate.data_roots()] == ["packaged"], locate.data_roots()
model = sdlib.load("sme_primer")
print(len(model.scenarios), len(model.run().table()))
"""


def test_the_wheel_is_whole(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    subprocess.run(
        [*pip, "wheel", "-q", "--no-deps", "-w", str(tmp_path), str(ROOT)], check=True, timeout=600
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("models", "scenarios"):
        files = [f for f in (ROOT / folder).rglob("*") if f.is_file()]
        expected = {f"sdlib/packaged/{f.relative_to(ROOT).as_posix()}" for f in files}
        assert expected <= names
    assert {"sdlib/py.typed", "sdlib/app/main.py"} <= names
    book = ROOT / "sdlib" / "output" / "book"
    parts = [*book.glob("*.css"), *(book / "templates").glob("*.html")]
    assert parts
    assert {part.relative_to(ROOT).as_posix() for part in parts} <= names
    assert not [name for name in names if name.startswith(("tests/", "docs/"))]

    target = tmp_path / "installed"
    subprocess.run([*pip, "install", "-q", "--no-deps", "--target", target, wheel], check=True)
    result = subprocess.run(
        [sys.executable, "-c", SEE.format(target=str(target))],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(target)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    scenarios, years = result.stdout.split()
    assert int(scenarios) == len(list((ROOT / "scenarios" / "sme_primer").glob("*.yaml")))
    assert int(years) > 1
