"""Plain text is read in an encoding that it states or keeps to, and never in one that is guessed."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parse.canonical import canonical
from ingest.parse.charset import decode_page
from ingest.parse.refusals import Unreadable
from ingest.parse.text import decode, parse

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)


@given(WORDS, st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_text_comes_back_from_each_encoding_that_is_known(text: str, encoding: str) -> None:
    if encoding == "utf-8" and text.encode().startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)):
        return
    assert parse(text.encode(encoding)).text == canonical(text)


def _refused(data: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        decode(data)
    assert caught.value.code == "encoding"
    return caught.value


def test_latin_1_is_refused_at_its_first_wrong_byte() -> None:
    assert "byte 2 (0xf6)" in _refused("Größe".encode("latin-1")).detail


def test_utf_16_without_a_mark_is_refused() -> None:
    assert "NUL" in _refused("Words".encode("utf-16-le")).detail
    assert "NUL" in _refused("Words".encode("utf-16-be")).detail


def test_utf_16_that_ends_in_half_a_letter_is_refused() -> None:
    _refused("Words".encode("utf-16")[:-1])


def test_utf_32_is_refused() -> None:
    assert "UTF-32" in _refused("Words".encode("utf-32")).detail


@pytest.mark.parametrize(
    ("page", "encoding"),
    [
        ("<meta charset=latin1><p>Größe “x”", "cp1252"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS"><p>文', "shift_jis"),
        ('<?xml version="1.0" encoding="iso-8859-2"?><html><p>łódź', "iso-8859-2"),
        ("<p>Größe without a declaration", "utf-8"),
        ("<meta charset=latin1><p>A mark outranks it: é", "utf-8-sig"),
    ],
)
def test_a_page_is_read_as_it_declares(page: str, encoding: str) -> None:
    assert decode_page(page.encode(encoding)) == page


@pytest.mark.parametrize("label", ["zip", "unicode_escape", "utf-7", "rot13", "idna", "x-user-defined"])
def test_a_declared_charset_that_is_none_of_the_known_is_refused(label: str) -> None:
    with pytest.raises(Unreadable, match=label) as caught:
        decode_page(f"<meta charset='{label}'><p>x".encode())
    assert caught.value.code == "encoding"


def test_a_page_that_breaks_its_declaration_is_refused() -> None:
    with pytest.raises(Unreadable, match="UTF-8"):
        decode_page(b"<meta charset=utf-8><p>Gr\xf6\xdfe")
