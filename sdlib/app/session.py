"""What one visitor sees and has chosen, and what the widgets of the page call when they move."""

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
from sdlib.app.models import PACKAGE, PREFIX
from sdlib.app.opened import Site
from sdlib.app.texts import Texts
from sdlib.app.visit import Visit, visit
from sdlib.errors import SdError
from sdlib.loaded import LoadedModel
from sdlib.policy import Settings
from sdlib.run import Run

_Found = TypeVar("_Found")


class Session:
    """One visitor's view of a site; what changes of it lies in a `Visit`.

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
        self.visit: Visit = visit()
        """What the page remembers of the visitor."""

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
        assert self.visit.view is not None
        return self.visit.view

    @property
    def choice(self) -> Choice:
        """The scenario and its changes."""
        return self.view.choice

    @property
    def trail(self) -> Trail:
        """The choices before and after this one."""
        return self.visit.trail

    @property
    def reading(self) -> Reading | None:
        """What the link said that the page was opened with, until that is closed."""
        return self.visit.reading

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
        return self.visit.opened

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
        self.visit.trail = self.trail.left(self.choice)
        self._show(choice)

    def step(self, *, forth: bool) -> None:
        """Take the last change back, or make it again."""
        trail, choice = self.trail.forth(self.choice) if forth else self.trail.back(self.choice)
        self.visit.trail = trail
        self._show(choice)

    def look(self, **parts: Any) -> None:
        """Change what is looked at: language, page, charts or time."""
        self.visit.view = replace(self.view, **parts)

    def open(self, lever: str | None) -> None:
        """Show the settings of a lever."""
        self.visit.opened = lever

    def change_model(self, name: str) -> None:
        """Go over to another model, which begins with its baseline."""
        self.visit.begin(name, View(language=self.view.language, page=self.view.page))

    def hold(self, name: str, value: Any, *, worded: bool = False) -> str:
        """Return the key of a widget that shows a value, to be given as its default too.

        Args:
            name: Name of the widget.
            value: What it shows.
            worded: Whether its options are words. Such a widget tells the page the word that was
                chosen, which means nothing in another language: each has a widget of its own.
        """
        return self.visit.hold(f"{name}-{self.view.language}" if worded else name, value)

    def moved(self, key: str, act: Callable[..., None], *args: Any) -> None:
        """Carry out a visitor's move: the callback of every widget that has a value.

        Args:
            key: The widget's key.
            act: Called with the value and `args`, where the visitor has moved it.
            args: What else it is called with.
        """
        moved, value = self.visit.take(key)
        if moved:
            act(value, *args)

    def kept(self, name: str, first: Any, options: Sequence[Any] | None = None) -> dict[str, Any]:
        """Return what a widget of words needs for its choice to outlast a change of language.

        For choices that are no part of the address, such as which part of the page is unfolded.

        Args:
            name: Name of the choice.
            first: What is chosen at first.
            options: What a box offers; a row of buttons is given none.
        """
        value = self.visit.looks.get(name, first)
        begins = {"default": value}
        if options is not None:
            value = value if value in options else first
            begins = {"index": options.index(value)}
        key = self.hold(name, value, worded=True)
        return {"key": key, **begins, "on_change": self.moved, "args": (key, self._keep, name)}

    def _keep(self, value: Any, name: str) -> None:
        self.visit.looks[name] = value

    def address(self) -> dict[str, str]:
        """Return the parts of the address that shows what is seen now."""
        parts = {} if self.model == self._opening else {PACKAGE: self.model}
        return parts | write_address(self.loaded, self.view)

    def close_notice(self) -> None:
        """Take away what was said about the link."""
        self.visit.reading = None

    def _charted(self) -> tuple[str, ...]:
        """Return the variables in the two charts that are no outputs: any can be charted."""
        shown = set(self.charts)
        charts = [chart for chart in self.loaded.package.charts if chart.key in shown]
        outputs = set(self.loaded.outputs)
        return tuple(sorted({n for c in charts for n in c.outputs if n not in outputs}))

    def _show(self, choice: Choice) -> None:
        self.look(choice=choice)
        # Bands that were opened by hand follow the values again.
        self.visit.custom = frozenset()

    def meet_address(self) -> None:
        """Take the address over where the visitor went to another, and write it where the page did.

        The browser's arrows change the address without any widget.
        """
        given = st.query_params.to_dict()
        known = self.visit
        written = known.written
        if known.view is None:
            self._read(given, first_language())
        elif known.arrived and given != written:
            before, written = self.choice, given
            self._read(given, self.view.language)
            if self.choice != before:
                known.trail = self.trail.left(before)
        keep = {name: value for name, value in given.items() if name.startswith("embed")}
        wanted = {**self.address(), **keep}
        # What was written last may reach the browser only after it has told what is given here.
        if wanted != given or written not in (None, wanted):
            st.query_params.from_dict(wanted)
        known.written = wanted

    def _read(self, parts: Mapping[str, str], language: str) -> None:
        name = parts.get(PACKAGE, self.model)
        if name != self.model and name.startswith(PREFIX):
            # All else in the link is about a model that is not here: it is kept until it is.
            self.visit.link = dict(parts)
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
        self.visit.view, self.visit.reading = reading.view, reading


def first_language() -> str:
    """Return the language that the visitor's browser asks for."""
    try:
        locale = st.context.locale or ""
    except (AttributeError, SdError):
        locale = ""
    return "zh" if locale.lower().startswith("zh") else "en"
