"""Finding one's way among many levers: the first choices, groups, a search, what was changed.

Only the rows that are shown are built: a row costs two widgets, and every move of a lever builds
them anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from sdlib.app.choice import changed_levers
from sdlib.app.search import found_levers
from sdlib.app.session import Session
from sdlib.app.widgets.slider import escaped
from sdlib.policy import Settings
from sdlib.policy.package import Lever

MOST_ROWS = 12
"""How many levers are shown at once; a package with no more shows them all."""

MOST_LISTED = 24
"""How many levers of a group are listed at once: a row costs time at every move."""

VIEWS = ("levers_first", "levers_all", "levers_moved")


def many_levers(session: Session, settings: Settings, row: Callable[[Lever], None]) -> None:
    """Show what finds a lever, and the rows of what was found.

    Args:
        session: The visitor.
        settings: Every lever at its value.
        row: Shows the row of a lever.
    """
    package = session.loaded.package
    view, text = _finders(session)
    with st.container(key="rows", gap=None):
        if text.strip():
            none = _said(session, "found_none")
            _listed(session, found_levers(package, text), none, row)
        elif view == "levers_first":
            for key in package.first:
                row(package.levers[key])
        elif view == "levers_moved":
            moved = changed_levers(session.loaded, settings)
            none = _said(session, "moved_none")
            _listed(session, [package.levers[key] for key in moved], none, row)
        else:
            _groups(session, settings, row)


def _finders(session: Session) -> tuple[str, str]:
    """Show the choice of the view and the search box; return the view and what was typed."""
    texts = session.texts
    views = VIEWS if session.loaded.package.first else VIEWS[1:]
    with st.container(horizontal=True, key="find", vertical_alignment="center", gap="small"):
        view = st.segmented_control(
            texts(_said(session, "lever_view")),
            views,
            format_func=texts,
            **session.kept("lever-view", views[0]),
            required=True,
            label_visibility="collapsed",
        )
        text = st.text_input(
            texts("find_lever" if session.is_bare else "find_policy"),
            key="find-policy",
            type="search",
            live=True,
            placeholder=texts("find_lever_hint" if session.is_bare else "find_policy_hint"),
            label_visibility="collapsed",
            icon=":material/search:",
        )
    return view or views[0], text or ""


def _groups(session: Session, settings: Settings, row: Callable[[Lever], None]) -> None:
    """Show the groups, closed, with how many levers each has; of an opened one its levers."""
    texts = session.texts
    package = session.loaded.package
    levers = list(package.levers.values())
    opened = session.visit.looks.get("lever-group")
    moved = changed_levers(session.loaded, settings)
    groups = list(dict.fromkeys(lever.group for lever in levers))
    if len(groups) == 1:
        _listed(session, levers, "found_none", row)
        return
    for group in groups:
        if opened not in (None, group):
            continue
        own = [lever for lever in levers if lever.group == group]
        changed = sum(lever.key in moved for lever in own)
        name = escaped(package.groups[group].of(texts.language))
        label = f"**{name}**" if opened else f"{name} :gray[{len(own)}]"
        if changed:
            label += f" · :blue[{texts('group_moved', count=changed)}]"
        st.button(
            label,
            key=f"group-{group}",
            type="tertiary",
            width="stretch",
            icon=":material/arrow_back:" if opened else ":material/chevron_right:",
            help=texts("groups_back") if opened else None,
            on_click=_open_group,
            args=(session, None if opened else group),
        )
        if opened:
            _listed(session, own, "found_none", row, MOST_LISTED)


def _listed(
    session: Session,
    levers: Sequence[Lever],
    none: str,
    row: Callable[[Lever], None],
    most: int = MOST_ROWS,
) -> None:
    """Show the first of the levers, and a button that shows the others."""
    texts = session.texts
    if not levers:
        st.markdown(texts(none))
    if session.visit.looks.get("all-rows"):
        most = len(levers)
    for lever in levers[:most]:
        row(lever)
    if len(levers) > most:
        st.button(
            texts("show_rest", count=len(levers) - most),
            key="show-rest",
            type="tertiary",
            on_click=_show_rest,
            args=(session,),
        )


def _said(session: Session, key: str) -> str:
    """Return the key of a text that speaks of policies, or of the levers of a model file."""
    return f"{key}_levers" if session.is_bare else key


def _open_group(session: Session, group: str | None) -> None:
    session.visit.looks["lever-group"] = group


def _show_rest(session: Session) -> None:
    session.visit.looks["all-rows"] = True
