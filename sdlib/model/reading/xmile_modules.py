"""The models of an XMILE document: the main one, and those that modules put into another.

A variable ``b`` of a module ``a`` is ``a.b``, and what a module's input is connected to stands in
place of it.

Source: XMILE 1.0, section 4.7 (modules); how connections are written, and that a name alone means
a module that lies deeper: files saved by Stella Architect 1.9 to 3.4, for example the model
"hares and lynxes" of isee systems.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from sdlib.model.reading.xmile_nodes import children, main_model, name_of, variables
from sdlib.names import name_key

_SEGMENT = re.compile(r'"[^"]*"|[^."]+')
"""A module or a variable in the path of a connection; a name in quotes may hold a dot."""


@dataclass
class Part:
    """A model of the document, the main one or a module's."""

    node: etree._Element
    prefix: str = ""
    """Names of the modules that it is in, a point after each."""
    sources: dict[str, str] = field(default_factory=dict)
    """Full key of each connected input of the document to that of what it is connected to."""
    names: dict[str, str] = field(default_factory=dict)
    """Key of each of its variables to its full name, inputs left out."""

    def full(self, key: str) -> str:
        """Return the key that one of its variables has in the whole document."""
        return name_key(f"{self.prefix}{key}")

    def resolved(self, key: str) -> str:
        """Return the key of the variable that a name in its equations means."""
        found = key.lstrip(".")
        inside = self.full(key)
        if key in self.names or inside in self.sources:
            found = inside
        elif self.prefix and "." in key[1:]:
            found = f"{self.prefix}{key}"
        seen = {found}
        while found in self.sources and self.sources[found] not in seen:
            found = self.sources[found]
            seen.add(found)
        return found


@dataclass(frozen=True)
class NoModel:
    """A module that cannot be read."""

    node: etree._Element
    """Where it is put."""
    resource: bool
    """Whether another file holds its model; there is none of its name otherwise."""


class Modules:
    """The models of a document, each as often as it is put somewhere."""

    def __init__(self, root: etree._Element) -> None:
        models = root.iterchildren("{*}model")
        self._models = {name_key(str(m.get("name"))): m for m in models if m.get("name")}
        self.missing: list[NoModel] = []
        main = main_model(root)
        self._keys = [] if main is None else list(self._keys_in(main, "", ()))
        self.parts = [] if main is None else list(self._parts(Part(main), ()))

    def _keys_in(self, model: etree._Element, prefix: str, above: tuple[str, ...]) -> Iterator[str]:
        """Iterate over the full keys of the modules of a model, and of those in them."""
        for node in children(model, "module"):
            key = name_key(name_of(node))
            yield f"{prefix}{key}"
            inside = self._model(node)
            if inside is not None and key not in above:
                yield from self._keys_in(inside, f"{prefix}{key}.", (*above, key))

    def _model(self, module: etree._Element) -> etree._Element | None:
        return self._models.get(name_key(str(module.get("model") or name_of(module))))

    def _parts(self, part: Part, above: tuple[str, ...]) -> Iterator[Part]:
        """Iterate over a model and its modules, names and connections noted."""
        modules = list(children(part.node, "module"))
        self._connect(part, modules)
        for node in variables(part.node):
            key = name_key(name_of(node))
            if part.full(key) not in part.sources:
                part.names[key] = f"{part.prefix}{name_of(node)}"
        yield part
        for node in modules:
            name = name_of(node)
            model = self._model(node)
            if node.get("resource") or model is None or name_key(name) in above:
                self.missing.append(NoModel(node, resource=bool(node.get("resource"))))
                continue
            inside = Part(model, prefix=f"{part.prefix}{name}.", sources=part.sources)
            yield from self._parts(inside, (*above, name_key(name)))

    def _connect(self, part: Part, modules: list[etree._Element]) -> None:
        """Note what the inputs of a model's modules are connected to.

        Stella writes a connection under both its modules, and what the model around takes out of a
        module under that module: whose input it is, is told by the path alone.
        """
        own = {name_key(name_of(node)) for node in variables(part.node)}
        for node in modules:
            here = part.full(name_key(name_of(node)))
            for link in node.iterchildren("{*}connect", "{*}connect2"):
                *into, target = _path(link.get("to"))
                *out_of, source = _path(link.get("from"))
                within, start = self._module(into, part), self._module(out_of, part)
                if within is None:
                    # Without a module's name: an input of the model around, or of this module.
                    to = part.full(target) if start == here else f"{here}.{target}"
                else:
                    to = f"{within}.{target}"
                if start is not None:
                    part.sources[to] = f"{start}.{source}"
                else:
                    part.sources[to] = part.full(source) if source in own else source

    def _module(self, path: list[str], part: Part) -> str | None:
        """Return the full key of the module that a path means in a model, if there is one."""
        for found in (part.full(".".join(path)), ".".join(path)):
            if path and found in self._keys:
                return found
        same = [found for found in self._keys if path and found.endswith(f".{path[-1]}")]
        return same[0] if len(same) == 1 else None


def _path(text: str | None) -> list[str]:
    """Return the keys of a name with the modules that it is in, outermost first."""
    return [name_key(part) for part in _SEGMENT.findall(text or "")] or [""]
