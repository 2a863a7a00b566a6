"""Levers, assumptions and scenarios."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sdlib.output.book.book import Book, Chapter
from sdlib.policy.choices import Choice, joined
from sdlib.policy.package import Lever
from sdlib.policy.settings import setting_key

_MOST_SLIDERS = 300


def levers(book: Book) -> Chapter | None:
    """Return the chapter on levers; None for a model without any."""
    package = book.package
    if not package.levers:
        return None
    if book.is_bare:
        shown = list(package.levers.values())[:_MOST_SLIDERS]
        html = book.render("levers_bare", levers=shown, elements=book.element_link)
        return Chapter(key="levers", title=book.speech.say("levers"), html=html)
    # Fifty levers of one list would repeat the same settings fifty times.
    common = _common(package.levers.values()) if package.literature else frozenset()
    entries = [_lever(book, lever, common) for lever in package.levers.values()]
    html = book.render(
        "levers",
        levers=entries,
        elements=book.element_link,
        cost_bases=package.literature.cost_bases if package.literature else {},
        shared=_shared(book, common) if common else None,
    )
    parts = tuple((entry["id"], book.speech.label(entry["lever"].label)) for entry in entries)
    return Chapter(key="levers", title=book.speech.say("levers"), html=html, parts=parts)


def _common(levers: Iterable[Lever]) -> frozenset[str]:
    """Return the names of the settings that are the same for every lever."""
    every = [{**lever.settings, **lever.choices} for lever in levers]
    first = every[0]
    return frozenset(n for n in first if all(other.get(n) == first[n] for other in every))


def _shared(book: Book, common: frozenset[str]) -> dict[str, Any]:
    lever = next(iter(book.package.levers.values()))
    choices = {n: _choice(book, c) for n, c in lever.choices.items() if n in common}
    settings = {name: slider for name, slider in lever.settings.items() if name in common}
    return {"settings": settings, "choices": choices}


def _choice(book: Book, choice: Choice) -> dict[str, Any]:
    def named(elements: tuple[str, ...]) -> str:
        labels = [book.package.element_label(choice.over, element) for element in elements]
        return ", ".join(book.speech.plain(label) for label in labels)

    default, elements = named(choice.default), named(choice.elements)
    return {"choice": choice, "default": default, "elements": elements}


def _lever(book: Book, lever: Lever, common: frozenset[str]) -> dict[str, Any]:
    # How strongly a policy acts is what it is about; where and when it acts lead there as well.
    starts = [entry.input for entry in lever.sets if entry.from_ == lever.main]
    paths = dict.fromkeys(
        book.graph.path(start, lever.enters)
        for start in dict.fromkeys(book.model.split(name)[0] for name in starts)
        if start in book.model.variables and lever.enters in book.model.variables
    )
    group = book.package.groups.get(lever.group)
    return {
        "id": book.levers[lever.key],
        "lever": lever,
        "group": book.speech.label(group) if group else lever.group,
        "paths": sorted((path for path in paths if path), key=len)[:1],
        "settings": [
            {
                "key": setting_key(lever, name),
                "slider": slider,
                "inputs": [entry.input for entry in lever.sets if entry.from_ == name],
            }
            for name, slider in lever.settings.items()
            if name not in common
        ],
        "choices": [
            {
                **_choice(book, choice),
                "key": setting_key(lever, name),
                "inputs": [entry.input for entry in lever.sets if entry.from_ == name],
            }
            for name, choice in lever.choices.items()
            if name not in common
        ],
        "policies": book.package.policies_of(lever),
        "bottlenecks": list(book.package.bottlenecks_of(lever).values()),
        "evidence": [
            book.package.evidence[key] for key in lever.evidence if key in book.package.evidence
        ],
    }


def assumptions(book: Book) -> Chapter | None:
    """Return the chapter on assumptions; None for a model that declares none."""
    if not book.package.uncertainties:
        return None
    entries = [
        {"key": key, "id": book.assumptions[key], "entry": entry}
        for key, entry in book.package.uncertainties.items()
    ]
    html = book.render("assumptions", entries=entries, elements=book.element_link)
    return Chapter(key="assumptions", title=book.speech.say("assumptions"), html=html)


def scenarios(book: Book) -> Chapter | None:
    """Return the chapter on scenarios; None for a model that declares none."""
    if book.is_bare or not book.package.scenarios:
        return None
    entries = [
        {
            "key": key,
            "scenario": scenario,
            "changes": {
                name: joined(value) if isinstance(value, tuple) else value
                for name, value in book.loaded.settings(key).changes(book.package).items()
            },
        }
        for key, scenario in book.package.scenarios.items()
    ]
    html = book.render(
        "scenarios", entries=entries, levers=book.levers, assumptions=book.assumptions
    )
    return Chapter(key="scenarios", title=book.speech.say("scenarios"), html=html)
