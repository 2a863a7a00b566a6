"""What is said of sampled worlds: how many, between which ends, higher or lower in how many.

Nothing here knows Streamlit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sdlib.app.texts import Texts
from sdlib.app.wording import PERCENT, shown, with_unit
from sdlib.policy.schema import Output
from sdlib.study.ensemble import Band, Ensemble, spans

_LARGE = {
    "en": ((1e12, 1e12, "trillion"), (1e9, 1e9, "billion")),
    "zh": ((1e12, 1e12, "万亿"), (1e9, 1e8, "亿")),
}
"""From which size on numbers are told in words, which keeps a range short; what the word means."""

_DIGITS = 3
"""Digits of an end of a band: two hundred worlds know no more."""


@dataclass(frozen=True, kw_only=True)
class BandWords:
    """What is said of a headline number."""

    between: str
    """The ends of the band."""
    worlds: str
    """In how many of the worlds it lies between them."""
    compared: str
    """In how many worlds it is higher or lower than in the baseline; empty where nothing was
    changed."""
    better: int
    """1 if that is an improvement, -1 the opposite; 0 where that is open, or so in fewer worlds
    than lie in the band."""


def band_words(
    band: Band, found: Ensemble, output: Output, time: float, texts: Texts, *, changed: bool
) -> BandWords:
    """Return what is said of an output at a time.

    Args:
        band: Its band.
        found: The ensemble.
        output: The output.
        time: One of the saved times.
        texts: The language.
        changed: Whether anything but assumptions differs from the baseline.
    """
    at = int(np.argmin(np.abs(found.time - time)))
    low, high, share = spans(found.quantiles)[0]
    ends = float(band.scenario[low, at]), float(band.scenario[high, at])
    compared, sign = compared_told(float(band.higher[at]), float(band.lower[at]), texts)
    wanted = {"up": 1, "down": -1}.get(output.better, 0)
    clear = changed and max(band.higher[at], band.lower[at]) >= share
    unit = "%" if band.output.unit in PERCENT else ""
    return BandWords(
        between=with_unit(range_told(*ends, output.decimals, texts), unit),
        worlds=worlds_told(share, texts),
        compared=compared if changed else "",
        better=sign * wanted if clear else 0,
    )


def compared_told(higher: float, lower: float, texts: Texts) -> tuple[str, int]:
    """Return in how many worlds a scenario is above or below the baseline, and which it is.

    Args:
        higher: Share of the worlds in which it is above.
        lower: Share of the worlds in which it is below.
        texts: The language.

    Example:
        >>> compared_told(0.03, 0.97, Texts("en"))
        ('lower in 97% of worlds', -1)
    """
    if not higher and not lower:
        return texts("band_same"), 0
    sign = 1 if higher >= lower else -1
    key = "band_higher" if sign > 0 else "band_lower"
    share = max(higher, lower)
    if share == 1:
        return texts(f"{key}_all"), sign
    # Nearly all is not all, and hardly any is not none.
    return texts(key, percent=min(max(round(100 * share), 1), 99)), sign


def worlds_told(share: float, texts: Texts) -> str:
    """Return a share of the worlds in words.

    Example:
        >>> worlds_told(0.9, Texts("en")), worlds_told(0.9, Texts("zh"))
        ('9 of 10 worlds', '九成情形')
    """
    if share == 0.5:
        return texts("band_half")
    tenths = round(10 * share, 6)
    if tenths == int(tenths):
        return texts("band_tenths", count="一二三四五六七八九"[int(tenths) - 1]
                     if texts.language == "zh" else int(tenths))  # fmt: skip
    return texts("band_percent", percent=f"{100 * share:g}")


def quantile_told(quantile: float, texts: Texts) -> str:
    """Return what a quantile of the worlds is called.

    Example:
        >>> quantile_told(0.05, Texts("en"))
        '5% quantile'
    """
    return texts("band_quantile", quantile=f"{100 * quantile:g}%")


def range_told(low: float, high: float, decimals: int, texts: Texts) -> str:
    """Return the ends of a band, with as many digits as the sample is worth.

    Args:
        low: Lower end.
        high: Upper end.
        decimals: Digits after the point that the output is shown with.
        texts: The language.

    Example:
        >>> range_told(13_039_684, 18_100_001, 0, Texts("en"))
        '13,000,000–18,100,000'
    """
    largest = max(abs(low), abs(high))
    size, word = next(
        ((size, word) for least, size, word in _LARGE[texts.language] if largest >= least),
        (1.0, ""),
    )
    if word:
        decimals = max(0, _DIGITS - 1 - math.floor(math.log10(largest / size)))
    spare = math.floor(math.log10(largest)) + 1 - _DIGITS if largest else 0
    if spare > 0:
        low, high = (round(end / 10**spare) * 10.0**spare for end in (low, high))
    ends = [shown(end / size, decimals) for end in (low, high)]
    between = "–" if low >= 0 else texts("band_until")
    gap = " " if word and texts.language == "en" else ""
    return f"{between.join(ends)}{gap}{word}"
