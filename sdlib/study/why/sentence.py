"""What happened, in words: every number in them is one of the two runs."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

from sdlib.policy.schema import Label
from sdlib.study.why.explained import Explained, Path
from sdlib.study.why.first import MOVED, FirstMove

_YEARS = ("year", "years", "yr", "a", "年")


def sentence(explained: Explained, place: int, found: FirstMove, step: int) -> Label:
    """Return in both languages which stock moved first, through what, and what came of it.

    Args:
        explained: The causes of the two runs.
        place: The place of the variable that is explained.
        found: Where its difference began.
        step: The step at which the difference is told.
    """
    words = _Words(explained, place, found)
    return Label(
        en=" ".join([*words.begin_en(), words.end_en(step)]),
        zh="".join([*words.begin_zh(), words.end_zh(step)]),
    )


class _Words:
    def __init__(self, explained: Explained, place: int, found: FirstMove) -> None:
        self._explained = explained
        self._pair = explained.pair
        self._place = place
        self._found = found
        self._name = self._pair.names[place]

    def begin_en(self) -> list[str]:
        found = self._found
        if self._pair.is_given(self._place):
            return [f"{self._name} was set, not computed."]
        said = []
        if found.at_once and found.direct and found.variable:
            said.append(
                f"{self._when_en(found.variable.time)} {self._name} itself moved first, "
                f"at once with what was changed: {_chain(found.direct)}."
            )
        if not found.stock or not found.flow:
            return said or [f"No stock on the way to {self._name} moved by more than {_MOVED}."]
        what = "The first stock to move was" if said else f"{self._when_en(found.stock.time)}"
        stock = f"{found.stock.name} moved first" if not said else f"{found.stock.name}"
        said.append(f"{what} {stock}, through {self._flow_en()}.")
        if found.path and len(found.path.places) > 1 and not found.at_once:
            said.append(self._way_en(found.path))
        return said

    def _way_en(self, path: Path) -> str:
        found = self._found
        if found.variable is None:
            return f"It leads to {self._name} through {_chain(path)}, by less than {_MOVED}."
        when = self._when_en(found.variable.time, inside=True)
        if found.another_way and found.main:
            return (
                f"From there it leads to {self._name} through {_chain(path)}. But the strongest "
                f"chain behind {self._name}, which moved {when}, is another: {_chain(found.main)}."
            )
        return f"It reached {self._name} {when} through {_chain(path)}."

    def _flow_en(self) -> str:
        found = self._found
        assert found.stock is not None
        assert found.flow is not None
        said = f"{found.flow.name}, which gave {_amount(found.flow_gave, found.stock.unit)}"
        if found.behind is not None:
            said += f" ({_percent(found.behind_part)} of that flow's change from "
            said += f"{found.behind.name})"
        return said

    def end_en(self, step: int) -> str:
        change = self._change(step)
        when = self._when_en(float(self._pair.times[step]))
        if not change:
            return f"{when} {self._name} is equal in both runs."
        return f"{when} {self._name} is {change} against {self._against()}."

    def begin_zh(self) -> list[str]:
        found = self._found
        name = self._zh(self._place)
        if self._pair.is_given(self._place):
            return [f"{name}是直接设定的，并非计算得出。"]
        said = []
        if found.at_once and found.direct and found.variable:
            said.append(
                f"{self._when_zh(found.variable.time)}，{name}随所作改动立即变化："
                f"{self._chain_zh(found.direct)}。"
            )
        if not found.stock or not found.flow:
            return said or [f"通向{name}的存量变化均未超过{_MOVED}。"]
        stock = self._zh(found.stock.place)
        first = (
            "随后最先变化的存量是"
            if said
            else f"{self._when_zh(found.stock.time)}，最先变化的存量是"
        )
        text = f"{first}{stock}，经由{self._zh(found.flow.place)}"
        text += f"（贡献{_amount(found.flow_gave, found.stock.unit)}"
        if found.behind is not None:
            text += f"；该流量的变化有{_percent(found.behind_part)}来自"
            text += self._zh(found.behind.place)
        said.append(f"{text}）。")
        if found.path and len(found.path.places) > 1 and not found.at_once:
            said.append(self._way_zh(found.path))
        return said

    def _way_zh(self, path: Path) -> str:
        found, name, chain = self._found, self._zh(self._place), self._chain_zh(path)
        if found.variable is None:
            return f"它经{chain}通向{name}，影响不到{_MOVED}。"
        when = self._when_zh(found.variable.time)
        if found.another_way and found.main:
            return (
                f"它经{chain}通向{name}。但{name}于{when}开始变化，"
                f"其最强的路径是另一条：{self._chain_zh(found.main)}。"
            )
        return f"{when}经{chain}传到{name}。"

    def end_zh(self, step: int) -> str:
        change = self._change(step).replace(" (", "（").replace(")", "）")
        when, name = self._when_zh(float(self._pair.times[step])), self._zh(self._place)
        if not change:
            return f"{when}，{name}在两次运行中相等。"
        against = self._against()
        return f"{when}，{name}与{against}相比变化{change}。"

    def _change(self, step: int) -> str:
        """Return the variable's difference as text, empty where there is none."""
        first, second = (float(values[step]) for values in self._pair.values(self._place))
        if first == second:
            return ""
        amount = _amount(second - first, self._pair.variable(self._place).unit)
        return f"{amount} ({(second / first - 1) * 100:+.2g} %)" if first else amount

    def _against(self) -> str:
        return self._pair.labels[0]

    def _zh(self, place: int) -> str:
        """Return the Chinese name where the package declares one."""
        declared = self._pair.loaded.package.output(self._pair.variable(place).name)
        name = self._pair.names[place]
        single = name == self._pair.variable(place).name
        return f"“{declared.label.zh if declared and single else name}”"

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


_MOVED = f"{MOVED * 100:g} %"


def _chain(path: Path | Sequence[str]) -> str:
    return " > ".join(path.names if isinstance(path, Path) else path)


def _percent(part: float) -> str:
    return f"{part * 100:.0f} %"


def _amount(value: float, unit: str) -> str:
    shown = f"{value:+,.0f}" if abs(value) >= 1000 else f"{value:+.3g}"
    return shown if unit in ("", "Dmnl") else f"{shown} {unit}"
