"""Which of several models a visitor looks at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sdlib.app import models
from sdlib.app.models import offered, opening_model
from tests.support.app_page import Opener, address, html, widget
from tests.support.small import MODEL_YAML, write_package


@pytest.fixture
def two(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """Two packages that the page offers, called by their folders."""
    other = write_package(tmp_path, model_yaml=MODEL_YAML.replace("en: Small,", "en: Other,"))
    names = (str(folder), str(other))
    monkeypatch.setattr(models, "model_names", lambda: names)
    monkeypatch.setattr(models, "model_folder", Path)
    models.titles.clear()
    return names


def test_a_model_of_the_users_own_stands_alone(two: tuple[str, ...]) -> None:
    assert offered("") == offered(two[1]) == two
    assert offered("own.mdl") == ("own.mdl",)
    assert (opening_model(""), opening_model("own.mdl")) == (two[0], "own.mdl")


def test_the_title_is_the_choice_of_the_model(open_page: Opener, two: tuple[str, ...]) -> None:
    page = open_page(set__loans="0.8")
    assert "Loans 0.8" in html(page)
    box = widget(page, "selectbox", "model-en")
    assert box.options == ["Small", "Other"]
    box.set_value(two[1]).run()
    assert not page.exception
    # Nothing of the first model is left: it has other levers.
    assert address(page) == {"lang": "en", "package": two[1]}
    assert page.button(key="undo").disabled
    assert "Loans 0.8" not in html(page)
    widget(page, "button_group", "band-loans-en").set_value("strong").run()
    assert address(page)["package"] == two[1]
    widget(page, "selectbox", "model-en").set_value(two[0]).run()
    assert address(page) == {"lang": "en"}


def test_a_link_opens_its_model_and_names_one_that_is_not_there(
    open_page: Opener, two: tuple[str, ...]
) -> None:
    page = open_page(package=two[1], lang="zh", set__loans="0.4")
    assert widget(page, "selectbox", "model-zh").value == two[1]
    assert address(page)["set.loans"] == "0.4"
    lost = open_page(package="nowhere")
    assert lost.selectbox(key="model-en").value == two[0]
    assert "there is no such model" in lost.warning[0].value


def test_the_browsers_arrow_leads_to_another_model_without_the_changes_of_the_first(
    open_page: Opener, two: tuple[str, ...], arrow: Callable[[AppTest], None]
) -> None:
    page = open_page()
    widget(page, "button_group", "band-loans-en").set_value("strong").run()
    page.query_params.clear()
    page.query_params["package"] = two[1]
    page.query_params["lang"] = "en"
    arrow(page)
    assert widget(page, "selectbox", "model-en").value == two[1]
    # The arrow of the page leads back to nothing of the other model.
    assert page.button(key="undo").disabled
    assert "Loans 0.8" not in html(page)


def test_one_model_is_a_title_without_a_choice(open_page: Opener) -> None:
    page = open_page()
    assert [m.value for m in page.markdown if m.value.startswith("# ")] == ["# Small"]
    assert not [box for box in page.selectbox if box.key == "model-en"]
