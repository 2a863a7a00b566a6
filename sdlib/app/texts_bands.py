"""The sentences about uncertainty bands, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

BANDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "uncertainty": ("Uncertainty", "不确定性"),
        "uncertainty_help": (
            "Runs your scenario and the baseline in the same {worlds} worlds. In each world every"
            " assumption ({count} of them) lies somewhere in its range, one value as likely as"
            " another."
            " Light band: between the {low} and the {high} quantile of the worlds; dark band:"
            " between {inner_low} and {inner_high}. It shows how far the answer hangs on what"
            " nobody knows. What the model itself misses is not in it (How it works, Fit and"
            " misses). It is no forecast, and its shares are no probabilities.",
            "在相同的{worlds}组情形中分别运行当前情景与基准情景。每组情形中，全部{count}项假设在各自"
            "范围内均匀取值。浅色带为各组情形的{low}至{high}分位，深色带为{inner_low}至{inner_high}"
            "分位。它显示结果在多大程度上取决于未知因素，不含模型自身的误差（见“模型说明”），不是预测，"
            "其比例也不是概率。",
        ),
        "uncertainty_none": (
            "This model declares no assumptions with ranges, so there is nothing to vary.",
            "该模型未声明带范围的假设，因此没有可变动的因素。",
        ),
        "band_replaced": (
            "No band: '{name}' replaces an equation of the model.",
            "无法显示不确定性：“{name}”替换了模型的一个方程。",
        ),
        "band_compiling": (
            "The band follows when the model is compiled for many runs, in a minute or two.",
            "模型完成批量运行的编译后（约一两分钟）将显示不确定性区间。",
        ),
        "band_failed": ("No band can be shown.", "无法显示不确定性区间。"),
        "band_waiting": ("worlds are being run …", "正在计算各组情形……"),
        "band_tenths": ("{count} of 10 worlds", "{count}成情形"),
        "band_half": ("half of the worlds", "一半情形"),
        "band_percent": ("{percent}% of the worlds", "{percent}%的情形"),
        "band_in": ("In {worlds}", "{worlds}"),
        "band_until": (" to ", "至"),
        "band_higher": ("higher in {percent}% of worlds", "{percent}%的情形中高于基准"),
        "band_lower": ("lower in {percent}% of worlds", "{percent}%的情形中低于基准"),
        "band_higher_all": ("higher in all worlds", "所有情形中均高于基准"),
        "band_lower_all": ("lower in all worlds", "所有情形中均低于基准"),
        "band_same": ("the same in all worlds", "所有情形中均与基准相同"),
        "band_from": ("{worlds}: from", "{worlds}：自"),
        "band_to": ("{worlds}: to", "{worlds}：至"),
        "band_current": ("Your scenario in {worlds}", "当前情景：{worlds}"),
        "band_inner": ("in {worlds}", "{worlds}"),
        "band_baseline": ("Baseline in {worlds}", "基准情景：{worlds}"),
        "band_lines": (
            "Pale, in a line's own colour: that line in {worlds}",
            "与曲线同色的浅带：该曲线的{worlds}",
        ),
        "band_note": (
            "{worlds} worlds, the same for both: every assumption ({count}) at once anywhere in its"
            " range. No probabilities. Small charts and maps show no bands.",
            "{worlds}组情形，两种情景相同：全部{count}项假设同时在各自范围内取值。不代表概率。"
            "小图与地图不显示区间。",
        ),
        "band_lost": (
            "In {lost} of them the model has no finite result; they are left out.",
            "其中{lost}组情形模型无有限结果，已略去。",
        ),
        "band_assumed": (
            "Assumptions that you moved move the lines, not the band.",
            "您所调整的假设只影响曲线，不影响区间。",
        ),
        "band_take": (
            "In {worlds} it lies between {low} and {high}.",
            "在{worlds}中介于{low}与{high}之间。",
        ),
        "band_quantile": ("{quantile} quantile", "{quantile}分位"),
    }
)
"""Key to the text in English and in Chinese."""
