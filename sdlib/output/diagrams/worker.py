"""The process that calls Graphviz: DOT texts in, drawings or places out, one JSON text a line.

It is started as a file of its own, so it imports nothing of the program.
"""

from __future__ import annotations

import json
import sys

LAYOUTS = ("dot", "nop2")
"""Ways of placing nodes that a text may ask for by its attribute ``layout``."""

FORMS = ("svg", "plain")
"""What may be asked for: a drawing, or the places of the nodes."""


def main() -> None:
    """Draw what comes from stdin until it ends: pairs of a form and a text."""
    from pygraphviz import AGraph

    for line in sys.stdin:
        form, text = json.loads(line)
        graph = AGraph(string=text)
        wanted = graph.graph_attr.get("layout")
        program = wanted if wanted in LAYOUTS else LAYOUTS[0]
        form = form if form in FORMS else FORMS[0]
        drawing = graph.draw(format=form, prog=program).decode("utf-8")
        graph.close()
        print(json.dumps(drawing), flush=True)


if __name__ == "__main__":
    main()
