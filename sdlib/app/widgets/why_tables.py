"""Tables of reasons, as HTML: shares of policies with bars, and the four runs."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from sdlib.app.texts import Texts
from sdlib.app.wording import column_told, series, shown, signed
from sdlib.study.attribution import Attribution, FourRuns


def shares_table(found: Attribution, texts: Texts, *, bare: bool) -> str:
    """Return what each policy adds to the change of the first output; the rows add up.

    Args:
        found: The attribution.
        texts: The language.
        bare: Whether the model came without a package, so that its levers are no policies.
    """
    output = found.outputs[0]
    decimals = output.output.decimals if output.output.decimals is not None else 3
    values = [entry.shapley for entry in output.contributions]
    reach = max([*map(abs, values), abs(output.change)], default=0.0) or 1.0
    low = min([0.0, output.change, *values]) / reach
    high = max([0.0, output.change, *values]) / reach
    rows = [
        _row(entry.policy.label.of(texts.language), entry.shapley, entry.alone, decimals,
             _bar(entry.shapley / reach, low, high))
        for entry in output.contributions
    ]  # fmt: skip
    if len(rows) > 1:
        bar = _bar(output.change / reach, low, high)
        rows.append(_row(texts("why_together"), output.change, None, decimals, bar))
    unit = texts.unit(output.output.unit, short=True)
    adds = texts("why_adds") + (f" [{unit}]" if unit else "")
    name = texts("why_lever" if bare else "why_policy")
    top = (
        f"<th scope='col'>{escape(name)}</th><th scope='col' colspan='2'>{escape(adds)}</th>"
        f"<th scope='col'>{escape(texts('why_alone'))}</th>"
    )
    title = texts("why_share_levers" if bare else "why_share")
    caption = escape(f"{title}: {output.output.label.of(texts.language)}")
    return (
        f"<table class='sd-table sd-bars'><caption>{caption}</caption>"
        f"<thead><tr>{top}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def _row(name: str, value: float, alone: float | None, decimals: int, bar: str) -> str:
    kind = " class='sd-sum'" if alone is None else ""
    other = "" if alone is None else signed(alone, decimals)
    return (
        f"<tr{kind}><th scope='row'>{escape(name)}</th><td>{signed(value, decimals)}</td>"
        f"<td aria-hidden='true'>{bar}</td><td>{other}</td></tr>"
    )


def _bar(value: float, low: float, high: float) -> str:
    """Return a bar from zero; all bars of a table share one scale, `low` to `high`."""
    span = high - low or 1.0
    left, width = (min(value, 0.0) - low) / span, abs(value) / span
    kind = "sd-minus" if value < 0 else "sd-plus"
    return (
        f"<div class='sd-bar'><span class='{kind}' "
        f"style='left: {100 * left:.2f}%; width: {100 * width:.2f}%'></span></div>"
    )


def four_table(four: FourRuns, columns: Sequence[str], time: float, texts: Texts) -> str:
    """Return the values of the four runs, and what policies and assumptions do together.

    Args:
        four: The runs.
        columns: Variables or elements.
        time: One of the saved times.
        texts: The language.
    """
    runs = {
        texts("baseline"): four.baseline,
        texts("four_assumptions"): four.assumptions,
        texts("four_policies"): four.policies,
        texts("four_both"): four.both,
    }
    at = int(abs(four.both.time - time).argmin())
    head = [texts("run_of"), *(_head(four, column, texts) for column in columns)]
    places = [_decimals(four, column) for column in columns]
    body = [
        [name, *(shown(float(series(run, c)[at]), p) for c, p in zip(columns, places, strict=True))]
        for name, run in runs.items()
    ]
    mixed = [
        signed(float(four.interaction(c)[at]), p) for c, p in zip(columns, places, strict=True)
    ]
    body.append([texts("four_mixed"), *mixed])
    top = "".join(f"<th scope='col'>{escape(name)}</th>" for name in head)
    rows = "".join(
        f"<tr><th scope='row'>{escape(row[0])}</th>"
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in body
    )
    return (
        "<div class='sd-scroll'><table class='sd-table sd-numbers sd-named'>"
        f"<caption>{escape(texts('four_title'))}</caption><thead><tr>{top}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _head(four: FourRuns, column: str, texts: Texts) -> str:
    base = four.both.model.split(column)[0]
    label = column_told(four.both.package, four.both.model, column, texts)
    unit = texts.unit(four.both.unit(base), short=True)
    return f"{label} [{unit}]" if unit else label


def _decimals(four: FourRuns, column: str) -> int:
    output = four.both.package.output(four.both.model.split(column)[0])
    return output.decimals if output else 3
