"""The sentences that say why a result changed, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WHY: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "why_title": ("Why", "原因"),
        "why_of": ("Why does this change?", "为什么会有此变化？"),
        "why_wait": ("Working out why …", "正在分析原因……"),
        "why_baseline": ("the baseline", "基准情景"),
        "why_same": (
            "What was changed does not reach {label}: it is the same as in the baseline.",
            "所作更改未影响{label}：与基准相同。",
        ),
        "why_failed": ("This cannot be explained.", "无法解释。"),
        "why_first": ("What moved first", "最先发生的变化"),
        "why_share": ("Which policy changed how much", "各项政策的贡献"),
        "why_share_levers": ("Which lever changed how much", "各参数的贡献"),
        "why_share_text": (
            "Each bar is what one adds on average, in whatever order they come; the bars add up to"
            " the joint change.",
            "每个条形为各种先后顺序下的平均贡献；各条形之和等于合计变化。",
        ),
        "why_policy": ("Policy", "政策"),
        "why_lever": ("Lever", "参数"),
        "why_adds": ("It adds", "贡献"),
        "why_alone": ("Alone", "单独实施"),
        "why_together": ("Together", "合计"),
        "why_sampled": (
            "With this many policies the shares are sampled from {orders} orders.",
            "政策较多，贡献由{orders}种顺序抽样得出。",
        ),
        "why_later": (
            "The shares of {count} policies follow once the model is compiled, in a minute or so"
            " after the program's start.",
            "{count}项政策的贡献将在模型编译完成后显示，约在程序启动后一分钟。",
        ),
        "four_title": ("Policies and assumptions told apart", "区分政策与假设的影响"),
        "four_assumptions": ("Only your assumptions", "仅更改假设"),
        "four_policies": ("Only your policies", "仅实施政策"),
        "four_both": ("Both: your scenario", "两者：当前情景"),
        "four_mixed": (
            "Of the change: because they act on each other",
            "其中：两者相互作用",
        ),
        "run_of": ("Run", "运行"),
    }
)
"""Key to the text in English and in Chinese."""
