"""An attribution in one or two plain sentences, in English and Chinese."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sdlib.study.attribution.result import Attribution, OutputAttribution, Pair

PERCENT = ("percent", "%")
"""Units in which a change is told in points, not in per cent of per cent."""

MOST_NAMED = 4
"""How many policies a sentence names one by one."""

_OVERLAP = {"en": "overlap by", "zh": "相互重叠"}
_STRENGTHEN = {"en": "strengthen each other by", "zh": "相互增强"}
_MIXED = {"en": "change each other's effect by", "zh": "相互影响"}


def sentence(
    found: Attribution, output: OutputAttribution, language: str = "en", unit: str | None = None
) -> str:
    """Return who changed an output by how much.

    Args:
        found: The attribution.
        output: One of its outputs.
        language: "en" or "zh".
        unit: The output's unit as a reader sees it; as the model has it by default.

    Example:
        >>> import sdlib
        >>> from sdlib.study.attribution import attribute, sentence
        >>> model = sdlib.load("sme_primer")
        >>> found = attribute(model, model.settings("rd_tax_support"), outputs=["Exports"])
        >>> sentence(found, found.outputs[0]).split(":")[0]
        'Merchandise exports in 2040'
    """
    told = _Told(output, output.without_policies, language, unit)
    before, after = told.ends()
    if language == "zh":
        return _chinese(found, output, told, f"（{before}→{after}{told.value_unit}）")
    return _english(found, output, told, f"({before} to {after}{told.value_unit})")


def four_sentence(
    found: Attribution, output: OutputAttribution, language: str = "en", unit: str | None = None
) -> str:
    """Return what policies and assumptions do alone and together.

    Args:
        found: The attribution.
        output: One of its outputs.
        language: "en" or "zh".
        unit: The output's unit as a reader sees it; as the model has it by default.

    Returns:
        A sentence; empty where no assumption was changed.
    """
    if not found.assumptions:
        return ""
    told = _Told(output, output.baseline, language, unit)
    assumptions = told.whole(output.assumptions)
    policies = told.whole(output.policies_only - output.baseline)
    both = told.whole(output.with_policies - output.baseline)
    mixed = told.part(output.with_assumptions)
    if language == "zh":
        return (
            f"与基准相比：仅假设{assumptions}，仅政策{policies}，两者同时{both}；"
            f"其中两者相互作用{mixed}。"
        )
    return (
        f"Against the baseline: assumptions alone {assumptions}, policies alone {policies}, both "
        f"{both}; of this {mixed} because they act on each other."
    )


def _english(found: Attribution, output: OutputAttribution, told: _Told, ends: str) -> str:
    when = f"in {found.time:.10g}" if _yearly(found) else f"at time {found.time:.10g}"
    text = f"{output.output.label.en} {when}:"
    if not _moved(output, told):
        how = "hardly change it" if _any_change(output) else "do not change it"
        return f"{text} the policies {how} {ends}."
    whole = told.whole(output.change)
    if len(output.contributions) == 1:
        return f"{text} {whole} through {output.contributions[0].policy.label.en} {ends}."
    parts = ", ".join(f"{name} {told.part(value)}" for name, value in _named(output, told))
    text = f"{text} together {whole} {ends}: {parts}."
    pair = _strongest(output, told)
    if pair:
        manner = _manner(output, pair)["en"]
        size = told.part(abs(pair.interaction), signed=False)
        text += f" {pair.first.label.en} and {pair.second.label.en} {manner} {size}."
    return text


def _chinese(found: Attribution, output: OutputAttribution, told: _Told, ends: str) -> str:
    when = f"{found.time:.10g}年" if _yearly(found) else f"时间{found.time:.10g}"
    text = f"{when}{output.output.label.zh}："
    if not _moved(output, told):
        how = "几乎未使其改变" if _any_change(output) else "未使其改变"
        return f"{text}各项政策{how}{ends}。"
    whole = told.whole(output.change)
    if len(output.contributions) == 1:
        return f"{text}{output.contributions[0].policy.label.zh}使其变化{whole}{ends}。"
    parts = "，".join(f"{name}{told.part(value)}" for name, value in _named(output, told))
    text = f"{text}合计{whole}{ends}，其中{parts}。"
    pair = _strongest(output, told)
    if pair:
        manner = _manner(output, pair)["zh"]
        size = told.part(abs(pair.interaction), signed=False)
        text += f"{pair.first.label.zh}与{pair.second.label.zh}{manner}{size}。"
    return text


@dataclass(frozen=True)
class _Told:
    """How changes of one output are told: in per cent of a value, in points, or in its unit."""

    output: OutputAttribution
    before: float
    """The value that changes are compared with [unit of the output]."""
    language: str
    unit: str | None

    @property
    def _kind(self) -> str:
        if self.output.output.unit.lower() in PERCENT:
            return "points"
        output = self.output
        ends = (output.with_policies, output.without_policies, output.baseline)
        # A change against nothing has no per cent.
        return "percent" if abs(self.before) > 1e-6 * max(map(abs, ends)) else "unit"

    @property
    def _digits(self) -> int:
        if self._kind == "percent":
            return 1
        if self._kind == "points":
            return max(1, self.output.output.decimals or 0)
        parts = [self.output.change, *(c.shapley for c in self.output.contributions)]
        largest = max(map(abs, parts))
        return max(0, 2 - math.floor(math.log10(largest))) if largest else 0

    @property
    def value_unit(self) -> str:
        """The unit of the output's values, with the space before it."""
        unit = self.output.output.unit if self.unit is None else self.unit
        return "" if unit in ("", "Dmnl", "1") else f" {unit}"

    def whole(self, value: float) -> str:
        """Return a change as a whole, with its sign and unit."""
        if self._kind == "percent":
            return self._number(value) + (" %" if self.language == "en" else "%")
        return self.part(value)

    def part(self, value: float, *, signed: bool = True) -> str:
        """Return a part of a change, with its unit."""
        points = " points" if self.language == "en" else "个百分点"
        return self._number(value, signed) + (self.value_unit if self._kind == "unit" else points)

    def shows(self, value: float) -> bool:
        """Tell whether a change is more than zero in the digits that are told."""
        return abs(self._scaled(value)) >= 0.5 * 10.0**-self._digits

    def ends(self) -> tuple[str, str]:
        """Return the value without and with the policies."""
        ends = (self.output.without_policies, self.output.with_policies)
        digits = self.output.output.decimals
        if digits is None:
            return f"{ends[0]:,.4g}", f"{ends[1]:,.4g}"
        return f"{ends[0]:,.{digits}f}", f"{ends[1]:,.{digits}f}"

    def _scaled(self, value: float) -> float:
        return 100 * value / abs(self.before) if self._kind == "percent" else value

    def _number(self, value: float, signed: bool = True) -> str:
        sign = "+" if signed else ""
        # Minus zero would look like a change.
        return f"{round(self._scaled(value), self._digits) + 0.0:{sign},.{self._digits}f}"


def _named(output: OutputAttribution, told: _Told) -> list[tuple[str, float]]:
    """Return the policies that are named, then the rest as one; together they are the change."""
    visible = [c for c in output.contributions if told.shows(c.shapley)]
    named = visible[:MOST_NAMED] if len(visible) > MOST_NAMED + 1 else visible
    found = [(entry.policy.label.of(told.language), entry.shapley) for entry in named]
    rest = [c.shapley for c in output.contributions if c not in named]
    if rest and told.shows(sum(rest)):
        names = {"en": f"{len(rest)} others", "zh": f"其余{len(rest)}项"}
        found.append((names[told.language], sum(rest)))
    return found


def _strongest(output: OutputAttribution, told: _Told) -> Pair | None:
    if output.pairs and told.shows(output.pairs[0].interaction):
        return output.pairs[0]
    return None


def _manner(output: OutputAttribution, pair: Pair) -> dict[str, str]:
    """Return whether two policies overlap or strengthen each other, seen from what each does."""
    shares = {entry.policy.key: entry.shapley for entry in output.contributions}
    one, other = shares[pair.first.key], shares[pair.second.key]
    if one * other <= 0:
        return _MIXED
    return _STRENGTHEN if (one > 0) == (pair.interaction > 0) else _OVERLAP


def _moved(output: OutputAttribution, told: _Told) -> bool:
    return any(told.shows(v) for v in (output.change, *(c.shapley for c in output.contributions)))


def _any_change(output: OutputAttribution) -> bool:
    return any(v != 0 for v in (output.change, *(c.shapley for c in output.contributions)))


def _yearly(found: Attribution) -> bool:
    return found.time_unit.lower().rstrip("s") == "year"
