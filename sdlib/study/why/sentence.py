"""What happened up to a time, in words: every number in them is one of the two runs."""

from __future__ import annotations

from math import floor

import numpy as np

from sdlib.policy.labels import told_name
from sdlib.policy.schema_values import Label
from sdlib.study.why.explained import Explained, Path
from sdlib.study.why.first import MOVED, FirstMove, Moved

_YEARS = ("year", "years", "yr", "a", "年")


def sentence(explained: Explained, place: int, found: FirstMove, step: int) -> Label:
    """Return in both languages which stock moved first, through what, and what came of it.

    What happens after the step is left out: at that time it has not happened yet.

    Args:
        explained: The causes of the two runs.
        place: The place of the variable that is explained.
        found: Where its difference began.
        step: The step at which the difference is told.
    """
    words = _Words(explained, place, found, step)
    return Label(
        en=" ".join([*words.begin_en(), words.end_en()]),
        zh="".join([*words.begin_zh(), words.end_zh()]),
    )


class _Words:
    def __init__(self, explained: Explained, place: int, found: FirstMove, step: int) -> None:
        self._pair = explained.pair
        self._place = place
        self._found = found
        self._step = step
        self._name = self._en(place)
        first, second = self._pair.values(place)
        same = (first == second) | (np.isnan(first) & np.isnan(second))
        self._begins = int(np.argmin(same))
        # Only what has moved by now is told.
        self._variable = self._by_now(found.variable)
        self._stock = self._by_now(found.stock)

    @property
    def _still_equal(self) -> bool:
        """Whether the runs have had the same values up to now, and differ later."""
        return self._begins > self._step

    def _by_now(self, moved: Moved | None) -> Moved | None:
        return moved if moved and moved.step <= self._step else None

    def begin_en(self) -> list[str]:
        found = self._found
        if self._pair.is_given(self._place):
            return [f"{self._name} was set, not computed."]
        if self._still_equal:
            return []
        said = []
        if found.at_once and found.direct and self._variable:
            said.append(
                f"{self._when_en(self._variable.time)} {self._name} itself moved first, "
                f"at once with what was changed: {self._chain_en(found.direct)}."
            )
        if not self._stock or not found.flow:
            so_far = f" {self._until_en()}" if found.stock else ""
            return said or [
                f"No stock on the way to {self._name} moved by more than {_MOVED}{so_far}."
            ]
        what = "The first stock to move was" if said else f"{self._when_en(self._stock.time)}"
        name = self._en(self._stock.place)
        stock = name if said else f"{name} moved first"
        said.append(f"{what} {stock}, through {self._flow_en()}.")
        if found.path and len(found.path.places) > 1 and not found.at_once:
            said.append(self._way_en(found.path))
        return said

    def _way_en(self, path: Path) -> str:
        found, chain = self._found, self._chain_en(path)
        if self._variable is None:
            so_far = f"{self._until_en()} " if found.variable else ""
            return f"It leads to {self._name} through {chain}, {so_far}by less than {_MOVED}."
        when = self._when_en(self._variable.time, inside=True)
        if found.another_way and found.main:
            return (
                f"From there it leads to {self._name} through {chain}. But the strongest chain "
                f"behind {self._name}, which moved {when}, is another: "
                f"{self._chain_en(found.main)}."
            )
        return f"It moved {self._name} by more than {_MOVED} {when}, through {chain}."

    def _flow_en(self) -> str:
        found = self._found
        assert found.stock is not None
        assert found.flow is not None
        said = (
            f"{self._en(found.flow.place)}, which gave {_amount(found.flow_gave, found.stock.unit)}"
        )
        if found.behind is not None:
            said += f" ({_percent(found.behind_part)} of that flow's change from "
            said += f"{self._en(found.behind.place)})"
        return said

    def end_en(self) -> str:
        change = self._change()
        when = self._when_en(float(self._pair.times[self._step]))
        if self._still_equal:
            until = self._until_en()
            later = self._when_en(float(self._pair.times[self._begins])).removeprefix("In ")
            begun = f"{until[0].upper()}{until[1:]} {self._name} is equal in both runs"
            return f"{begun}; it differs from {later.removeprefix('At ')} on."
        if not change:
            return f"{when} {self._name} is equal in both runs."
        return f"{when} {self._name} is {change} against {self._against()}."

    def begin_zh(self) -> list[str]:
        found = self._found
        name = self._zh(self._place)
        if self._pair.is_given(self._place):
            return [f"{name}是直接设定的，并非计算得出。"]
        if self._still_equal:
            return []
        said = []
        if found.at_once and found.direct and self._variable:
            said.append(
                f"{self._when_zh(self._variable.time)}，{name}随所作改动立即变化："
                f"{self._chain_zh(found.direct)}。"
            )
        if not self._stock or not found.flow:
            so_far = f"{self._until_zh()}，" if found.stock else ""
            return said or [f"{so_far}通向{name}的存量变化均未超过{_MOVED}。"]
        stock = self._zh(self._stock.place)
        first = (
            "随后最先变化的存量是"
            if said
            else f"{self._when_zh(self._stock.time)}，最先变化的存量是"
        )
        text = f"{first}{stock}，经由{self._zh(found.flow.place)}"
        text += f"（贡献{_amount(found.flow_gave, self._stock.unit)}"
        if found.behind is not None:
            text += f"；该流量的变化有{_percent(found.behind_part)}来自"
            text += self._zh(found.behind.place)
        said.append(f"{text}）。")
        if found.path and len(found.path.places) > 1 and not found.at_once:
            said.append(self._way_zh(found.path))
        return said

    def _way_zh(self, path: Path) -> str:
        found, name, chain = self._found, self._zh(self._place), self._chain_zh(path)
        if self._variable is None:
            so_far = self._until_zh() if found.variable else ""
            return f"它经{chain}通向{name}，{so_far}影响不到{_MOVED}。"
        when = self._when_zh(self._variable.time)
        if found.another_way and found.main:
            return (
                f"它经{chain}通向{name}。但{name}于{when}开始变化，"
                f"其最强的路径是另一条：{self._chain_zh(found.main)}。"
            )
        return f"{when}，它经{chain}使{name}变化超过{_MOVED}。"

    def end_zh(self) -> str:
        change = self._change().replace(" (", "（").replace(")", "）")
        when, name = self._when_zh(float(self._pair.times[self._step])), self._zh(self._place)
        if self._still_equal:
            later = self._when_zh(float(self._pair.times[self._begins]))
            return f"{self._until_zh()}，{name}在两次运行中相等；{later}起出现差异。"
        if not change:
            return f"{when}，{name}在两次运行中相等。"
        against = self._against()
        return f"{when}，{name}与{against}相比变化{change}。"

    def _change(self) -> str:
        """Return the variable's difference as text, empty where there is none."""
        first, second = (float(values[self._step]) for values in self._pair.values(self._place))
        if first == second:
            return ""
        amount = _amount(second - first, self._pair.variable(self._place).unit)
        return f"{amount} ({_relative((second / first - 1) * 100)})" if first else amount

    def _against(self) -> str:
        return self._pair.labels[0]

    def _label(self, place: int) -> Label:
        loaded = self._pair.loaded
        return told_name(loaded.package, loaded.model, self._pair.names[place])

    def _en(self, place: int) -> str:
        return self._label(place).en

    def _zh(self, place: int) -> str:
        return f"“{self._label(place).zh}”"

    def _chain_en(self, path: Path) -> str:
        return " > ".join(self._en(place) for place in path.places)

    def _chain_zh(self, path: Path) -> str:
        return " > ".join(self._zh(place) for place in path.places)

    def _period(self, time: float) -> tuple[str, bool]:
        """Return the time as text, and whether it means a whole year."""
        spec = self._pair.model.time
        if spec.unit.strip().casefold() in _YEARS and spec.save_step >= 1:
            return f"{floor(time + 1e-9):d}", True
        return f"{time:.6g}", False

    def _when_en(self, time: float, *, inside: bool = False) -> str:
        text, year = self._period(time)
        words = f"in {text}" if year else f"at time {text}"
        return words if inside else words[0].upper() + words[1:]

    def _when_zh(self, time: float) -> str:
        text, year = self._period(time)
        return f"{text}年" if year else f"时间{text}"

    def _until_en(self) -> str:
        text, year = self._period(float(self._pair.times[self._step]))
        return f"up to {text}" if year else f"up to time {text}"

    def _until_zh(self) -> str:
        return f"截至{self._when_zh(float(self._pair.times[self._step]))}"


_MOVED = f"{MOVED * 100:g} %"
_LEAST = 0.0001
"""Changes below this are not told by their size [%]."""


def _percent(part: float) -> str:
    return f"{part * 100:.0f} %"


def _relative(percent: float) -> str:
    """Return a change [%] with two figures, and never as a power of ten."""
    if abs(percent) < _LEAST:
        return f"less than {_LEAST:g} %"
    return f"{percent:+,.0f} %" if abs(percent) >= 10 else f"{percent:+.2g} %"


def _amount(value: float, unit: str) -> str:
    # Three figures of 999.7 would be a power of ten.
    shown = f"{value:+,.0f}" if abs(value) >= 999.5 else f"{value:+.3g}"
    return shown if unit in ("", "Dmnl") else f"{shown} {unit}"
