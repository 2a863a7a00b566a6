"""A copy of a model that may be handed to PySD's builder.

The builder writes Python from the parts of a model and imports it. A comment that closes a
docstring would run; so would other texts, were they written without care. Therefore the copy has
no comments and no units, and every text that is left in it consists of signs that mean nothing
inside a Python string. What does not pass is refused; it is never repaired.
"""

from __future__ import annotations

import copy
import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sdlib.errors import UnsafeModelError
from sdlib.model.structure import Model
from sdlib.names import name_key, plain_name

AbstractModel = Any

_NAME = re.compile(r"[\w \-.,&/()%+*:;<>=?!@#$^|~\[\]'’“”‘°–—·（）、，：；／％]+", re.UNICODE)
_SUBSCRIPT = re.compile(r"[\w \-.,&/()+*:;<>=?!@#$^|~’“”‘°–—·（）、，：；／]+", re.UNICODE)
_CELL = re.compile(r"[\w \-.$*:]+", re.UNICODE)
_EXTERNAL = ("GetDataStructure", "GetConstantsStructure", "GetLookupsStructure")


def safe_copy(abstract: AbstractModel, model: Model, folder: Path) -> AbstractModel:
    """Return a copy of an abstract model without comments and units, every text checked.

    Args:
        abstract: PySD's abstract model.
        model: The model that it came from, for messages.
        folder: Where the builder is to write.

    Raises:
        UnsafeModelError: If a text in the model holds a sign that is not allowed.
    """
    place = str(model.path)
    safe = copy.deepcopy(abstract)
    safe.original_path = folder / "model.mdl"
    for number, section in enumerate(safe.sections):
        section.path = folder / ("model.py" if number == 0 else f"macro_{number}.py")
        section.split = False
        section.views_dict = None
        section.constraints = ()
        section.test_inputs = ()
        for text in (section.name, *section.params, *section.returns):
            _require(text, _NAME, "the macro", place)
        for dimension in section.subscripts:
            _check_dimension(dimension, place)
        _unify_spelling(section)
        for element in section.elements:
            element.documentation = ""
            element.units = ""
            element.limits = (None, None)
            _require(element.name, _NAME, "the variable", place)
            for component in element.components:
                _check_component(component, element.name, place)
    return safe


def external_files(abstract: AbstractModel, model: Model) -> dict[str, Path]:
    """Return the data files that a model reads: the name it uses to the file itself.

    Raises:
        UnsafeModelError: If a name leads out of the model's folder, or is no plain file name.
    """
    folder = model.path.resolve().parent
    found: dict[str, Path] = {}
    for node in _external_nodes(abstract):
        name = str(node.file).strip("'\"")
        file = (folder / name).resolve()
        inside = file.is_relative_to(folder)
        if not inside or not _CELL.fullmatch(Path(name).name) or name.startswith("?"):
            raise UnsafeModelError(
                found=f"the model reads the file '{name}'",
                place=str(model.path),
                allowed="a file in the model's own folder",
                remedy="copy the data beside the model and name it without a path",
            )
        if not file.is_file():
            raise UnsafeModelError(
                found=f"the model reads the file '{name}', which is not there",
                place=str(model.path),
                remedy="copy the data beside the model",
            )
        found[name] = file
    return found


def _unify_spelling(section: Any) -> None:
    """Give each variable one spelling, in its definition and wherever it is used.

    The builder does not know that ``"birth rate"`` and ``Birth_Rate`` are one variable.
    """
    spelling = {}
    for element in section.elements:
        element.name = plain_name(element.name)
        spelling[name_key(element.name)] = element.name.lower().replace(" ", "_")
    for element in section.elements:
        for component in element.components:
            for node in _nodes_named(component.ast, ("ReferenceStructure",)):
                key = name_key(str(node.reference))
                node.reference = spelling.get(key, node.reference)


def _check_dimension(dimension: Any, place: str) -> None:
    _require(plain_name(dimension.name), _SUBSCRIPT, "the dimension", place)
    listed = dimension.subscripts
    if isinstance(listed, dict):
        raise UnsafeModelError(
            found=f"the dimension '{dimension.name}' takes its subscripts from a data file",
            place=place,
            remedy="write the subscripts into the model",
        )
    for text in [listed] if isinstance(listed, str) else listed:
        _require(plain_name(text), _SUBSCRIPT, "the subscript", place)
    for text in dimension.mapping:
        _require(str(text), _SUBSCRIPT, "the mapping", place)


def _check_component(component: Any, name: str, place: str) -> None:
    kinds = ("Auxiliary", "Constant", "Lookup", "Data", "Stateful")
    if component.type not in kinds or not re.fullmatch(r"[\w, ]*", component.subtype):
        raise UnsafeModelError(found=f"'{name}' is of an unknown kind", place=place)
    for group in (component.subscripts[0], *component.subscripts[1]):
        for text in group:
            _require(plain_name(text), _SUBSCRIPT, "a subscript of", place, name)
    keyword = getattr(component, "keyword", None)
    if keyword is not None:
        _require(keyword, _CELL, "a keyword of", place, name)
    for text, owner in _texts(component.ast):
        pattern = _CELL if owner in _EXTERNAL else _NAME
        _require(plain_name(text.strip("'")), pattern, "a name in the equation of", place, name)


def _texts(node: Any, owner: str = "") -> Iterator[tuple[str, str]]:
    """Iterate over all texts in a syntax tree with the class that holds each."""
    if isinstance(node, str):
        if node:
            yield node, owner
    elif isinstance(node, (list, tuple)):
        for child in node:
            yield from _texts(child, owner)
    elif isinstance(node, dict):
        for key, child in node.items():
            yield from _texts([key, child], owner)
    elif dataclasses.is_dataclass(node) and not isinstance(node, type):
        for field in dataclasses.fields(node):
            yield from _texts(getattr(node, field.name), type(node).__name__)


def _external_nodes(abstract: AbstractModel) -> Iterator[Any]:
    for section in abstract.sections:
        for element in section.elements:
            for component in element.components:
                yield from _nodes_named(component.ast, _EXTERNAL)


def _nodes_named(node: Any, names: tuple[str, ...]) -> Iterator[Any]:
    if type(node).__name__ in names:
        yield node
    if isinstance(node, (list, tuple)):
        for child in node:
            yield from _nodes_named(child, names)
    elif dataclasses.is_dataclass(node) and not isinstance(node, type):
        for field in dataclasses.fields(node):
            yield from _nodes_named(getattr(node, field.name), names)


def _require(text: str, pattern: re.Pattern[str], what: str, place: str, name: str = "") -> None:
    if pattern.fullmatch(text):
        return
    bad = next((sign for sign in text if not pattern.fullmatch(sign)), text)
    subject = f"{what} '{name}'" if name else f"{what} {text[:60]!r}"
    raise UnsafeModelError(
        found=f"{subject} holds the sign {bad!r}, which is not handed to the PySD engine",
        place=place,
        allowed="letters, digits, spaces and the usual punctuation, no quotes or backslashes",
        remedy="rename it in the model",
    )
