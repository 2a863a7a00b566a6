"""What must hold of a page that stands alone: elements closed, links that lead somewhere."""

from __future__ import annotations

import sys
from html.parser import HTMLParser
from pathlib import Path

_VOID = {"meta", "br", "hr", "img", "input", "link", "col"}
_FETCHING = {"src", "srcset", "poster", "data", "action", "background"}
_RUNNING = {"script", "iframe", "object", "embed", "link", "base", "form", "img", "image", "use"}


class Page(HTMLParser):
    """A page that was read strictly.

    Args:
        text: The page.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.text: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        if self._open:
            self.faults.append(f"never closed: {self._open}")
        self.faults += [f"two elements with the id {i}" for i in self.ids if self.ids.count(i) > 1]
        known = set(self.ids)
        self.faults += [
            f"{link} leads nowhere"
            for link in self.links
            if link.startswith("#") and link[1:] not in known
        ]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in _RUNNING:
            self.faults.append(f"the page holds <{tag}>")
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            elif name == "href":
                self.links.append(value or "")
            elif name in _FETCHING or name.startswith("on"):
                self.faults.append(f"<{tag}> has {name}")
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self._open[-1:]} at line {self.getpos()[0]}")
        else:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open[-1:] != ["style"]:
            self.text.append(data)
        elif "url(" in data or "@import" in data:
            self.faults.append("the style loads something")

    @property
    def words(self) -> str:
        """What a reader sees, in one line."""
        return " ".join(" ".join(self.text).split())


if __name__ == "__main__":
    page = Page(Path(sys.argv[1]).read_text(encoding="utf-8"))
    print(f"{sys.argv[1]}: {len(page.links)} links, {len(page.ids)} ids")
    sys.exit("\n".join(page.faults) or 0)
