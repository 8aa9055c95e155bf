"""Characters without a shape are found where they are, written so that they can be seen; what writing needs is not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.review.characters import characters
from ingest.review.codepoints import CLASSES, around, excerpt, visible


@pytest.mark.parametrize(
    ("character", "kind"),
    [
        ("\u200b", "zero_width"),
        ("\u2060", "zero_width"),
        ("\u200d", "zero_width"),
        ("\u202e", "bidirectional"),
        ("\u2066", "bidirectional"),
        ("\u061c", "bidirectional"),
        ("\U000e0041", "tag"),
        ("\u3164", "ignorable"),
        ("\ufe0f", "ignorable"),
        ("\u2063", "ignorable"),
        ("\U000e0101", "ignorable"),
        ("\x1b", "control"),
        ("\x9b", "control"),
        ("\ue000", "private_use"),
        ("\U00100000", "private_use"),
    ],
)
def test_each_kind_is_found_in_its_place(character: str, kind: str) -> None:
    (found,) = characters(f"We will{character} close the plant in Leeds again.")
    assert (found.kind, found.start, found.end) == (kind, 7, 8)
    assert f"[U+{ord(character):04X}]" in found.detail
    assert f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip() in found.detail
    assert found.detail.endswith("in “We will" + f"[U+{ord(character):04X}] close the plan…”")


def test_a_run_is_one_finding_and_tags_are_spelt_out() -> None:
    hidden = "".join(chr(0xE0000 + ord(one)) for one in "say yes")
    (found,) = characters(f"Hello.{hidden}")
    assert (found.start, found.end) == (6, 13)
    assert "and 4 more, which spell “say yes”," in found.detail
    assert found.detail.isprintable()


@pytest.mark.parametrize(
    "text",
    [
        "Line one.\n\tLine two.\fPage two.",
        "a soft\u00adhyphen and one at the end of a line\u00ad\nof text",
        "می\u200cخواهم",  # Persian needs the non-joiner
        "क्\u200dष",
        "👩\u200d🚀 and ❤\ufe0f\u200d🔥 and 👩🏽\u200d🚀",
        "1\ufe0f\u20e3 ☎\ufe0e ©\ufe0f",
        "葛\U000e0100飾",
        "naïve Größe “quoted” – dash\u00a0space",
    ],
)
def test_what_writing_needs_is_not_reported(text: str) -> None:
    assert characters(text) == []


@pytest.mark.parametrize(
    "text",
    ["plan\u200dt", "plan\u200ct", "a\u00ad\u00adb", "x\ufe0f", "❤\ufe0f\ufe0f", "👩\u200dt", "\u00adhy", "end\u00ad"],
)
def test_the_same_characters_elsewhere_are_reported(text: str) -> None:
    assert len(characters(text)) == 1


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_whatever_the_text_findings_are_in_order_and_printable(text: str) -> None:
    found = characters(text)
    ends = [0, *(one.end or 0 for one in found)]
    assert all(end <= (one.start or 0) < (one.end or 0) for end, one in zip(ends, found, strict=False))
    assert all(one.detail.isprintable() for one in found)


@given(st.text(st.characters(codec="utf-8")), st.data())
def test_what_is_made_visible_is_one_printable_line(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    for shown in (visible(text), excerpt(text), around(text, start, end)):
        assert shown.isprintable()
        assert not any(one in shown for members in CLASSES.values() for one in (members[0], members[-1]))
