import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdlib.names import element_name, name_key, nearest, plain_name, split_element

WORDS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8)


@pytest.mark.parametrize(
    "spelling",
    ["Small Firms", "small_firms", '"small firms"', " SMALL  \n firms ", "small\\nfirms"],
)
def test_all_spellings_of_a_name_share_a_key(spelling: str) -> None:
    assert name_key(spelling) == "small_firms"


def test_quotes_go_only_in_pairs() -> None:
    assert plain_name('"R&D spend"') == "R&D spend"
    assert plain_name('12" pipe') == '12" pipe'


@given(WORDS, st.lists(WORDS, max_size=3))
def test_element_names_round_trip(name: str, subscripts: list[str]) -> None:
    assert split_element(element_name(name, subscripts)) == (name, tuple(subscripts))


@given(st.lists(WORDS, min_size=1, max_size=4))
def test_a_key_is_its_own_key(words: list[str]) -> None:
    key = name_key(" ".join(words))
    assert name_key(key) == key


def test_nearest_finds_misspellings_and_parts() -> None:
    known = ["policy_bank", "second_board", "Exports"]
    assert nearest("polcy_bank", known)[0] == "policy_bank"
    assert nearest("export", known)[0] == "Exports"
    assert nearest("board", known) == ("second_board",)
    assert nearest("zzz", known) == ()
