"""What all chapters of a book share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from sdlib.loaded import LoadedModel
from sdlib.model import DependencyGraph, Model, Variable
from sdlib.names import name_key
from sdlib.output.book.anchors import Anchors
from sdlib.output.book.charts import chart, number
from sdlib.output.book.facts import check_results, fit_found, named_loops
from sdlib.output.book.feedback import Feedback
from sdlib.output.book.observed import observations_of
from sdlib.output.book.readme import Section, sections_of
from sdlib.output.book.words import WORDS, Speech
from sdlib.output.diagrams import render_svgs
from sdlib.policy.checks_schema import LoopCheck
from sdlib.policy.locate import scenario_folder
from sdlib.study.checks import CheckResult
from sdlib.study.fit import Fit

_KINDS = ("stock", "flow", "auxiliary", "data", "lookup", "constant")
"""Order of what stands in a sector."""


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """One chapter of a book."""

    key: str
    """Its id in the page, and the name of its template."""
    title: Markup
    html: Markup
    parts: tuple[tuple[str, Markup], ...] = ()
    """Id and title of what the table of contents lists below it."""


class Book:
    """A model with everything that chapters are made from.

    Args:
        loaded: The model with its package.
        language: One of `words.LANGUAGES`.
        step: Told what is done next.
    """

    def __init__(self, loaded: LoadedModel, language: str, step: Callable[[str], None]) -> None:
        self.loaded = loaded
        self.model: Model = loaded.model
        self.package = loaded.package
        self.graph = DependencyGraph(loaded.model)
        self.speech = Speech(language)
        self.step = step
        self.names = Anchors("v", loaded.model.variables)
        groups = dict.fromkeys(v.group for v in loaded.model.variables.values())
        self.sectors = Anchors("sector", groups)
        self.levers = Anchors("lever", loaded.package.levers)
        self.assumptions = Anchors("assumption", loaded.package.uncertainties)
        self.series = Anchors("series", [history.series for history in loaded.package.history])
        self.observations = observations_of(loaded.package.history, loaded.model, self.series)
        self.curves = Anchors("curve", [driver.series for driver in loaded.package.drivers])
        self.driven = {
            loaded.model.variable(driver.variable).name: driver.series
            for driver in loaded.package.drivers
        }
        """Curve to the series whose points it has: a package whose points differ is refused."""
        self.loops: list[LoopCheck] = list(named_loops(loaded))
        self.loop_anchors = Anchors("loop", [loop.key for loop in self.loops])
        self.sections: list[Section] = sections_of(loaded.package.folder)
        self._environment = Environment(
            loader=PackageLoader("sdlib.output.book"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(
            say=self.speech.say,
            label=self.speech.label,
            link=self.link,
            links=self.links,
            number=number,
            package=self.package,
            model=self.model,
            series_anchors=self.series,
            curve_anchors=self.curves,
            loop_anchors=self.loop_anchors,
            percent=lambda value: "–" if value is None else f"{value:.1f} %",
            ratio=lambda value: "–" if value is None else f"{value:.2f}",
        )

    @property
    def is_bare(self) -> bool:
        """Whether the model comes without a package."""
        return self.package.folder is None

    @cached_property
    def checks(self) -> list[CheckResult]:
        """What the checks of the model found."""
        self.step("checking the model")
        return check_results(self.loaded)

    @cached_property
    def fit(self) -> tuple[Fit | None, str]:
        """How the model follows its observations; else why that is not known."""
        self.step("comparing with observations")
        return fit_found(self.loaded)

    @cached_property
    def feedback(self) -> Feedback:
        """The loops of the model, and the signs of their links."""
        self.step("looking for loops")
        return Feedback(self.loaded, self.graph, [loop.path for loop in self.loops])

    def unmeasured(self) -> Markup:
        """Return why signs of links are missing; empty where none is."""
        reason = self.feedback.unmeasured
        return self.speech.say(reason) if reason in WORDS else escape(reason)

    @cached_property
    def setters(self) -> dict[str, list[tuple[str, str]]]:
        """Variable to the levers and assumptions that set it: their address and name."""
        found: dict[str, list[tuple[str, str]]] = {}
        if self.is_bare:
            return found
        for key, lever in self.package.levers.items():
            for entry in lever.sets:
                pair = (self.levers.link(key), self.speech.plain(lever.label))
                found.setdefault(self._owner(entry.input), []).append(pair)
        for key, uncertainty in self.package.uncertainties.items():
            for name in uncertainty.sets:
                pair = (self.assumptions.link(key), self.speech.plain(uncertainty.label))
                found.setdefault(self._owner(name), []).append(pair)
        return {name: list(dict.fromkeys(pairs)) for name, pairs in found.items()}

    def _owner(self, name: str) -> str:
        """Return the variable that a name or an element of one means."""
        base = self.model.split(name)[0]
        return self.model.variable(base).name if base in self.model else base

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Variable to its number: equations stand in this order, sector by sector.

        On paper a name leads nowhere; its number does.
        """
        rank = {kind: at for at, kind in enumerate(_KINDS)}
        place = {group: at for at, group in enumerate(self.sectors)}
        order = sorted(
            self.model.variables.values(),
            key=lambda v: (place[v.group], rank.get(v.kind, len(rank))),
        )
        return {variable.name: number for number, variable in enumerate(order, start=1)}

    @cached_property
    def starts(self) -> dict[str, list[str]]:
        """Variable to those whose value at the start is computed from it."""
        found: dict[str, list[str]] = {}
        for variable in self.model.variables.values():
            for cause in variable.initial_depends_on - variable.depends_on:
                found.setdefault(cause, []).append(variable.name)
        return found

    def sorted(self, names: Iterable[str]) -> list[str]:
        """Return names of variables in the order of the file."""
        return self.graph.in_order(name for name in names if name in self.names)

    def render(self, template: str, **values: Any) -> Markup:
        """Return a template filled in; every value is escaped."""
        return Markup(self._environment.get_template(f"{template}.html").render(**values))

    def link(self, name: str) -> Markup:
        """Return a name that leads to its equation; plain text where it has none."""
        if name not in self.names:
            return escape(name)
        link = Markup('<a href="{}" data-n="{}">{}</a>')
        return link.format(self.names.link(name), self.numbers[name], name)

    def links(self, names: Iterable[str]) -> Markup:
        """Return several names with their links, separated by commas."""
        return Markup(", ").join(self.link(name) for name in names)

    def element_link(self, name: str) -> Markup:
        """Return an element of a variable, with a link to the variable."""
        base = self.model.split(name)[0]
        if base not in self.model:
            return escape(name)
        address = self.names.link(self.model.variable(base).name)
        return Markup('<a href="{}">{}</a>').format(address, name)

    def equation(self, variable: Variable, text: str) -> Markup:
        """Return a text of a variable's equation, each name in it leading to its own."""
        named = sorted(
            (n for n in variable.depends_on | variable.initial_depends_on if n in self.names),
            key=lambda name: (-len(name), name),
        )
        if not named:
            return escape(text)
        keys = {name_key(name): name for name in named}
        pattern = "|".join(_spelled(name) for name in named)
        found = re.compile(rf"(?<![\w.])(?:{pattern})(?![\w])", re.IGNORECASE)
        pieces: list[Markup] = []
        at = 0
        for match in found.finditer(text):
            name = keys.get(name_key(match[0]))
            if name is None:
                continue
            pieces.append(escape(text[at : match.start()]))
            link = Markup('<a href="{}">{}</a>')
            pieces.append(link.format(self.names.link(name), match[0]))
            at = match.end()
        pieces.append(escape(text[at:]))
        return Markup("").join(pieces)

    def draw(self, dots: list[str]) -> list[Markup | None]:
        """Return the drawings of DOT texts, None where one could not be made."""
        return [None if svg is None else Markup(svg) for svg in render_svgs(dots)]

    def chart(self, *args: Any, **given: Any) -> Markup:
        """Return a small chart; see `charts.chart`."""
        return Markup(chart(*args, **given))

    def newest_file(self) -> str:
        """Return the day on which the newest file of the model was written (UTC)."""
        files = [self.model.path]
        if self.package.folder is not None:
            files += [*self.package.folder.rglob("*"), *_scenarios(self.package.folder)]
        newest = max(file.stat().st_mtime for file in files if file.is_file())
        return datetime.fromtimestamp(newest, UTC).strftime("%Y-%m-%d")


def _scenarios(folder: Path) -> list[Path]:
    return list(scenario_folder(folder).glob("*.yaml"))


def _spelled(name: str) -> str:
    """Return a pattern for a name as equations spell it: with quotes or underscores or not."""
    words = [re.escape(word) for word in re.split(r"[\s_]+", name)]
    return '"?' + r"[\s_]+".join(words) + '"?'
