import codecs
from pathlib import Path

import pytest

from sdlib.errors import ModelFileError
from sdlib.model.reading.decode import decode

PATH = Path("model.mdl")
NAME = "企业 = 1"


@pytest.mark.parametrize(
    "data",
    [
        NAME.encode(),
        codecs.BOM_UTF8 + NAME.encode(),
        NAME.encode("utf-16"),
        ("{GB18030}\n" + NAME).encode("gb18030"),
        (codecs.BOM_UTF16_BE + NAME.encode("utf-16-be")),
    ],
    ids=["utf-8", "utf-8 mark", "utf-16", "header", "utf-16 big end"],
)
def test_the_text_is_the_same_in_every_encoding(data: bytes) -> None:
    assert decode(data, PATH).removeprefix("{GB18030}\n") == NAME


def test_a_wrong_byte_is_named_with_its_line() -> None:
    with pytest.raises(ModelFileError) as caught:
        decode(b"{UTF-8}\na = 1 ~~|\n" + "企".encode("gbk"), PATH)
    assert "line 3" in str(caught.value)
    assert "byte 18" in str(caught.value)
    assert "--encoding" in str(caught.value)


def test_a_given_encoding_overrides_the_header() -> None:
    assert decode(b"{UTF-8}\n" + "企".encode("gbk"), PATH, "gb18030") == "{UTF-8}\n企"


def test_an_unknown_encoding_is_named() -> None:
    with pytest.raises(ModelFileError, match="no encoding named 'klingon'"):
        decode(b"a", PATH, "klingon")


def test_line_ends_become_one_kind() -> None:
    assert decode(b"a\r\nb\rc\n", PATH) == "a\nb\nc\n"
