"""Every place that a record shows, as a Web Annotation whose two selectors agree."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from audit.bundles.annotations import AROUND, annotations, places, selectors
from audit.canonical import text_sha256
from audit.domain import AnswerRecord, BroughtPassage, Nearest

TEXT = "Intro. We will hire forty engi-\nneers. The end."
QUOTE = "We will hire forty engi-\nneers."


@given(st.text(min_size=1), st.data())
def test_both_selectors_find_the_same_words(text: str, data: Any) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    near = Nearest(source_id="s", title="", speaker="", date=None, page=None, start=start, end=end,  # type: ignore[arg-type]
                   quote=text[start:end], text_sha256="")  # fmt: skip
    position, quote = selectors(near, text)
    assert text[position["start"] : position["end"]] == quote["exact"]
    around = quote["prefix"] + quote["exact"] + quote["suffix"]
    assert text[start - len(quote["prefix"]) :].startswith(around)
    assert len(quote["prefix"]) == min(AROUND, start)
    assert len(quote["suffix"]) == min(AROUND, len(text) - end)


def test_a_citation_is_a_place_in_the_text_and_on_the_page_of_the_file(record: AnswerRecord) -> None:
    digest = text_sha256(TEXT)
    (made,) = annotations(record, {digest: TEXT})
    text, page = made["target"]
    assert (made["@context"], made["type"], made["id"]) == (
        "http://www.w3.org/ns/anno.jsonld", "Annotation", "#statement-1-citation-1",
    )  # fmt: skip
    assert text["source"] == f"texts/{digest}.txt"
    assert text["selector"] == [
        {"type": "TextPositionSelector", "start": 7, "end": 38},
        {"type": "TextQuoteSelector", "exact": QUOTE, "prefix": "Intro. ", "suffix": " The end."},
    ]
    assert page["source"] == f"raw/{'f' * 64}"
    assert page["selector"]["value"] == "page=2"


def test_a_file_without_pages_has_no_second_target(record: AnswerRecord) -> None:
    statement = record.statements[0]
    cited = replace(statement.citations[0], page=None)
    changed = replace(record, statements=(replace(statement, citations=(cited,)),))
    (made,) = annotations(changed, {cited.text_sha256: TEXT})
    assert len(made["target"]) == 1


def test_a_refusal_shows_its_nearest_passages(refused: AnswerRecord) -> None:
    (made,) = annotations(refused, {text_sha256(TEXT): TEXT})
    assert made["id"] == "#nearest-1"
    assert len(made["target"]) == 1  # it names no bytes


def test_places_come_in_the_order_in_which_they_are_shown(record: AnswerRecord) -> None:
    statement = record.statements[0]
    cited = statement.citations[0]
    more = replace(record, statements=(replace(statement, citations=(cited, cited)), statement))
    assert [name for name, _ in places(more)] == [
        "statement-1-citation-1", "statement-1-citation-2", "statement-2-citation-1",
    ]  # fmt: skip


def test_what_a_question_brought_is_in_the_record_itself(record: AnswerRecord) -> None:
    brought = (BroughtPassage(id="p1", text_sha256=text_sha256("words"), text="words"),)
    assert annotations(replace(record, closed_context=brought), {}) == []
