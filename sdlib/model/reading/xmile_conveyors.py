"""Conveyors of an XMILE document: which flows each one drives, and by which shares it leaks.

What comes off a conveyor and what leaks from it is computed from what goes on, so that these flows
have no equations of their own. What the file gives for a leak is the share that leaks: that becomes
a variable, "<leak> fraction", which is written into the document before it is read.

Source: XMILE 1.0, sections 3.7.2, 4.2.1 and 4.3.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from sdlib.model.language import XMILE_ELEMENTS, State
from sdlib.model.reading.xmile_nodes import children, name_of, text_of, variables
from sdlib.names import name_key

_REFUSED = {
    row.name: row.note
    for rows in XMILE_ELEMENTS.values()
    for row in rows
    if row.state is State.REFUSED
}
_MODELS = ("model", "macro")
_OF_QUEUES = frozenset({"batch_integrity", "one_at_a_time"})
"""Attributes that matter behind a queue alone, and queues are refused."""

_WRITTEN = "fraction-written-as"
"""Attribute of a leak whose fraction is a variable already."""

_PARTS = ("dimensions", "eqn", "element", "gf", "init_eqn")
"""What of a leak belongs to its fraction."""


@dataclass(frozen=True, kw_only=True)
class Conveyor:
    """A conveyor, by the keys that its model has for its flows."""

    node: etree._Element
    """The stock."""
    time: str
    """Expression of its transit time."""
    exponential: bool
    """Whether a fraction is of what is still there in a unit of time, not of what went on."""
    inflows: tuple[str, ...]
    outflow: str
    leaks: tuple[tuple[str, str], ...]
    """Each leak with the name of the variable that holds its fraction."""


class ConveyorError(Exception):
    """A conveyor that cannot be run; its text goes on from the name of a variable."""

    def __init__(self, node: etree._Element, found: str) -> None:
        super().__init__(found)
        self.node = node
        self.found = found
        self.flows: tuple[str, ...] = ()
        """Keys of the flows that leave it."""


def write_fractions(root: etree._Element) -> None:
    """Put a variable into a document for the fraction of each leak, and take it out of the leak.

    The equations of the flows that leave a conveyor are words then, for who reads them.

    Args:
        root: The document's root element, which is changed.
    """
    for model in root.iter(*(f"{{*}}{tag}" for tag in _MODELS)):
        for stock in [s for s in variables(model, "stock") if _options(s) is not None]:
            flows = {name_key(name_of(node)): node for node in variables(model)}
            leaks = _leaks(stock, flows)
            for key in leaks:
                name = _fraction_of(flows[key], model)
                _write_fraction(flows[key], name, stock)
                told = f"what leaks from '{name_of(stock)}', of which '{name}' leaks"
                _write_equation(flows[key], told)
            for key in set(_keys(stock, "outflow")) & set(flows) - set(leaks):
                _write_equation(flows[key], f"what comes off '{name_of(stock)}'")


def conveyors_of(model: etree._Element) -> Iterator[Conveyor | ConveyorError]:
    """Iterate over the conveyors of a model, and over the reasons why some cannot be run.

    Args:
        model: A model or a macro, the fractions of its leaks written out.
    """
    flows = {name_key(name_of(node)): node for node in variables(model)}
    taken: set[str] = set()
    for stock in variables(model, "stock"):
        options = _options(stock)
        if options is None:
            continue
        try:
            conveyor = _conveyor(stock, options, flows, model)
            own = {conveyor.outflow, *(leak for leak, _ in conveyor.leaks)}
            _require_untaken(own & taken, flows)
        except ConveyorError as error:
            error.flows = _keys(stock, "outflow")
            yield error
        else:
            taken |= own
            yield conveyor


def _require_untaken(twice: set[str], flows: dict[str, etree._Element]) -> None:
    for key in twice:
        raise ConveyorError(flows[key], "comes off two conveyors")


def _options(stock: etree._Element) -> etree._Element | None:
    return next(children(stock, "conveyor"), None)


def _leaks_of_rest(stock: etree._Element) -> bool:
    options = _options(stock)
    return options is not None and _is_true(options.get("exponential_leak"))


def _conveyor(
    stock: etree._Element,
    options: etree._Element,
    flows: dict[str, etree._Element],
    model: etree._Element,
) -> Conveyor:
    _require_known_options(stock, options)
    time = text_of(options, "len")
    if not time:
        raise ConveyorError(stock, "is a conveyor, and has no transit time, <len>")
    if set(",;") & set(text_of(stock, "eqn")) and "(" not in text_of(stock, "eqn"):
        raise ConveyorError(stock, _unknown("conveyor list"))
    outflows = _keys(stock, "outflow")
    for key in (*_keys(stock, "inflow"), *outflows):
        if key not in flows:
            raise ConveyorError(stock, f"is a conveyor whose flow '{key}' is not defined")
    leaks = _leaks(stock, flows)
    ends = [key for key in outflows if key not in leaks]
    if len(ends) != 1:
        what = "no outflow at its end" if not ends else "several outflows that are no leaks"
        raise ConveyorError(stock, f"is a conveyor with {what}")
    for key in (*_keys(stock, "inflow"), *outflows):
        if _axes(flows[key]) != _axes(stock):
            raise ConveyorError(
                flows[key], f"has other dimensions than the conveyor '{name_of(stock)}'"
            )
    for key in (*_keys(stock, "inflow"), *leaks):
        _require_known_place(flows[key])
    return Conveyor(
        node=stock, time=time, outflow=ends[0],
        exponential=_leaks_of_rest(stock),
        inflows=_keys(stock, "inflow"),
        leaks=tuple((key, _fraction_of(flows[key], model)) for key in leaks),
    )  # fmt: skip


def _require_known_options(stock: etree._Element, options: etree._Element) -> None:
    for child in options:
        if _tag_of(child) not in ("", "len"):
            raise ConveyorError(stock, _unknown(_tag_of(child)))
    for name, value in options.items():
        tag = str(name).rpartition("}")[2]
        tag = "discrete conveyor" if tag == "discrete" else tag
        if tag not in _OF_QUEUES and tag != "exponential_leak" and _is_true(value):
            raise ConveyorError(stock, _unknown(tag))


def _require_known_place(flow: etree._Element) -> None:
    """Raise if a flow goes onto a conveyor, or leaks from it, elsewhere than is usual."""
    ends = {"leak_start": 0.0, "leak_end": 1.0}
    for name, value in flow.items():
        tag, text = str(name).rpartition("}")[2], str(value).strip()
        if tag in ends and not _is_number(text, ends[tag]):
            raise ConveyorError(flow, _unknown("leak_start"))
        if tag == "spreadflow" and text.lower() not in ("", "beginning"):
            raise ConveyorError(flow, _unknown(tag))


def _unknown(what: str) -> str:
    return f"is {_REFUSED.get(what, f'a conveyor with {what}')}, which is not known here"


def _leaks(stock: etree._Element, flows: dict[str, etree._Element]) -> tuple[str, ...]:
    """Return the leaks of a conveyor: those that are marked, or all outflows but the first."""
    outflows = _keys(stock, "outflow")
    marked = tuple(
        key
        for key in outflows
        if key in flows and next(children(flows[key], "leak"), None) is not None
    )
    return marked or tuple(key for key in outflows[1:] if key in flows)


def _keys(stock: etree._Element, tag: str) -> tuple[str, ...]:
    return tuple(name_key((node.text or "").strip().strip('"')) for node in children(stock, tag))


def _axes(node: etree._Element) -> list[str]:
    return [name_key(str(d.get("name"))) for d in node.iter("{*}dim")]


def _fraction_of(leak: etree._Element, model: etree._Element) -> str:
    """Return a name for the fraction of a leak that no other variable of its model has."""
    given = leak.get(_WRITTEN)
    if given:
        return str(given)
    taken = {name_key(name_of(node)) for node in variables(model)}
    name = f"{name_of(leak)} fraction"
    while name_key(name) in taken:
        name = f"{name} of the leak"
    return name


def _write_fraction(leak: etree._Element, name: str, stock: etree._Element) -> None:
    """Put the fraction of a leak before it; where that is done already, nothing is."""
    parent = leak.getparent()
    if leak.get(_WRITTEN) or parent is None:
        return
    # A copy has the line of what it was copied from, a new element none.
    made = deepcopy(leak)
    made.attrib.clear()
    made.set("name", name)
    made.tag = _beside(leak, "aux")
    made.tail = "\n"
    value = text_of(leak, "leak")
    parts = ("dimensions",) if value else _PARTS
    for child in list(made):
        if _tag_of(child) not in parts:
            made.remove(child)
    if value:
        etree.SubElement(made, _beside(leak, "eqn")).text = value
    of = "of what is there, in a unit of time" if _leaks_of_rest(stock) else "of what went on"
    told = f"what leaks from '{name_of(stock)}' as '{name_of(leak)}'"
    etree.SubElement(made, _beside(leak, "doc")).text = f"The share {of}: {told}."
    if text_of(leak, "units"):
        specs = next(leak.getroottree().getroot().iterchildren("{*}sim_specs"), None)
        time = str(specs.get("time_units", "")) if specs is not None else ""
        unit = f"1/{time}" if _leaks_of_rest(stock) and time else "Dmnl"
        etree.SubElement(made, _beside(leak, "units")).text = unit
    leak.set(_WRITTEN, name)
    parent.insert(parent.index(leak), made)


def _write_equation(flow: etree._Element, told: str) -> None:
    """Put words in place of what a file has for the equation of a flow."""
    for child in list(flow):
        if _tag_of(child) in _PARTS[1:]:
            flow.remove(child)
    etree.SubElement(flow, _beside(flow, "eqn")).text = told


def _beside(node: etree._Element, tag: str) -> str:
    """Return a tag in the namespace of an element."""
    space, bracket, _ = str(node.tag).rpartition("}")
    return f"{space}{bracket}{tag}"


def _tag_of(node: etree._Element) -> str:
    """Return the tag of an element without its namespace, of a comment nothing."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _is_true(text: str | None) -> bool:
    return str(text or "").strip().lower() in ("true", "1")


def _is_number(text: str, number: float) -> bool:
    try:
        return float(text) == number
    except ValueError:
        return False
