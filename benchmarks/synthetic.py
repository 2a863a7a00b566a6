"""A Vensim model of any number of scalar equations, for measuring how long compilation takes."""

from __future__ import annotations

import numpy as np

_FORMS = (
    "{a} + 0.1*{b}",
    "{a}*{p}/({b}*{b} + 1)",
    "MAX({a}, {b}) - 0.5*MIN({a}, {p})",
    "IF THEN ELSE({a} > {b}, {p}, {a}*0.9)",
    "EXP(-MAX(0, {a}/1000)) + {p}*{b}/(10 + {b}*{b})",
    "LN(1 + {a}*{a}) + {b}/1000",
    "curve({a}/(1 + {b}*{b}))*{p}",
    "({a} - {b})/(1 + {p}*{p})",
)

_END = """
INITIAL TIME = 0
\t~ Year
\t~ |

FINAL TIME = 10
\t~ Year
\t~ |

SAVEPER = 1
\t~ Year
\t~ |

TIME STEP = 0.125
\t~ Year
\t~ |
"""


def synthetic_model(equations: int) -> str:
    """Return a model's text: a tenth of its equations are constants, a tenth are stocks.

    Every other one is computed from constants, stocks and those before it.

    Args:
        equations: How many equations it has; a lookup and the times come on top.
    """
    tenth = equations // 10
    generator = np.random.default_rng(1)
    constants = [f"Given {k}" for k in range(tenth)]
    stocks = [f"Stock {k}" for k in range(tenth)]
    computed = [f"Computed {k}" for k in range(equations - 2 * tenth)]
    curve = "curve([(-1,0)-(2,2)],(-1,0.2),(0,0.5),(0.5,1),(1,1.2),(2,1.5))"
    lines = ["{UTF-8}", _statement(curve)]
    lines += [_statement(f"{name} = {1 + k % 7 / 10}") for k, name in enumerate(constants)]
    known = list(stocks)
    for k, name in enumerate(computed):
        a, b = generator.choice(known[-200:], 2)
        text = _FORMS[k % len(_FORMS)].format(a=a, b=b, p=constants[k % tenth])
        lines.append(_statement(f"{name} = {text}"))
        known.append(name)
    for k, name in enumerate(stocks):
        flow = computed[(k * 8 + 3) % len(computed)]
        rate = f"({flow} - {name})/(1 + {flow}*{flow})"
        lines.append(_statement(f"{name} = INTEG({rate}, {1 + k % 9})"))
    return "\n".join(lines) + _END


def _statement(text: str) -> str:
    return f"{text}\n\t~ Dmnl\n\t~ |\n"
