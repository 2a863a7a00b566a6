"""What one visitor sees and has chosen, kept between two runs of the page's script."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import streamlit as st

from sdlib.app.address import (
    Ignored,
    Reading,
    View,
    opening_charts,
    read_address,
    write_address,
)
from sdlib.app.choice import Choice, Trail, settings_at
from sdlib.app.models import LINK_KEPT, PACKAGE, PREFIX, forget
from sdlib.app.opened import Site
from sdlib.app.texts import Texts
from sdlib.errors import SdError
from sdlib.loaded import LoadedModel
from sdlib.policy import Settings
from sdlib.run import Run

_Found = TypeVar("_Found")


class Session:
    """One visitor's view of a site. All of it lies in Streamlit's session state.

    Args:
        site: The model and its runs.
        model: Name of the model.
        models: Names of the models that can be chosen.
        opening: Name of the model that the page began with; the first one by default.
    """

    def __init__(
        self, site: Site, model: str, models: tuple[str, ...] = (), opening: str = ""
    ) -> None:
        self._site = site
        self.model = model
        """Name of the model."""
        self.models = models or (model,)
        """Names of the models that can be chosen."""
        self._opening = opening or self.models[0]

    @property
    def loaded(self) -> LoadedModel:
        """The model."""
        return self._site.loaded

    @property
    def site(self) -> Site:
        """The model with what was computed of it for all visitors."""
        return self._site

    @property
    def view(self) -> View:
        """What is chosen and looked at."""
        view: View = st.session_state["view"]
        return view

    @property
    def choice(self) -> Choice:
        """The scenario and its changes."""
        return self.view.choice

    @property
    def trail(self) -> Trail:
        """The choices before and after this one."""
        trail: Trail = st.session_state.get("trail", Trail())
        return trail

    @property
    def reading(self) -> Reading | None:
        """What the link said that the page was opened with, until that is closed."""
        reading: Reading | None = st.session_state.get("reading")
        return reading

    @property
    def texts(self) -> Texts:
        """The texts in the visitor's language."""
        return Texts(self.view.language)

    @property
    def is_bare(self) -> bool:
        """Whether the model came without a package."""
        return self.loaded.package.folder is None

    @property
    def opened(self) -> str | None:
        """Key of the lever whose settings are shown."""
        key: str | None = st.session_state.get("opened")
        return key

    @property
    def time(self) -> float:
        """Time of the headline numbers."""
        return self._site.times[-1] if self.view.time is None else self.view.time

    @property
    def charts(self) -> tuple[str, ...]:
        """Keys of the two charts."""
        return self.view.charts or opening_charts(self.loaded)

    def settings(self) -> Settings:
        """Return every lever and assumption at its value."""
        return settings_at(self.loaded, self.choice)

    def run(self) -> Run:
        """Return the run of the current choice.

        Raises:
            SdError: If it cannot be made.
        """
        return self._site.runs.run(self.settings(), self._charted())

    def baseline(self) -> Run:
        """Return the baseline's run.

        Raises:
            SdError: If it cannot be made.
        """
        return self._site.runs.baseline(self._charted())

    def keep(self, key: Hashable, make: Callable[[], _Found]) -> _Found:
        """Return a result that is computed once for all visitors.

        Args:
            key: What it is, whatever it depends on included.
            make: Computes it.

        Raises:
            SdError: If it cannot be computed.
        """
        found: _Found = self._site.kept.get(key, make)
        return found

    def choose(self, choice: Choice) -> None:
        """Take a new choice; the one before can be taken back."""
        if choice == self.choice:
            return
        st.session_state["trail"] = self.trail.left(self.choice)
        self._show(choice)

    def step(self, *, forth: bool) -> None:
        """Take the last change back, or make it again."""
        trail, choice = self.trail.forth(self.choice) if forth else self.trail.back(self.choice)
        st.session_state["trail"] = trail
        self._show(choice)

    def look(self, **parts: Any) -> None:
        """Change what is looked at: language, page, charts or time."""
        st.session_state["view"] = replace(self.view, **parts)
        touch()

    def open(self, lever: str | None) -> None:
        """Show the settings of a lever."""
        st.session_state["opened"] = lever
        touch()

    def change_model(self, name: str) -> None:
        """Go over to another model, which begins with its baseline."""
        view = View(language=self.view.language, page=self.view.page)
        forget(keep=name)
        st.session_state["view"] = view
        touch()

    def address(self) -> dict[str, str]:
        """Return the parts of the address that shows what is seen now."""
        parts = {} if self.model == self._opening else {PACKAGE: self.model}
        return parts | write_address(self.loaded, self.view)

    def close_notice(self) -> None:
        """Take away what was said about the link."""
        st.session_state["reading"] = None
        touch()

    def _charted(self) -> tuple[str, ...]:
        """Return the variables in the two charts that are no outputs: any can be charted."""
        shown = set(self.charts)
        charts = [chart for chart in self.loaded.package.charts if chart.key in shown]
        outputs = set(self.loaded.outputs)
        return tuple(sorted({n for c in charts for n in c.outputs if n not in outputs}))

    def _show(self, choice: Choice) -> None:
        self.look(choice=choice)
        # Bands that were opened by hand follow the values again.
        st.session_state["custom"] = frozenset()

    def meet_address(self) -> None:
        """Take the address over where the visitor changed it, and write it where the page did.

        The browser's arrows change the address without any widget, so an address that is not the
        one written last is read anew. While a widget reports a change, the browser may not have
        taken over the last address yet: then the page's own state counts.
        """
        given = st.query_params.to_dict()
        touched = st.session_state.pop("touched", False)
        if "view" not in st.session_state:
            self._read(given, first_language())
        elif not touched and given != st.session_state.get("written"):
            before = self.choice
            self._read(given, self.view.language)
            if self.choice != before:
                st.session_state["trail"] = self.trail.left(before)
        keep = {name: value for name, value in given.items() if name.startswith("embed")}
        wanted = {**self.address(), **keep}
        st.session_state["written"] = wanted
        if wanted != given:
            st.query_params.from_dict(wanted)

    def _read(self, parts: Mapping[str, str], language: str) -> None:
        name = parts.get(PACKAGE, self.model)
        if name != self.model and name.startswith(PREFIX):
            # All else in the link is about a model that is not here: it is kept until it is.
            st.session_state[LINK_KEPT] = dict(parts)
            looks = {"lang": parts["lang"]} if "lang" in parts else {}
            reading = read_address(self.loaded, looks, language)
            lost = Ignored(part=f"{PACKAGE}={name}", reason="link_own_file")
            reading = replace(reading, ignored=(lost,), scenario_lost=True)
        else:
            reading = read_address(self.loaded, parts, language)
            if name != self.model:
                lost = Ignored(
                    part=f"{PACKAGE}={name}",
                    reason="link_unknown_model",
                    detail=", ".join(self.models),
                )
                reading = replace(reading, ignored=(lost, *reading.ignored))
        st.session_state["view"] = reading.view
        st.session_state["reading"] = reading


def first_language() -> str:
    """Return the language that the visitor's browser asks for."""
    try:
        locale = st.context.locale or ""
    except (AttributeError, SdError):
        locale = ""
    return "zh" if locale.lower().startswith("zh") else "en"


def named(session: Session, key: str) -> str:
    """Return the key of a widget whose options are words.

    Such a widget tells the page the word that was chosen. In another language that word means
    nothing, and the first option would be taken: so each language has widgets of its own.
    """
    return f"{key}-{session.view.language}"


def kept(
    session: Session, name: str, first: Any, options: Sequence[Any] | None = None
) -> dict[str, Any]:
    """Return what a widget needs for its choice to outlast a change of language.

    For choices that are no part of the address, such as which part of the page is unfolded.

    Args:
        session: The visitor.
        name: Name of the choice.
        first: What is chosen at first.
        options: What a box offers; a row of buttons is given none.
    """
    value = st.session_state.get(f"kept-{name}", first)
    begins = {"default": value}
    if options is not None:
        value = value if value in options else first
        begins = {"index": options.index(value)}
    key = hold(named(session, name), value)
    return {"key": key, **begins, "on_change": _keep, "args": (name, key)}


def _keep(name: str, key: str) -> None:
    st.session_state[f"kept-{name}"] = st.session_state[key]
    touch()


def touch() -> None:
    """Note that a widget makes the page's script run; every widget's callback has to.

    See `Session.meet_address`.
    """
    st.session_state["touched"] = True


def hold(key: str, value: Any) -> str:
    """Let a widget show a value, and return its key.

    The session's state is written only where it differs: a value that is sent again would pull a
    slider back under the visitor's hand. The value is therefore sent once; where the visitor's next
    move ends the script before the browser has it, it is lost. So every widget is given the same
    value as its default too: that is what the browser begins with when it meets a widget.
    """
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value
    return key
