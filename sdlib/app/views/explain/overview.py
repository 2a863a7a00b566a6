"""What the model is, in short, and its book."""

from __future__ import annotations

import streamlit as st

from sdlib.app.phrases import told
from sdlib.app.session import Session
from sdlib.app.widgets.plain_table import plain_table
from sdlib.app.widgets.slider import escaped
from sdlib.app.wording import time_text
from sdlib.model import Stock
from sdlib.output.book.page import book_html


def overview(session: Session) -> None:
    """Show the chapter."""
    texts = session.texts
    package, model = session.loaded.package, session.loaded.model
    st.markdown(escaped(package.summary.of(texts.language)))
    st.markdown(texts("explain_intro"))
    st.markdown(
        texts(
            "explain_stocks",
            variables=len(model.variables),
            groups=max(1, len(model.groups)),
            stocks=len(model.stocks),
        )
    )
    if package.observed_until is not None:
        st.markdown(texts("explain_fit", time=time_text(package.observed_until)))
    _parts(session)
    _book(session)
    _notes(session)
    tag = f"`{model.content_hash[:8]}`"
    st.markdown(texts("model_name", name=escaped(package.name), hash=tag))


def _parts(session: Session) -> None:
    texts = session.texts
    variables = session.loaded.model.variables.values()
    rows = []
    for group in dict.fromkeys(variable.group for variable in variables):
        own = [variable for variable in variables if variable.group == group]
        stocks = ", ".join(v.name for v in own if isinstance(v, Stock))
        rows.append([group or texts("whole_model"), stocks or "–", str(len(own))])
    head = [texts(key) for key in ("sector", "stocks", "variables")]
    st.markdown(f"## {texts('parts_of_model')}")
    plain_table(texts("parts_of_model"), head, rows, height=420)


def _book(session: Session) -> None:
    texts = session.texts
    language = texts.language
    st.markdown(f"## {texts('book')}")
    st.markdown(texts("book_text"))

    def made() -> bytes:
        make = lambda: book_html(session.loaded, language).encode("utf-8", "replace")  # noqa: E731
        return session.keep(("book", language), make)

    st.download_button(
        texts("book"),
        # It takes seconds: it is made when the button is pressed.
        data=made,
        file_name=f"{session.loaded.package.name}.html",
        mime="text/html",
        key="download-book",
        on_click="ignore",
        icon=":material/menu_book:",
    )


def _notes(session: Session) -> None:
    """List what the model file holds that changes no run."""
    texts = session.texts
    notes = session.loaded.model.notes
    if notes:
        st.markdown(f"## {texts('without_effect')}")
        rows = [[str(note.line), told(note.text, texts)] for note in notes]
        plain_table(texts("without_effect"), [texts("line"), texts("what")], rows)
