"""What Graphviz draws, made fit to stand inside a page: a second wall behind the quoting of DOT.

Only known elements and attributes pass; ids go, since several drawings stand in one page; valves
and clouds get the shapes that readers of stock-and-flow diagrams expect.
"""

from __future__ import annotations

import re

from lxml import etree

_SVG = "http://www.w3.org/2000/svg"
_TOOLTIP = "{http://www.w3.org/1999/xlink}title"
_ADDRESS = "{http://www.w3.org/1999/xlink}href"
_ELEMENTS = {"svg", "g", "title", "path", "polygon", "polyline", "ellipse", "text", "a"}
_ATTRIBUTES = {
    *("viewBox", "class", "transform", "fill", "stroke", "stroke-width", "stroke-dasharray"),
    *("points", "d", "cx", "cy", "rx", "ry", "x", "y", "text-anchor", "font-size", "font-weight"),
}
_CLASS = re.compile(r"[a-z -]+")
_PIXELS_A_POINT = 1.15
"""Somewhat less than a screen has, so that most diagrams fit a page without being shrunk."""

_FONTS = "'Helvetica Neue',Arial,'Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif"
_COLOR = "#44617b"
_WALL = {"fill": "none", "stroke": _COLOR, "stroke-width": "4.5"}
_BORE = {"fill": "none", "stroke": "#fff", "stroke-width": "2"}
_BOW = {"fill": "#fff", "stroke": _COLOR, "stroke-width": "1.5"}
_PUFFS = {"fill": "#fff", "stroke": "#737882", "stroke-width": "1.2"}


def clean_svg(drawing: str) -> str:
    """Return a drawing of Graphviz as one ``<svg>`` element.

    Args:
        drawing: The whole file.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    root = etree.fromstring(drawing.encode("utf-8"), parser)
    width = root.get("viewBox", "0 0 0 0").split()[2]
    made = etree.Element("svg", {"viewBox": root.get("viewBox", ""), "class": "diagram"})
    made.set("style", f"width:{float(width) * _PIXELS_A_POINT:.0f}px")
    made.set("font-family", _FONTS)
    _copy_children(root, made)
    text = etree.tostring(made, encoding="unicode")
    return str(text)


def _copy_children(source: etree._Element, target: etree._Element) -> None:
    kind = _class(source).split()[0] if _class(source) else ""
    for child in source:
        name = etree.QName(child).localname if isinstance(child.tag, str) else ""
        if name not in _ELEMENTS or name == "title":
            continue
        if kind == "graph" and name == "polygon":
            continue
        made = etree.SubElement(target, name)
        for key, value in child.attrib.items():
            if str(key) in _ATTRIBUTES and (key != "class" or _CLASS.fullmatch(str(value))):
                made.set(key, value)
        made.text = child.text if name == "text" else None
        if name == "a":
            _set_address(child, made)
        _copy_children(child, made)
    if kind in ("node", "edge"):
        _reshape(target, _class(source).split()[1:])


def _class(element: etree._Element) -> str:
    return str(element.get("class", ""))


def _set_address(source: etree._Element, made: etree._Element) -> None:
    """Keep addresses inside the page only, and the tooltip where all browsers look for it."""
    address = str(source.get(_ADDRESS, ""))
    if address.startswith("#"):
        made.set("href", address)
    tooltip = source.get(_TOOLTIP)
    if tooltip:
        etree.SubElement(made, "title").text = str(tooltip)


def _reshape(node: etree._Element, classes: list[str]) -> None:
    """Draw pipes hollow, the box of a flow as a valve, and that of nothing as a cloud."""
    if "pipe" in classes:
        for path in list(node.iter("path")):
            path.addnext(_path(_BORE, str(path.get("d"))))
        for head in node.iter("polygon"):
            head.set("stroke", "none")
    for shape in list(node.iter("polygon")):
        if "valve" in classes:
            _replace(shape, _valve(*_box(shape)))
        elif "cloud" in classes:
            _replace(shape, _cloud(*_box(shape)))
        elif "auxiliary" in classes or "shadow" in classes:
            _replace(shape, [])


def _path(style: dict[str, str], data: str) -> etree._Element:
    made = etree.Element("path")
    for key, value in {**style, "d": data}.items():
        made.set(key, value)
    return made


def _replace(shape: etree._Element, paths: list[etree._Element]) -> None:
    parent = shape.getparent()
    assert parent is not None
    at = parent.index(shape)
    parent.remove(shape)
    for offset, path in enumerate(paths):
        parent.insert(at + offset, path)


def _box(shape: etree._Element) -> tuple[float, float, float, float]:
    """Return centre, half width and half height of a polygon."""
    pairs = [point.split(",") for point in str(shape.get("points", "0,0")).split()]
    across = [float(pair[0]) for pair in pairs]
    down = [float(pair[1]) for pair in pairs]
    middle = ((min(across) + max(across)) / 2, (min(down) + max(down)) / 2)
    return (*middle, (max(across) - min(across)) / 2, (max(down) - min(down)) / 2)


def _valve(x: float, y: float, half: float, _: float) -> list[etree._Element]:
    # A little longer than the box, so that no seam shows where the pipes end.
    pipe = f"M{x - half - 1.5:.2f},{y:.2f}H{x + half + 1.5:.2f}"
    bow = f"M{x - 7:.2f},{y - 7:.2f}L{x + 7:.2f},{y + 7:.2f}V{y - 7:.2f}L{x - 7:.2f},{y + 7:.2f}Z"
    return [_path(_WALL, pipe), _path(_BORE, pipe), _path(_BOW, bow)]


def _cloud(x: float, y: float, half: float, _: float) -> list[etree._Element]:
    r = half / 2
    puffs = (
        f"M{x - 1.3 * r:.2f},{y + r:.2f}"
        f"a{r:.2f},{r:.2f} 0 0 1 {-0.1 * r:.2f},{-1.6 * r:.2f}"
        f"a{1.3 * r:.2f},{1.3 * r:.2f} 0 0 1 {2.3 * r:.2f},{-0.6 * r:.2f}"
        f"a{0.9 * r:.2f},{0.9 * r:.2f} 0 0 1 {0.7 * r:.2f},{2.2 * r:.2f}Z"
    )
    return [_path(_PUFFS, puffs)]
