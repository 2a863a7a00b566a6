"""The kernels that the benchmark compares the engine with compute the same model."""

from __future__ import annotations

import sys

import pytest

from tests.support.documents import ROOT


@pytest.mark.slow
def test_kernels_written_by_hand_agree_with_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(ROOT / "benchmarks"), *sys.path])
    import regions_rows
    from model_rows import Subject
    from peers import ByHand

    path = ROOT / "benchmarks" / "models" / "regions.mdl"
    subject = Subject(path, 70, outputs=regions_rows.OUTPUTS, levers=regions_rows.LEVERS)
    regions_rows.require_same(subject, ByHand(subject.model))
