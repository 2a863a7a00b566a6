from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from sdlib import LoadedModel, load
from sdlib.app.widgets import why
from tests.support.app_page import Opener
from tests.support.small import write_package

BARE = """{UTF-8}
tank = INTEG(inflow - tank * loss, 10) ~ m3 ~ Water in the tank |
inflow = 5 ~ m3/Month [0,10,0.5] ~ Water that comes in |
loss = 0.1 ~ 1/Month [0,1] ~ |
ratio = tank / inflow ~ Month ~ |
INITIAL TIME = 0 ~ Month ~ |
FINAL TIME = 12 ~ Month ~ |
TIME STEP = 0.25 ~ Month ~ |
SAVEPER = 1 ~ Month ~ |
"""


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_package(
        tmp_path_factory.mktemp("package"),
        wet="schema: 1\ntitle: {en: Two * at $once, zh: 两者}\nsummary: {en: S, zh: 述}\n"
        "reference: assumption\nlevers: {loans: {strength: 0.4, start: 2010}}\n"
        "inputs: {birth rate: 0.25}\n",
    )


@pytest.fixture(scope="session")
def loaded(folder: Path) -> LoadedModel:
    return load(folder)


@pytest.fixture(scope="session")
def bare_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("bare") / "tank.mdl"
    file.write_text(BARE, encoding="utf-8")
    return file


@pytest.fixture(autouse=True)
def _no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the page explain at once: here nobody's hand has to rest first."""
    monkeypatch.setattr(why, "REST", 0.0)


@pytest.fixture
def arrow(monkeypatch: pytest.MonkeyPatch) -> Callable[[AppTest], None]:
    """Runs the page as the browser's arrows do, which the test harness has none of."""

    def pressed(page: AppTest) -> None:
        with monkeypatch.context() as now:
            now.setattr("sdlib.app.page.arrows_pressed", lambda: True)
            page.run()

    return pressed


@pytest.fixture
def fresh() -> None:
    st.cache_resource.clear()


@pytest.fixture
def open_page(folder: Path) -> Opener:
    def opened(source: Path = folder, **address: str) -> AppTest:
        script = f"from sdlib.app.page import show\nshow({str(source)!r})\n"
        page = AppTest.from_string(script, default_timeout=60)
        for name, value in address.items():
            page.query_params[name.replace("__", ".")] = value
        page.run()
        assert not page.exception
        return page

    return opened
