"""Parts of an XMILE document that stand in other files beside it.

What is included is put behind all that the document holds itself, so that its own lines keep their
numbers. Nothing is ever fetched, and no file outside the model's folder is read.

Source: XMILE 1.0, section 2.11. It lets a program limit which files it reads; where an absolute
path leads nowhere, the file of that name beside the model is meant.
"""

from __future__ import annotations

import glob
import hashlib
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from lxml import etree

from sdlib.errors import ModelSyntaxError, UnsafeModelError
from sdlib.model.data_files import INCLUDED, included_file
from sdlib.model.reading.decode import decode, read_bytes
from sdlib.model.reading.translate import parse_xml
from sdlib.names import name_key

MOST_INCLUDED = 100
"""Files that a document may include, those that they include counted too."""

_MENTIONED = re.compile(r"<(?:[\w.-]+:)?include\b")
_MERGED = ("dimensions", "macro", "model", "behavior")
_NAMED = ("macro", "model")


def with_included(text: str, path: Path, encoding: str | None) -> tuple[str, dict[str, str]]:
    """Return the text of an XMILE file with all that it includes, and the files that were read.

    A macro or a model that the file itself defines stays as it defines it.

    Args:
        text: Its decoded text.
        path: The file.
        encoding: Encoding that was given to read it.

    Returns:
        The text, and the name of each included file to the SHA-256 of its bytes.

    Raises:
        UnsafeModelError: If a file outside the model's folder is named, or one that is not there.
        ModelSyntaxError: If an included file is none, or says something else than another one.
    """
    if not _MENTIONED.search(text):
        return text, {}
    return _Included(path, encoding).merged(text)


class _Included:
    def __init__(self, path: Path, encoding: str | None) -> None:
        self.path = path
        self.encoding = encoding
        self.files: dict[str, str] = {}
        self.parts: list[str] = []
        self.known: dict[tuple[str, str], str] = {}
        """Kind and key of what is defined to the file that does."""
        self.dimensions: dict[str, tuple[str, ...]] = {}

    def merged(self, text: str) -> tuple[str, dict[str, str]]:
        root = parse_xml(text, self.path)
        for kind in _NAMED:
            for node in root.iterchildren(f"{{*}}{kind}"):
                self.known[kind, _key(node)] = self.path.name
        for node in _dimensions(root):
            self.dimensions[_key(node)] = _content(node)
        self._take_in(root, self.path, "")
        at = text.rfind("</")
        return text[:at] + "".join(self.parts) + text[at:], self.files

    def _take_in(self, root: etree._Element, file: Path, folder: str) -> None:
        """Take in all that a document includes, which stands in a folder of the model's."""
        for node in root.iter("{*}include"):
            place = f"{file}, line {node.sourceline}"
            for name in self._names(_resource(node, place), folder, place):
                if name not in self.files:
                    self._read(name, place)

    def _names(self, resource: str, folder: str, place: str) -> Iterator[str]:
        """Iterate over the names of the files that are meant, from the model's folder on."""
        name = resource.removeprefix("file://")
        if name != resource or name.startswith("/"):
            name, folder = name.rpartition("/")[2], ""
        elif "://" in name or not name:
            raise UnsafeModelError(
                found=f"the model includes '{resource[:80]}'",
                place=place,
                allowed="a file in the model's own folder; nothing is fetched",
                remedy="save the file beside the model and name it without an address",
            )
        name = f"{folder}{name}"
        if "*" not in name:
            yield name
            return
        above, _, pattern = name.rpartition("/")
        # The folder is looked at as a file would be: it is within the model's own, and no link.
        inside = included_file(self.path, above, place, folder=True) if above else self.path.parent
        wanted = glob.escape(pattern).replace("[*]", "*")
        names = [f.name for f in inside.iterdir()] if inside.is_dir() else []
        found = [n for n in sorted(names) if fnmatchcase(n, wanted) and n != self.path.name]
        found = [n for n in found if Path(n).suffix.lower() in INCLUDED]
        if not found:
            raise UnsafeModelError(
                found=f"the model includes the files '{resource[:80]}', and there are none",
                place=place,
                remedy="copy them beside the model",
            )
        for one in found:
            yield f"{above}/{one}" if above else one

    def _read(self, name: str, place: str) -> None:
        # Imported late: it imports PySD, which takes seconds and which no kept model needs.
        from sdlib.model.reading.xmile_model import require_macros

        if len(self.files) == MOST_INCLUDED:
            raise ModelSyntaxError(
                found=f"the model includes more than {MOST_INCLUDED} files", place=place
            )
        file = included_file(self.path, name, place)
        data = read_bytes(file)
        self.files[name] = hashlib.sha256(data).hexdigest()
        root = parse_xml(decode(data, file, self.encoding), file)
        require_macros(root, file)
        kinds = [node for node in root.iterchildren() if _tag(node) in _MERGED]
        behaviour = any(_tag(node) == "behavior" for node in kinds)
        if behaviour and any(_tag(node) in _NAMED for node in kinds):
            raise ModelSyntaxError(
                found="an included file holds <behavior> beside models or macros, and to which of "
                "all it applies nobody says",
                place=str(file),
                remedy="put it into a file of its own",
            )
        for node in kinds:
            self._add(node, name, file)
        above, _, _ = name.rpartition("/")
        self._take_in(root, file, f"{above}/" if above else "")

    def _add(self, node: etree._Element, name: str, file: Path) -> None:
        """Put a part of an included file behind all others, on their line."""
        kind = _tag(node)
        if kind == "dimensions":
            for dimension in [d for d in node if _tag(d) == "dim"]:
                if self._stands_already(dimension, file):
                    node.remove(dimension)
        elif kind in _NAMED:
            owner = self.known.setdefault((kind, _key(node)), name) if _key(node) else ""
            if owner == self.path.name:
                return
            if owner != name:
                what = f"a {kind} '{node.get('name', '')}', which '{owner}' has too"
                raise ModelSyntaxError(
                    found=f"an included file holds {what if owner else f'a nameless {kind}'}",
                    place=f"{file}, line {node.sourceline}",
                    line=int(node.sourceline or 1),
                )
        node.tail = None
        self.parts.append(etree.tostring(node, encoding="unicode").replace("\n", " "))

    def _stands_already(self, dimension: etree._Element, file: Path) -> bool:
        content, key = _content(dimension), _key(dimension)
        known = self.dimensions.setdefault(key, content)
        if known != content:
            raise ModelSyntaxError(
                found=f"the dimension '{dimension.get('name')}' has other elements in an included "
                "file",
                place=f"{file}, line {dimension.sourceline}",
                line=int(dimension.sourceline or 1),
                remedy="define it once",
            )
        return known is not content


def _dimensions(root: etree._Element) -> Iterator[etree._Element]:
    for group in root.iterchildren("{*}dimensions"):
        yield from group.iterchildren("{*}dim")


def _content(dimension: etree._Element) -> tuple[str, ...]:
    named = tuple(name_key(str(e.get("name"))) for e in dimension.iterchildren("{*}elem"))
    return named or (str(dimension.get("size", "")),)


def _tag(node: etree._Element) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _resource(node: etree._Element, place: str) -> str:
    """Return what is included.

    Raises:
        UnsafeModelError: If it is included as another standard has it, XInclude for example.
    """
    resource = node.get("resource")
    if resource is None:
        raise UnsafeModelError(
            found=f"the model includes '{str(node.get('href', ''))[:80]}' as XMILE does not",
            place=place,
            allowed='<include resource="..."/>, of a file in the model\'s own folder',
        )
    return str(resource)


def _key(node: etree._Element) -> str:
    return name_key(str(node.get("name", "")))
