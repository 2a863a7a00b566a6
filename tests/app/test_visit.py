"""No move of a visitor is lost, however quickly the next one comes."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.state.query_params_proxy import QueryParamsProxy
from streamlit.runtime.state.session_state import SessionState
from streamlit.testing.v1 import AppTest

from sdlib.app import visit
from sdlib.app.visit import Visit
from tests.support.app_page import Opener, address, widget


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every look for a newer move that Streamlit takes while a widget's callback runs."""
    found: list[str] = []
    running: list[bool] = []
    call, look = SessionState._call_callbacks, ScriptRunner._maybe_handle_execution_control_request

    def calling(self: Any, **given: Any) -> None:
        running.append(True)
        call(self, **given)
        running.pop()

    def looking(self: Any) -> None:
        if running:
            found.append("looked")
        look(self)

    monkeypatch.setattr(SessionState, "_call_callbacks", calling)
    monkeypatch.setattr(ScriptRunner, "_maybe_handle_execution_control_request", looking)
    return found


def pressed(page: AppTest) -> int:
    """Move every widget of the page at once; return how many there are."""
    for kind, other in (
        ("button_group", lambda w: next(o for o in w.options if o != w.value)),
        ("selectbox", lambda w: w.options[-1]),
        ("slider", lambda w: w.min if w.value != w.min else w.max),
        ("select_slider", lambda w: w.options[0]),
        ("toggle", lambda w: not w.value),
    ):
        for each in getattr(page, kind):
            if getattr(each, "disabled", False):
                continue
            each.set_value(other(each))
    for button in page.button:
        if not button.disabled:
            button.click()
    kinds = ("button_group", "selectbox", "slider", "select_slider", "toggle", "button")
    return sum(len(getattr(page, kind)) for kind in kinds)


@pytest.mark.parametrize("view", ["simulate", "evidence", "explain"])
def test_no_callback_looks_for_the_next_move(
    open_page: Opener, looks: list[str], view: str
) -> None:
    """Where one did, the next move would end it in the middle, and nobody told it again."""
    page = open_page(page=view, scenario="wet", set__loans="0.8")
    if view == "simulate":
        page.button(key="open-loans").click().run()
    assert pressed(page) > (8 if view == "simulate" else 3)
    looks.clear()
    page.run()
    assert not page.exception
    assert looks == []


def test_an_uploaded_file_and_its_notice_look_for_nothing(
    open_page: Opener, looks: list[str]
) -> None:
    page = open_page(set__nothing="1")
    page.get("file_uploader")[0].upload("x.mdl", b"{UTF-8}\n", "text/plain").run()  # type: ignore[attr-defined]
    page.button(key="close-file-notice").click()
    page.button(key="close-notice").click().run()
    assert not page.warning
    assert looks == []


def test_a_widget_keeps_its_name_while_only_the_visitor_moves_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: dict[str, Any] = {}
    state = SimpleNamespace(to_dict=lambda: told)
    monkeypatch.setattr(visit, "st", SimpleNamespace(session_state=state))
    known = Visit()
    key = known.hold("slider", 0.2)
    told[key] = 0.30000000000000004
    assert known.take(key) == (True, 0.30000000000000004)
    assert known.hold("slider", 0.3) == key
    # The page moves it: the value that the browser still tells under the old name is no move.
    other = known.hold("slider", 0.8)
    assert other != key
    assert known.take(key) == (False, 0.30000000000000004)
    # A move under the old name is one.
    told[key] = 0.5
    assert known.take(key) == (True, 0.5)
    assert known.take(key) == (False, 0.5)
    assert known.hold("slider", 0.8) == other


@pytest.mark.parametrize(
    ("one", "other"), [(["a"], ("a", "b")), ("off", "strong"), (0.0, 1e-6), (None, "a"), (1.0, "a")]
)
def test_other_values_take_another_name(one: object, other: object) -> None:
    known = Visit()
    assert known.hold("box", one) == known.hold("box", one)
    assert known.hold("box", one) != known.hold("box", other)


def test_a_long_visit_remembers_only_the_last_names() -> None:
    known = Visit()
    keys = [known.hold("slider", float(value)) for value in range(1000)]
    assert len(set(keys)) == 1000
    assert len(known._told) < 20


def test_an_address_that_was_not_taken_over_yet_is_written_again(
    open_page: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[dict[str, str]] = []
    page = open_page()
    before = address(page)
    widget(page, "button_group", "band-loans-en").set_value("strong").run()
    write: Callable[..., None] = QueryParamsProxy.from_dict

    def writing(self: Any, parts: dict[str, str]) -> None:
        written.append(dict(parts))
        write(self, parts)

    monkeypatch.setattr(QueryParamsProxy, "from_dict", writing)
    # The next move undoes the first, and the browser still tells the address before both.
    page.query_params.clear()
    for name, value in before.items():
        page.query_params[name] = value
    widget(page, "button_group", "band-loans-en").set_value("off").run()
    assert written == [before]
