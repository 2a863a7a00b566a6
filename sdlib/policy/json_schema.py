"""What a data file may hold, told to editors and to readers.

``python -m sdlib.policy.json_schema docs`` writes a JSON schema a file kind to ``docs/schemas`` and
the list of all keys to ``docs/keys.md``. Both come from the classes that read the files.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sdlib.policy.calibration_schema import CalibrationFile
from sdlib.policy.checks_schema import ChecksFile
from sdlib.policy.evidence_schema import EvidenceFile
from sdlib.policy.literature import PoliciesFile, RegionsFile
from sdlib.policy.scenario_schema import ScenarioFile
from sdlib.policy.schema import ModelFile
from sdlib.policy.yaml_file import Entry

FILES: dict[str, type[Entry]] = {
    "model": ModelFile,
    "evidence": EvidenceFile,
    "checks": ChecksFile,
    "calibration": CalibrationFile,
    "policies": PoliciesFile,
    "regions": RegionsFile,
    "scenario": ScenarioFile,
}
"""Kind of data file to the class that reads it."""

_TITLES = {
    "model": "model.yaml",
    "evidence": "evidence.yaml",
    "checks": "checks.yaml",
    "calibration": "calibration.yaml",
    "policies": "policies.yaml",
    "regions": "regions.yaml",
    "scenario": "scenarios/<model>/<name>.yaml",
}
_INTRODUCTION = """# Every key of the data files

This page is written by `python -m sdlib.policy.json_schema docs`; do not edit it. `docs/models.md`
says how the files belong together. A key that does not stand here is a fault, and so is a key that
stands twice in a file. An editor that knows JSON schemas takes them from `docs/schemas/`.
"""


def schema_of(kind: str) -> dict[str, Any]:
    """Return the JSON schema of a kind of data file.

    Args:
        kind: A key of `FILES`.

    Example:
        >>> schema_of("scenario")["required"]
        ['schema', 'title', 'summary', 'reference']
    """
    schema = FILES[kind].model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def keys_page() -> str:
    """Return the page that lists every key of every data file, as Markdown."""
    parts = [_INTRODUCTION]
    for kind, title in _TITLES.items():
        schema = schema_of(kind)
        parts.append(f"\n## `{title}`\n")
        parts.extend(_table(schema))
        for name, entry in schema.get("$defs", {}).items():
            if "properties" in entry and (kind == "model" or name != "Label"):
                parts.append(f"\n### {name} in `{title}`\n")
                parts.append(f"{_sentence(entry)}\n")
                parts.extend(_table(entry))
    return "\n".join(parts) + "\n"


def write_all(folder: Path) -> None:
    """Write the schemas and the page of keys below a folder."""
    (folder / "schemas").mkdir(parents=True, exist_ok=True)
    for kind in FILES:
        text = json.dumps(schema_of(kind), indent=2, ensure_ascii=False) + "\n"
        (folder / "schemas" / f"{kind}.json").write_text(text, encoding="utf-8")
    (folder / "keys.md").write_text(keys_page(), encoding="utf-8")


def _table(entry: dict[str, Any]) -> Iterator[str]:
    yield "| key | value | needed | meaning |"
    yield "|---|---|---|---|"
    needed = entry.get("required", [])
    for key, value in entry["properties"].items():
        must = "yes" if key in needed else "no"
        yield f"| `{key}` | {_type(value)} | {must} | {_sentence(value)} |"


def _sentence(entry: dict[str, Any]) -> str:
    return " ".join(str(entry.get("description", "")).split())


def _type(value: dict[str, Any]) -> str:
    """Return what a value is, in words."""
    if "$ref" in value:
        return str(value["$ref"]).rpartition("/")[2]
    if "const" in value:
        return f"`{value['const']}`"
    if "enum" in value:
        return " or ".join(f"`{each}`" for each in value["enum"])
    several = value.get("anyOf", value.get("oneOf"))
    if several is not None:
        return " or ".join(_type(each) for each in several if each != {"type": "null"})
    kind = value.get("type")
    if kind == "object":
        return f"names, each with {_type(value['additionalProperties'])}"
    if kind == "array" and "prefixItems" in value:
        return "[" + ", ".join(_type(each) for each in value["prefixItems"]) + "]"
    if kind == "array":
        return f"list of {_type(value['items'])}"
    words = {"string": "text", "number": "number", "integer": "whole number", "boolean": "yes/no"}
    return words[str(kind)]


if __name__ == "__main__":
    write_all(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
