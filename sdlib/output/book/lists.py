"""Long lists of names, told in a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from markupsafe import Markup

from sdlib.output.book.book import Book

_MOST_SETTERS = 6
_MOST_USERS = 24


def named_setters(book: Book, name: str) -> Markup:
    """Return the levers and assumptions that set a variable; many levers are counted.

    What each of many levers sets stands with that lever.

    Args:
        book: The book.
        name: The variable.
    """
    pairs = book.setters.get(name, [])
    levers = {book.levers.link(key) for key in book.package.levers if key in book.levers}
    of_levers = [address for address, _ in pairs if address in levers]
    shown: list[Markup] = []
    if len(of_levers) > _MOST_SETTERS:
        word = "all_levers" if len(of_levers) == len(levers) else "some_levers"
        text = book.speech.say(word, count=len(of_levers), all=len(levers))
        shown.append(Markup('<a href="#levers">{}</a>').format(text))
        pairs = [pair for pair in pairs if pair[0] not in levers]
    link = Markup('<a href="{}">{}</a>')
    shown += [link.format(address, text) for address, text in pairs]
    return Markup(", ").join(shown)


def named_users(book: Book, names: Sequence[str]) -> Markup:
    """Return variables with their links; many are counted by sector.

    Args:
        book: The book.
        names: Variables, in the order of the file.
    """
    if len(names) <= _MOST_USERS:
        return book.links(names)
    counts = Counter(book.model.variables[name].group for name in names)
    link = Markup('<a href="{}">{}</a> {}')
    sectors = [
        link.format(book.sectors.link(group), group or book.speech.say("no_sector"), count)
        for group, count in counts.items()
    ]
    count = book.speech.say("variables_by_sector", count=len(names))
    return Markup("{} {}").format(count, Markup(", ").join(sectors))
