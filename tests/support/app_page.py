"""Reading the page as AppTest holds it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest

Opener = Callable[..., AppTest]


def address(page: AppTest) -> dict[str, str]:
    """Return the parts of the page's address."""
    return {k: v[0] if isinstance(v, list) else v for k, v in page.query_params.items()}


def html(page: AppTest) -> str:
    """Return everything that stands in the page as HTML."""
    return "\n".join(block.proto.body for block in page.get("html"))  # type: ignore[attr-defined]


def words(page: AppTest) -> str:
    """Return everything that stands in the page as a sentence or a table."""
    return "\n".join([html(page), *(m.value for m in page.markdown)])


def widget(page: AppTest, kind: str, name: str) -> Any:
    """Return the widget of a kind that has a name.

    One that the page has given another value has a new key, which begins with its name.
    """
    found = [each for each in getattr(page, kind) if (each.key or "").partition("~")[0] == name]
    assert len(found) == 1, f"{len(found)} widgets are called {name!r}"
    return found[0]
