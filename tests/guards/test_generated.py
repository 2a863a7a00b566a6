"""Files that are made from the code are those that the code makes."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdlib.policy.json_schema import FILES, schema_of, write_all
from tests.support.documents import ROOT


def test_schemas_and_keys_are_current(tmp_path: Path) -> None:
    write_all(tmp_path)
    made = sorted(p.relative_to(tmp_path) for p in tmp_path.rglob("*") if p.is_file())
    stale = [
        str(p)
        for p in made
        if not (ROOT / "docs" / p).is_file()
        or (ROOT / "docs" / p).read_text(encoding="utf-8")
        != (tmp_path / p).read_text(encoding="utf-8")
    ]
    assert stale == [], "run: python -m sdlib.policy.json_schema docs"
    assert {p.name for p in (ROOT / "docs" / "schemas").iterdir()} == {f"{k}.json" for k in FILES}


@pytest.mark.parametrize("kind", FILES)
def test_every_key_is_explained(kind: str) -> None:
    schema = schema_of(kind)
    entries = {"": schema, **schema.get("$defs", {})}
    bare = [
        f"{name}.{key}"
        for name, entry in entries.items()
        for key, value in entry.get("properties", {}).items()
        if not value.get("description")
    ]
    assert bare == []
