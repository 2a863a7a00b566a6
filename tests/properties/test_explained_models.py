"""Random small models: each equation alone gives the run's numbers, and shares add up."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings

from sdlib.engine import CompiledEngine
from sdlib.loaded import LoadedModel
from sdlib.policy import bare_package
from sdlib.study.why.causes import strip_of
from sdlib.study.why.link_scores import link_scores
from sdlib.study.why.loop_scores import loop_scores
from sdlib.study.why.pair import pair_of
from tests.properties.test_random_models import MODELS, model_of
from tests.unit.engine.test_alone import TOLERANCE, differences


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(MODELS)
def test_random_models_are_explained(equations: tuple[list[str], list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        model = model_of(equations, Path(folder))
    loaded = LoadedModel(model, bare_package(model), CompiledEngine())
    pair = pair_of(loaded, loaded.settings(), loaded.settings("baseline", {"k": 0.9}), "k")
    for found in pair.traces:
        assert [name for name, gap in differences(found).items() if gap > TOLERANCE] == []
    for place in pair.names:
        strip = strip_of(pair, place)
        if pair.is_given(place) or not np.isfinite(strip.difference).all():
            continue
        largest = np.abs(strip.values).max()
        assert np.abs(strip.rest).max() <= 1e-12 * largest, strip.name
    scores = loop_scores(link_scores(pair.traces[0]))
    for partition in scores.partitions:
        total = sum(np.abs(loop.share) for loop in scores.loops if loop.partition == partition)
        assert np.all((np.abs(total - 1) < 1e-12) | (total == 0))
