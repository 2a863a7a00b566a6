"""Writes the expected tables: ``python -m tests.conformance.record [FAMILY ...]``.

Closed forms are computed. What has none is taken from PySD, where Simlin finds the same.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import numpy as np

from tests.conformance.family import FAMILIES, Columns, Family, closed_forms, key, write_expected
from tests.conformance.judges import judged


def main(names: Sequence[str]) -> None:
    for name in names or FAMILIES:
        family = FAMILIES[name]
        write_expected(family, {**closed_forms(family), **_agreed(family)})


def _agreed(family: Family) -> Columns:
    if not family.agreed:
        return {}
    label = f"{family.name}{family.files[0].suffix}"
    first, second = judged("pysd", label), judged("simlin", label)
    found = {}
    for name in family.agreed:
        values = first[key(name)]
        if not np.allclose(values, second[key(name)], family.tolerance, family.tolerance):
            sys.exit(f"{family.name}: the judges do not agree on '{name}'")
        found[name] = values
    return found


if __name__ == "__main__":
    main(sys.argv[1:])
