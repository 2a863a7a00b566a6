"""How this program runs the models of a folder, beside what other programs recorded of them."""

from __future__ import annotations

from sdlib.study.conformance.deviations import LEAST_SIZE
from sdlib.study.conformance.recorded import Case, Column, cases_in, read_recorded
from sdlib.study.conformance.verdict import TOLERANCE, Outcome, Verdict, verdict_on

__all__ = [
    "LEAST_SIZE",
    "TOLERANCE",
    "Case",
    "Column",
    "Outcome",
    "Verdict",
    "cases_in",
    "read_recorded",
    "verdict_on",
]
