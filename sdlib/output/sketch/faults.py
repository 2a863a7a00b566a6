"""Where the sketch of a file no longer fits its equations."""

from __future__ import annotations

from collections.abc import Iterator

from sdlib.model import Model, Stock
from sdlib.model.drawn import DrawnView, drawn_views
from sdlib.names import name_key
from sdlib.output.sketch.vensim_file import vensim_parts
from sdlib.output.sketch.views import CONTROL, View, views_of


def sketch_faults(model: Model) -> tuple[str, ...]:
    """Return where a file's views no longer fit its equations, a sentence each.

    Every group needs a view of its name that shows its variables, stocks in boxes, and an arrow or
    a pipe for each cause. Where things stand is not looked at: who moves them in Vensim spoils
    nothing.

    Args:
        model: A model that was read from a Vensim file.

    Raises:
        ModelFileError: If it is no Vensim file.
    """
    sketch = vensim_parts(model).sketch
    drawn = drawn_views(sketch)
    if not drawn:
        return ("the file has no sketch",)
    by_name = {view.name: view for view in drawn}
    found: list[str] = []
    for view in views_of(model):
        if view.name in by_name:
            found.extend(_differences(model, view, by_name[view.name]))
        else:
            found.append(f"there is no view '{view.name}'")
    for other in drawn:
        found.extend(
            f"view '{other.name}' shows '{name}', which is no variable of the model"
            for key, name in other.shown.items()
            if name not in model and key not in _CONTROL
        )
    return tuple(dict.fromkeys(found))


_CONTROL = {name_key(name) for name in CONTROL}


def _differences(model: Model, view: View, drawn: DrawnView) -> Iterator[str]:
    """Iterate over what differs between a view as it should be and as it is drawn."""
    place = f"view '{view.name}'"
    own = {name_key(node.name) for node in view.nodes if node.name and not node.shadow}
    for node in view.nodes:
        key = name_key(node.name)
        if node.kind == "cloud" or node.shadow:
            continue
        if key not in drawn.own:
            yield f"{place} does not show '{node.name}'"
        elif node.kind == "stock" and key not in drawn.boxes:
            yield f"{place} shows the stock '{node.name}' without a box"
    named = {node.key: node.name for node in view.nodes}
    arrows = {
        (name_key(named[link.start]), name_key(named[link.end])): link
        for link in view.links
        if not link.pipe
    }
    for pair, link in arrows.items():
        if pair not in drawn.arrows and pair[1] in drawn.own:
            cause, effect = named[link.start], named[link.end]
            yield f"{place} has no arrow from '{cause}' to '{effect}'"
    for pair in sorted(drawn.arrows - arrows.keys()):
        if pair[1] in own and pair not in drawn.pipes and pair[::-1] not in drawn.pipes:
            cause, effect = (drawn.shown[key] for key in pair)
            yield f"{place} has an arrow from '{cause}' to '{effect}', which does not depend on it"
    yield from _wrong_pipes(model, drawn, own)


def _wrong_pipes(model: Model, drawn: DrawnView, own: set[str]) -> Iterator[str]:
    place = f"view '{drawn.name}'"
    needed = {}
    for stock in model.stocks:
        for flow in dict.fromkeys((*stock.inflows, *stock.outflows)):
            through_valve = not isinstance(model.variables[flow], Stock)
            if through_valve and {name_key(stock.name), name_key(flow)} & own:
                needed[name_key(flow), name_key(stock.name)] = (flow, stock)
    for pair, (flow, stock) in needed.items():
        if pair not in drawn.pipes:
            if pair[0] in drawn.shown or pair[1] in drawn.shown:
                yield f"{place} has no pipe between '{flow}' and '{stock.name}'"
        elif not _runs_right(stock, flow, pair, drawn):
            way = "fills" if flow in stock.inflows else "empties"
            yield f"{place} does not show that '{flow}' {way} '{stock.name}'"
    for begin, end in sorted(drawn.pipes.keys() - needed.keys()):
        if end and {begin, end} & own:
            yield (
                f"{place} has a pipe between '{drawn.shown[begin]}' and '{drawn.shown[end]}', "
                "which it does not change"
            )


def _runs_right(stock: Stock, flow: str, pair: tuple[str, str], drawn: DrawnView) -> bool:
    """Tell whether a pipe has its head where the flow goes; one with two heads goes both ways."""
    if flow in stock.inflows:
        return drawn.pipes[pair]
    heads = [head for (name, _), head in drawn.pipes.items() if name == pair[0]]
    return not drawn.pipes[pair] or all(heads)
