"""Levers, assumptions and scenarios."""

from __future__ import annotations

from typing import Any

from sdlib.output.book.book import Book, Chapter
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
    entries = [_lever(book, lever) for lever in package.levers.values()]
    html = book.render("levers", levers=entries, elements=book.element_link)
    parts = tuple((entry["id"], book.speech.label(entry["lever"].label)) for entry in entries)
    return Chapter(key="levers", title=book.speech.say("levers"), html=html, parts=parts)


def _lever(book: Book, lever: Lever) -> dict[str, Any]:
    paths = dict.fromkeys(
        book.graph.path(start, lever.enters)
        for start in dict.fromkeys(book.model.split(entry.input)[0] for entry in lever.sets)
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
        ],
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
            "changes": book.loaded.settings(key).changes(book.package),
        }
        for key, scenario in book.package.scenarios.items()
    ]
    html = book.render(
        "scenarios", entries=entries, levers=book.levers, assumptions=book.assumptions
    )
    return Chapter(key="scenarios", title=book.speech.say("scenarios"), html=html)
