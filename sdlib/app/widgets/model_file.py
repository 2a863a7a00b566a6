"""A model file of the visitor's own: opened here, saved as a package."""

from __future__ import annotations

from typing import Any

import streamlit as st

from sdlib.app.choice import changed_levers
from sdlib.app.incoming import LARGEST, LARGEST_DATA, LARGEST_UPLOAD, Delivery, delivery
from sdlib.app.phrases import fault_told, told
from sdlib.app.session import Session
from sdlib.app.texts import Texts
from sdlib.app.uploads import Desk, Refused, Upload, desk
from sdlib.app.widgets.slider import escaped
from sdlib.errors import SdError
from sdlib.policy.save_package import package_files, package_name, zipped

MOST_TOLD = 6
"""How many faults or notes are listed at once; the others are unfolded."""

_FOCUS = """<script>{
  let tries = 0, inside = 0;
  const timer = setInterval(() => {
    const box = document.querySelector('[data-testid="stPopoverBody"]');
    if (box?.contains(document.activeElement)) inside += 1;
    else box?.querySelector("button")?.focus();
    if (inside > 1 || ++tries > 20) clearInterval(timer);
  }, 100);
}</script>"""
"""Goes into the box once it stands; what opens it takes the focus back at first."""

MOST_LISTED = 200
"""How many faults are listed at all; the others are counted."""


def model_file(session: Session) -> None:
    """Show the box in which a file is opened, and a model without a package is saved as one."""
    texts = session.texts
    # After each file the box is another one: it closes, and what is told of the file can be seen.
    count = desk().count
    with st.popover(texts("model_file"), icon=":material/upload_file:", key=f"model-file-{count}"):
        _uploader(session, texts("upload"), f"upload-{count}")
        # Whoever opens the box by keyboard goes on inside of it: it stands at the page's end.
        st.html(_FOCUS, unsafe_allow_javascript=True)
        st.markdown(texts("upload_text", model=LARGEST, data=LARGEST_DATA))
        if session.is_bare:
            model, chosen = session.loaded.model, _chosen(session)
            own = desk().upload
            data = own.data if own is not None and own.name == session.model else {}
            st.download_button(
                texts("save_package"),
                # The files are made when the button is pressed, where no session is at hand.
                data=lambda: zipped(package_files(model, changes=chosen, data=data)),
                file_name=f"{package_name(model.path.stem)}.zip",
                mime="application/zip",
                key="save-package",
                on_click="ignore",
                icon=":material/download:",
            )
            st.markdown(texts("save_package_text"))


def file_notice(session: Session) -> None:
    """Say what became of the last file, until that is closed."""
    found = desk().told
    if found is None or (isinstance(found, Upload) and found.name != session.model):
        return
    texts = session.texts
    with st.container(horizontal=True, key="file-notice", vertical_alignment="top", gap="small"):
        with st.container(key="file-told", gap="small"):
            if isinstance(found, Refused):
                _refused(session, found)
            else:
                _opened(session, found)
        st.button(
            texts("close"),
            key="close-file-notice",
            icon=":material/close:",
            type="tertiary",
            on_click=_closed,
            args=(desk(),),
        )


def _refused(session: Session, found: Refused) -> None:
    """Say what is wrong with a file, and offer what may mend it."""
    texts = session.texts
    lead = "file_refused" if len(found.faults) > 1 else "file_refused_one"
    words = f"**{texts(lead, file=escaped(found.title), count=len(found.faults))}**"
    lines = [_fault(fault, texts) for fault in found.faults]
    # What to do is often the same for many.
    remedies = dict.fromkeys(told(f.remedy, texts) for f in found.faults[:MOST_TOLD] if f.remedy)
    after = "  \n".join(escaped(_sentence(remedy, texts)) for remedy in remedies)
    first = "\n".join([words, "", *(f"- {line}" for line in lines[:MOST_TOLD])])
    st.error(f"{first}\n\n{after}", icon=":material/error:")
    if len(lines) > MOST_TOLD:
        with st.expander(texts("file_more_faults", count=len(lines) - MOST_TOLD)):
            listed = lines[MOST_TOLD:MOST_LISTED]
            if len(lines) > MOST_LISTED:
                listed = [*listed, texts("and_more", count=len(lines) - MOST_LISTED)]
            st.markdown("\n".join(f"- {line}" for line in listed))
    if found.missing:
        _uploader(session, texts("add_files"), f"add-{desk().count}")
    if found.encodings:
        with st.container(horizontal=True, key="encodings", gap="small"):
            for name in found.encodings:
                st.button(
                    texts(f"read_as_{name}"),
                    key=f"read-as-{name}",
                    on_click=_read_as,
                    args=(desk(), name),
                )


def _opened(session: Session, found: Upload) -> None:
    """Say what was made of a file, and what of it has no effect that somebody may miss."""
    texts = session.texts
    package = found.site.loaded.package
    words = texts(
        "file_opened",
        file=escaped(found.title),
        levers=len(package.levers),
        outputs=len(package.charts),
    )
    lost = [note for note in found.site.loaded.model.notes if note.lost]
    lines = [
        f"{texts('file_line', line=note.line)}{texts('colon')}{escaped(told(note.text, texts))}"
        for note in lost[:MOST_TOLD]
    ]
    if len(lost) > MOST_TOLD:
        lines.append(texts("and_more", count=len(lost) - MOST_TOLD))
    if found.unused:
        names = texts("list_comma").join(escaped(name) for name in found.unused)
        words += f" {texts('files_unused', files=names)}"
    if found.missing:
        names = texts("list_comma").join(escaped(name) for name in found.missing)
        words += f" {texts('files_missing', files=names)}"
    if lost:
        words = "\n".join([f"{words} {texts('file_notes')}", "", *(f"- {line}" for line in lines)])
    st.info(words, icon=":material/description:")
    if found.missing:
        _uploader(session, texts("add_files"), f"add-{desk().count}")


def _uploader(session: Session, label: str, key: str) -> None:
    """Show a box that takes files; what each of them is, is judged when it is there."""
    texts = session.texts
    st.file_uploader(
        label,
        key=key,
        accept_multiple_files=True,
        max_upload_size=LARGEST_UPLOAD,
        on_change=session.moved,
        args=(key, _given, desk()),
    )
    if texts.language == "zh":
        # The box itself speaks English only.
        st.html(
            "<style>[data-testid='stFileUploaderDropzone'] button p {font-size: 0}"
            "[data-testid='stFileUploaderDropzone'] button p::after"
            f"{{font-size: 14px; content: '{texts('choose_files')}'}}</style>"
        )


def _fault(fault: SdError, texts: Texts) -> str:
    return escaped(fault_told(fault, texts))


def _sentence(text: str, texts: Texts) -> str:
    stop = "。" if texts.language == "zh" else "."
    return f"{text[0].upper()}{text[1:].rstrip('.。')}{stop}"


def _given(files: list[Any], desk: Desk) -> None:
    if files:
        desk.waiting = delivery({file.name: file.getvalue() for file in files})


def _read_as(desk: Desk, encoding: str) -> None:
    if desk.held is not None:
        desk.waiting = Delivery(files=desk.held.files, encoding=encoding)


def _closed(desk: Desk) -> None:
    desk.told = desk.held = None


def _chosen(session: Session) -> dict[str, float]:
    """Return the levers that were moved, and variables that are held at a number."""
    settings = session.settings()
    moved = changed_levers(session.loaded, settings)
    held = {name: v for name, v in settings.overrides.items() if isinstance(v, float)}
    return {key: float(settings.levers[key]["value"]) for key in moved} | held
