"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator

import pytest

REQUIRE_BROWSER = bool(os.environ.get("SDLIB_REQUIRE_BROWSER"))
"""Whether a browser test that is skipped counts as failed, as in CI."""


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what tests build out of the user's cache, and what lies there out of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        if "SDLIB_CACHE" not in os.environ:
            patch.setenv("SDLIB_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skipped browser test into a failed one where a browser is required."""
    report = yield
    if REQUIRE_BROWSER and report.skipped and item.get_closest_marker("browser"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and SDLIB_REQUIRE_BROWSER is set"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Do the same for a whole file of browser tests."""
    report = yield
    if REQUIRE_BROWSER and report.skipped and "browser" in collector.path.parts:
        report.outcome = "failed"
        report.longrepr = f"{collector.nodeid} was skipped, and SDLIB_REQUIRE_BROWSER is set"
    return report
