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
from collections.abc import Iterable, Iterator, Mapping, Set
from pathlib import Path
from typing import Any

import numpy as np

from sdlib.engine.external_files import EXTERNAL
from sdlib.engine.pysd_calls import put_in_known_words
from sdlib.errors import UnsafeModelError
from sdlib.model.structure import Model
from sdlib.names import name_key, plain_name

AbstractModel = Any

_NAME = re.compile(r"[\w \-.,&/()%+*:;<>=?!@#$^|~\[\]'’“”‘°–—·（）、，：；／％]+", re.UNICODE)
"""Names of variables: the builder writes them with `repr`, and makes identifiers of its own."""

_BARE = re.compile(r"[\w \-.,&/()+*:;<>=?!@#$^|~’“”‘°–—·（）、，：；／]+", re.UNICODE)
"""Texts that the builder puts between quotes as they are, so none may hold a quote."""

_WORD = re.compile(r"[\w ]*", re.ASCII)
"""Words of the translators: functions, keywords, kinds."""

_CELL = re.compile(r"[\w \-.$*:,;?/]*", re.UNICODE)
"""Sheets, cells and separators of data files."""

_OPERATORS = frozenset(
    [*"+-*/^=<>", "<>", "<=", ">=", "negative", ":AND:", ":OR:", ":NOT:"],
)
_NODES = "pysd.translators.structures.abstract_expressions"


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
            _require(text, _BARE, "the macro", place)
        for dimension in section.subscripts:
            _check_dimension(dimension, place)
        _unify_spelling(section)
        known = {_as_reference(e.name) for e in section.elements}
        known |= {macro.name for macro in safe.sections[1:]}
        for element in section.elements:
            element.documentation = ""
            element.units = ""
            element.limits = (None, None)
            _require(element.name, _NAME, "the variable", place)
            for component in element.components:
                for call in list(_nodes_named(component.ast, "CallStructure")):
                    put_in_known_words(call)
                _check_component(component, element.name, known, place)
    return safe


def _as_reference(name: str) -> str:
    """Return a name as the translators write it in an equation."""
    return name.lower().replace(" ", "_")


def _unify_spelling(section: Any) -> None:
    """Give each name one spelling, in its definition and wherever it is used.

    The builder does not know that ``"birth rate"`` and ``Birth_Rate`` are one variable.
    """
    axes: dict[str, str] = {}
    for dimension in section.subscripts:
        listed = dimension.subscripts
        for text in (dimension.name, *([listed] if isinstance(listed, str) else listed)):
            axes.setdefault(name_key(text), plain_name(text))
    for dimension in section.subscripts:
        dimension.name = axes[name_key(dimension.name)]
        dimension.mapping = _respelled(dimension.mapping, axes)
        listed = dimension.subscripts
        one = isinstance(listed, str)
        dimension.subscripts = axes[name_key(listed)] if one else _respelled(listed, axes)
    spelling = {key: _as_reference(text) for key, text in axes.items()}
    for element in section.elements:
        element.name = plain_name(element.name)
        spelling[name_key(element.name)] = _as_reference(element.name)
    for element in section.elements:
        for component in element.components:
            left, exceptions = component.subscripts
            component.subscripts = (
                _respelled(left, axes),
                [_respelled(group, axes) for group in exceptions],
            )
            for node in _nodes_named(component.ast, "ReferenceStructure"):
                node.reference = spelling.get(name_key(str(node.reference)), node.reference)
            for node in _nodes_named(component.ast, "SubscriptsReferenceStructure"):
                node.subscripts = _respelled(node.subscripts, axes)


def _respelled(names: Iterable[str], axes: Mapping[str, str]) -> list[str]:
    found = []
    for name in names:
        text = name.removesuffix("!").strip()
        found.append(axes.get(name_key(text), text) + ("!" if name.endswith("!") else ""))
    return found


def _check_dimension(dimension: Any, place: str) -> None:
    listed = dimension.subscripts
    if isinstance(listed, dict):
        raise UnsafeModelError(
            found=f"the dimension '{dimension.name}' takes its subscripts from a data file",
            place=place,
            remedy="write the subscripts into the model",
        )
    _require(plain_name(dimension.name), _BARE, "the dimension", place)
    for text in [listed] if isinstance(listed, str) else listed:
        _require(plain_name(text), _BARE, "the subscript", place)
    for text in dimension.mapping:
        _require(plain_name(text), _BARE, "the mapping", place)


def _check_component(component: Any, name: str, known: Set[str], place: str) -> None:
    kinds = ("Auxiliary", "Constant", "Lookup", "Data", "Stateful")
    if component.type not in kinds or not re.fullmatch(r"[\w, ]*", component.subtype, re.ASCII):
        raise UnsafeModelError(found=f"'{name}' is of an unknown kind", place=place)
    if component.type == "Data":
        _require(name, _BARE, "the data variable", place)
    for group in (component.subscripts[0], *component.subscripts[1]):
        for text in group:
            _require(text, _BARE, "a subscript of", place, name)
    _require(getattr(component, "keyword", None) or "", _WORD, "a keyword of", place, name)
    _check_node(component.ast, name, known, place)


def _check_node(node: Any, name: str, known: Set[str], place: str) -> None:
    """Check one part of an equation; whatever is not known to be harmless is refused."""
    if node is None or _is_number(node):
        return
    if isinstance(node, (list, tuple)):
        for child in node:
            _check_node(child, name, known, place)
        return
    kind = type(node).__name__
    if type(node).__module__ != _NODES:
        what = f"the text {node[:60]!r}" if isinstance(node, str) else "an unknown part"
        raise UnsafeModelError(
            found=f"the equation of '{name}' holds {what} where a number or a name belongs",
            place=place,
        )
    if kind == "ReferenceStructure":
        _require(str(node.reference), _NAME, "a name in the equation of", place, name)
        _check_node(node.subscripts, name, known, place)
        return
    if kind == "CallStructure" and node.function.reference not in known:
        _require(str(node.function.reference), _WORD, "a function in the equation of", place, name)
    for field in dataclasses.fields(node):
        child = getattr(node, field.name)
        texts = [child] if isinstance(child, str) else child
        if isinstance(texts, (list, tuple)) and texts and all(isinstance(t, str) for t in texts):
            for text in texts:
                _check_text(text, kind, field.name, place, name)
        else:
            _check_node(child, name, known, place)


def _check_text(text: str, kind: str, field: str, place: str, name: str) -> None:
    """Check a text that is a field of a node, where the builder writes it as it is."""
    if field == "operators":
        if text not in _OPERATORS:
            raise UnsafeModelError(
                found=f"the equation of '{name}' has the operator '{text}'", place=place
            )
    elif kind == "SubscriptsReferenceStructure":
        _require(text, _BARE, "a subscript in the equation of", place, name)
    elif kind in EXTERNAL:
        _require(text, _CELL, "the reference to a data file of", place, name)
    else:
        _require(text, _WORD, "a word in the equation of", place, name)


def _is_number(node: Any) -> bool:
    if isinstance(node, np.ndarray):
        return node.dtype.kind in "fiu"
    return isinstance(node, (bool, int, float, np.integer, np.floating))


def _nodes_named(node: Any, name: str) -> Iterator[Any]:
    if type(node).__name__ == name:
        yield node
    if isinstance(node, (list, tuple)):
        for child in node:
            yield from _nodes_named(child, name)
    elif dataclasses.is_dataclass(node) and not isinstance(node, type):
        for field in dataclasses.fields(node):
            yield from _nodes_named(getattr(node, field.name), name)


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
