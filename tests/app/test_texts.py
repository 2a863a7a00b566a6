from __future__ import annotations

import re
from pathlib import Path

import pytest

import sdlib.app
from sdlib.app.texts import SHORT_UNITS, TEXTS, UNITS, Texts

SOURCES = sorted(Path(str(sdlib.app.__file__)).parent.rglob("*.py"))
GAP = re.compile(r"{(\w+)}")


@pytest.mark.parametrize("key", TEXTS)
def test_every_text_stands_in_both_languages(key: str) -> None:
    english, chinese = TEXTS[key]
    assert english.strip()
    assert chinese.strip()
    assert sorted(GAP.findall(english)) == sorted(GAP.findall(chinese))


@pytest.mark.parametrize("unit", [*UNITS, *SHORT_UNITS])
def test_every_unit_stands_in_both_languages(unit: str) -> None:
    pair = (UNITS | SHORT_UNITS)[unit]
    assert bool(pair[0]) == bool(pair[1]) == bool(unit)


def test_every_key_that_the_code_asks_for_is_there() -> None:
    asked = {
        key
        for source in SOURCES
        for key in re.findall(r'\btexts\("(\w+)"', source.read_text(encoding="utf-8"))
    }
    assert len(asked) > 30
    assert asked <= TEXTS.keys()


def test_every_text_is_used() -> None:
    code = "\n".join(
        s.read_text(encoding="utf-8") for s in SOURCES if not s.name.startswith("texts")
    )
    built = (
        *("page_", "chapter_", "band_", "grade_", "ends_", "download_", "link_"),
        *("kind_", "sign_", "others_", "about_basis_", "read_as_"),
        *("found_none_", "moved_none_", "lever_view_"),
    )
    unused = [
        k for k in TEXTS if not re.search(rf"['\"]{k}['\"]", code) and not k.startswith(built)
    ]
    assert unused == []


def test_the_first_row_of_chinese_is_chinese() -> None:
    texts = Texts("zh")
    assert texts("undo") == "撤销上一步"
    assert texts.unit("100 million yuan/Year") == "亿元/年"
    assert texts.unit("furlong") == "furlong"
    assert texts.band("strong") == "强力"
    assert texts.band("bold") == "bold"
