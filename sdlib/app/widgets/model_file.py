"""A model file of the visitor's own: opened here, saved as a package."""

from __future__ import annotations

import streamlit as st

from sdlib.app.choice import changed_levers
from sdlib.app.session import Session, touch
from sdlib.app.texts import Texts
from sdlib.app.uploads import LARGEST, Refused, desk
from sdlib.app.widgets.slider import escaped
from sdlib.errors import SdError
from sdlib.model.reading import ENDINGS
from sdlib.model.structure import Note
from sdlib.policy.save_package import package_files, package_name, zipped

MOST_TOLD = 40
"""How many faults or notes are listed; the others are counted."""


def model_file(session: Session) -> None:
    """Show the box in which a file is opened, and a model without a package is saved as one."""
    texts = session.texts
    # After each file the box is another one: it closes, and what is told of the file can be seen.
    count = desk().count
    with st.popover(texts("model_file"), icon=":material/upload_file:", key=f"model-file-{count}"):
        key = f"upload-{count}"
        st.file_uploader(
            texts("upload"),
            type=[ending.removeprefix(".") for ending in ENDINGS],
            key=key,
            max_upload_size=LARGEST,
            on_change=_given,
            args=(key,),
        )
        st.markdown(texts("upload_text"))
        if session.is_bare:
            model, chosen = session.loaded.model, _chosen(session)
            st.download_button(
                texts("save_package"),
                # The files are made when the button is pressed, where no session is at hand.
                data=lambda: zipped(package_files(model, changes=chosen)),
                file_name=f"{package_name(model.path.stem)}.zip",
                mime="application/zip",
                key="save-package",
                on_click="ignore",
                icon=":material/download:",
            )
            st.markdown(texts("save_package_text"))


def file_notice(session: Session) -> None:
    """Say what became of the last file, until that is closed."""
    told = desk().told
    if told is None or (not isinstance(told, Refused) and told.name != session.model):
        return
    texts = session.texts
    with st.container(horizontal=True, key="file-notice", vertical_alignment="top", gap="small"):
        if isinstance(told, Refused):
            lead = "file_refused" if len(told.faults) > 1 else "file_refused_one"
            words = texts(lead, file=escaped(told.title), count=len(told.faults))
            lines = [_fault(fault, texts) for fault in told.faults]
            # What to do is often the same for many.
            remedies = list(dict.fromkeys(f.remedy for f in told.faults if f.remedy))[:MOST_TOLD]
            after = "  \n".join(escaped(f"{remedy[0].upper()}{remedy[1:]}.") for remedy in remedies)
            listed = _listed(f"**{words}**", lines, texts)
            st.error(f"{listed}\n\n{after}", icon=":material/error:")
        else:
            package = told.site.loaded.package
            words = texts(
                "file_opened",
                file=escaped(told.title),
                levers=len(package.levers),
                outputs=len(package.outputs),
            )
            notes = told.site.loaded.model.notes
            lines = [_note(note, texts) for note in notes]
            words = f"{words} {texts('file_notes')}" if notes else words
            st.info(_listed(words, lines, texts), icon=":material/description:")
        st.button(
            texts("close"),
            key="close-file-notice",
            icon=":material/close:",
            type="tertiary",
            on_click=_closed,
        )


def _listed(lead: str, lines: list[str], texts: Texts) -> str:
    if len(lines) > MOST_TOLD:
        lines = [*lines[:MOST_TOLD], texts("and_more", count=len(lines) - MOST_TOLD)]
    return "\n".join([lead, "", *(f"- {line}" for line in lines)])


def _fault(fault: SdError, texts: Texts) -> str:
    place = f"{fault.place}: " if fault.place else ""
    allowed = f" ({texts('allowed', detail=fault.allowed)})" if fault.allowed else ""
    return escaped(f"{place}{fault.found}{allowed}")


def _note(note: Note, texts: Texts) -> str:
    return f"{texts('file_line', line=note.line)}: {escaped(note.text)}"


def _given(key: str) -> None:
    file = st.session_state[key]
    touch()
    if file is not None:
        desk().waiting = (file.name, file.getvalue())


def _closed() -> None:
    desk().told = None
    touch()


def _chosen(session: Session) -> dict[str, float]:
    """Return the levers that were moved, and variables that are held at a number."""
    settings = session.settings()
    moved = changed_levers(session.loaded, settings)
    held = {name: v for name, v in settings.overrides.items() if isinstance(v, float)}
    return {key: float(settings.levers[key]["value"]) for key in moved} | held
