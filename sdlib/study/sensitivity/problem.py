"""How SALib is told of factors: numbered, each between 0 and 1."""

from __future__ import annotations

from typing import Any


def problem(factors: int) -> dict[str, Any]:
    """Return a new description of so many factors; SALib writes into it."""
    return {
        "num_vars": factors,
        "names": [f"x{number}" for number in range(factors)],
        "bounds": [[0.0, 1.0]] * factors,
    }
