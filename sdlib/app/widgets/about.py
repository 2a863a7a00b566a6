"""What a policy is: what the documents say, how it acts, what studies found, what was adopted.

Everything comes from the package. It is built as HTML, for the opened policy only.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from sdlib.app.session import Session
from sdlib.app.texts import Texts
from sdlib.app.wording import plain, with_unit
from sdlib.policy.evidence_schema import Evidence
from sdlib.policy.literature import Adoption, LiteraturePolicy
from sdlib.policy.package import Lever


def about_lever(session: Session, lever: Lever) -> str:
    """Return everything that is known about a lever's policies, as HTML."""
    texts = session.texts
    language = texts.language
    package = session.loaded.package
    colon = "：" if language == "zh" else ": "
    items = [
        (texts("about_bottleneck"), f"{escape(found.label.of(language))}{colon}"
         f"{escape(found.meaning.of(language))}")
        for found in package.bottlenecks_of(lever).values()
    ]  # fmt: skip
    policies = package.policies_of(lever)
    parts = [_list(items)]
    for number, policy in policies.items():
        title = escape(policy.label.of(language))
        parts.append(f"<p class='sd-part'>{escape(number)} {title}</p>")
        parts.append(_list(_items(policy, texts)))
    name = f"<code>{escape(lever.enters)}</code>" if lever.enters else ""
    if name:
        parts.append(f"<p>{texts('enters', name=name)}</p>")
    parts.append(f"<p class='sd-part'>{escape(texts('evidence'))}</p>{_evidence(session, lever)}")
    bases = [label.of(language) for label in package.cost_bases_of(lever).values()]
    if bases:
        parts.append(_list([(texts("about_cost"), escape("; ".join(bases)))]))
    return f"<div class='sd-about'>{''.join(parts)}</div>"


def finding(entry: Evidence, texts: Texts) -> str:
    """Return one finding with its grade, range and source, as HTML."""
    language = texts.language
    grade = escape(texts(f"grade_{entry.grade}"))
    said = [f"<b>{escape(entry.quantity.of(language))}</b> ({grade})."]
    said.append(escape(entry.finding.of(language)))
    if entry.low is not None and entry.high is not None:
        unit = texts.unit(entry.unit)
        extent = texts("range_found", low=plain(entry.low), high=plain(entry.high), unit=unit)
        middle = ""
        if entry.low == entry.high:
            extent = texts("value_found", value=with_unit(plain(entry.low), unit))
        elif entry.central is not None:
            middle = texts("range_central", central=plain(entry.central))
        stop = "。" if language == "zh" else "."
        said.append(escape(f"{extent}{middle}{stop} {texts(f'ends_{entry.ends}')}"))
    said.append(f"<i>{escape(texts('source'))}: {escape(entry.reference)}</i>")
    return " ".join(said)


def _items(policy: LiteraturePolicy, texts: Texts) -> Iterator[tuple[str, str]]:
    language = texts.language
    yield texts("about_says"), f"{escape(policy.says.of(language))} {_source(escape(policy.where))}"
    if policy.survey is not None:
        yield texts("about_survey"), escape(policy.survey.of(language))
    yield texts("about_acts"), escape(policy.mechanism.of(language))
    if policy.adopted:
        events = "".join(f"<li>{_adopted(entry, texts)}</li>" for entry in policy.adopted)
        yield texts("about_adopted"), f"<ul>{events}</ul>"
    else:
        yield texts("about_adopted"), escape(texts("about_adopted_none"))
    basis = escape(texts(f"about_basis_{policy.side_effects_basis}"))
    yield texts("about_side"), f"{escape(policy.side_effects.of(language))} {_source(basis)}"


def _adopted(entry: Adoption, texts: Texts) -> str:
    when = str(entry.year) if entry.year is not None else texts("about_undated")
    checked = texts("about_verified" if entry.verified else "about_unverified")
    mark = "✓" if entry.verified else "?"
    kind = "sd-sure" if entry.verified else "sd-unsure"
    return (
        f"<b>{escape(when)}</b> {escape(entry.event.of(texts.language))} "
        f"<span class='{kind}'>{mark} {escape(checked)}</span> {_source(escape(entry.reference))}"
    )


def _evidence(session: Session, lever: Lever) -> str:
    texts = session.texts
    found = session.loaded.package.evidence_of(lever).values()
    if not found:
        return f"<p class='sd-unsure'>{escape(texts('grade_none_long'))}</p>"
    return f"<ul>{''.join(f'<li>{finding(entry, texts)}</li>' for entry in found)}</ul>"


def _list(items: Iterator[tuple[str, str]] | list[tuple[str, str]]) -> str:
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{inside}</dd>" for name, inside in items)
    return f"<dl>{rows}</dl>" if rows else ""


def _source(html: str) -> str:
    return f"<span class='sd-source'>[{html}]</span>"
