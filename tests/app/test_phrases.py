"""What is said of a model file in Chinese: each pattern is met by what really is said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import sdlib
from sdlib.app.phrases import chinese_of, fault_told
from sdlib.app.texts import Texts
from sdlib.app.texts_phrases import PHRASES
from sdlib.errors import SdError
from sdlib.policy import bare_ranges

SOURCES = Path(str(sdlib.__file__)).parent
CONTROL = "INITIAL TIME=0~~|FINAL TIME=2~~|TIME STEP=1~~|SAVEPER=1~~|\n"

FAULTY = {
    "undefined": "x = y ~~|",
    "function": "x = QUEUE AGE OLDEST(1) ~~|",
    "unknown": "x = NO SUCH(1) ~~|",
    "unended": "x = 1",
    "equation": "x = (1 ~~|",
    "twice": "x = 1 ~~|\nx = 2 ~~|",
    "circular": "x = y ~~|\ny = x ~~|",
    "data": "d ~~|\nx = d ~~|",
    "file": "x = GET DIRECT CONSTANTS('a.csv', ',', 'B1') ~~|",
    "path": "x = GET DIRECT CONSTANTS('../a.csv', ',', 'B1') ~~|",
}


@pytest.mark.parametrize("case", FAULTY)
def test_frequent_faults_are_told_in_chinese(tmp_path: Path, case: str) -> None:
    file = tmp_path / "m.mdl"
    file.write_text(f"{CONTROL}{FAULTY[case]}", encoding="utf-8")
    with pytest.raises(SdError) as caught:
        sdlib.load(file).run()
    for fault in getattr(caught.value, "faults", (caught.value,)):
        assert chinese_of(fault.found), fault.found
        assert "英文" not in fault_told(fault, Texts("zh"))


@pytest.mark.parametrize("pattern", [pattern for pattern, _ in PHRASES])
def test_a_pattern_is_a_sentence_with_gaps_for_its_groups(pattern: str) -> None:
    groups = re.compile(pattern).groupindex
    chinese = dict(PHRASES)[pattern]
    asked = set(re.findall(r"{(\w+)}", chinese))
    assert asked <= set(groups)
    assert re.search(r"[\u4e00-\u9fff]", chinese)


def test_what_is_left_out_is_told_in_chinese(tmp_path: Path) -> None:
    file = tmp_path / "m.mdl"
    file.write_text(f"{CONTROL}d ~~|\nx = d ~~|\ny = INTEG(1, 0) ~~|", encoding="utf-8")
    notes = sdlib.load(file).model.notes
    assert notes
    assert all(chinese_of(note.text) for note in notes), notes


def test_what_is_not_known_says_that_it_is_english() -> None:
    fault = SdError(found="an odd thing", place="m.mdl, line 3 ('x')", allowed="another")
    assert fault_told(fault, Texts("zh")) == (
        "m.mdl，第3行 ('x')：an odd thing（说明为英文）（允许：another）"
    )
    assert fault_told(fault, Texts("en")) == "m.mdl, line 3 ('x'): an odd thing (allowed: another)"


@pytest.mark.parametrize("name", ["FROM_FILE", "MADE", "DATE", "SWITCH"])
def test_where_a_range_is_from_is_told_in_chinese(name: str) -> None:
    assert chinese_of(getattr(bare_ranges, name))
