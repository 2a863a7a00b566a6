"""Finding a lever among many: by its name in either language, or by a policy's number.

Nothing here knows Streamlit.
"""

from __future__ import annotations

import re

from sdlib.policy import Package
from sdlib.policy.package import Lever

_BREAKS = re.compile(r"[\s_\-,.;/]+")


def found_levers(package: Package, text: str) -> list[Lever]:
    """Return the levers that a text means, the best first.

    Every word has to occur somewhere in what the lever is called, in either language: its name and
    key, its group, the numbers and names of its policies, what it relieves. Small and capital
    letters are the same.

    Args:
        package: The model's package.
        text: What a visitor typed.
    """
    words = _words(text)
    if not words:
        return []
    ranked = []
    for place, lever in enumerate(package.levers.values()):
        rank = _rank(package, lever, words)
        if rank is not None:
            ranked.append((rank, place, lever))
    return [lever for _, _, lever in sorted(ranked, key=lambda found: found[:2])]


def _rank(package: Package, lever: Lever, words: list[str]) -> int | None:
    """Return how well the words fit, 0 the best; None where one occurs nowhere."""
    numbers = [number.casefold() for number in lever.policies]
    names = " " + " ".join(_words(f"{lever.label.en} {lever.label.zh} {lever.key}"))
    rest = _rest(package, lever)

    def tier(word: str) -> int | None:
        # A number, the beginning of a word of its name, a part of one, anything else of it.
        # Chinese is written without breaks: any sign may begin a word.
        fits = (word in numbers, f" {word}" in names or (word in names and not word.isascii()))
        return next(
            (at for at, yes in enumerate((*fits, word in names, word in rest)) if yes), None
        )

    tiers = [tier(word) for word in words]
    return None if None in tiers else max(at for at in tiers if at is not None)


def _rest(package: Package, lever: Lever) -> str:
    labels = [package.groups[lever.group], *(p.label for p in package.policies_of(lever).values())]
    labels += [bottleneck.label for bottleneck in package.bottlenecks_of(lever).values()]
    said = [part for label in labels for part in (label.en, label.zh)]
    return " ".join(_words(" ".join([*said, *lever.policies])))


def _words(text: str) -> list[str]:
    return [word for word in _BREAKS.split(text.casefold()) if word]
