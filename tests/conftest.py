"""What all tests share."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# The same examples at each run, few of them: what they find, they find the first time. How fast a
# machine makes them is no fault of what they test.
settings.register_profile(
    "same",
    derandomize=True,
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("same")


def pytest_collection_finish() -> None:
    """Look for garbage less often, and never again in what was collected: it takes a tenth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what tests build out of the user's cache, and what lies there out of the tests.

    Processes that run side by side share one cache: what one of them compiled is there for all.
    """
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    with pytest.MonkeyPatch.context() as patch:
        if "SDLIB_CACHE" not in os.environ:
            patch.setenv("SDLIB_CACHE", str(shared / "cache"))
        yield
