"""Steps 9 and 10: the words stand where the answer says, in files with their hashes, and every check had passed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from audit.bundles.archive import pack
from audit.canonical import canonical_json, read_json, sha256_hex
from audit.domain import Check, Form
from audit.records.layouts import Layout, PageStretch, Stretch, Turn
from audit.verify_bundle import verify
from audit.verify_report import Failure, Verdict
from tests.audit.bundles.world import QUOTE, TEXT, World, only_failure

START = TEXT.index(QUOTE)


def cited(world: World, **other: Any) -> Failure:
    """What fails of an answer whose citation is another."""
    world.answer(1, world.statement(world.citation(**other)))
    return world.failure()


@pytest.mark.parametrize(
    ("change", "code", "step"),
    [
        ({"page": 2}, "place", 9),
        ({"page": None}, "place", 9),
        ({"timecode": None}, "place", 9),
        ({"timecode": "00:01:01.501"}, "place", 9),
        ({"leader_id": "ben-okafor"}, "segment", 9),
        ({"start": START + 1}, "quote", 9),
        ({"end": START + 10}, "quote", 9),
        ({"end": START}, "place", 9),
        ({"start": -5, "end": 0, "page": None, "timecode": None}, "segment", 9),
        ({"end": len(TEXT) + 1}, "segment", 9),
        ({"title": "Summer speech"}, "attribution", 8),
        ({"speaker": "Ben Okafor"}, "attribution", 8),
        ({"source_sha256": "0" * 64}, "source", 8),
        ({"text_sha256": "0" * 64}, "source", 8),
    ],
)
def test_a_citation_that_is_wrong(published: World, change: dict[str, Any], code: str, step: int) -> None:
    failure = cited(published, **change)
    assert (failure.code, failure.step) == (code, step)


@pytest.mark.parametrize(
    ("change", "code", "step"),
    [
        ({"quote": "We will hire fifty engineers in Leeds."}, "quote", 9),
        ({"source_id": "summer"}, "source", 8),
        ({"date": date(2026, 3, 2)}, "attribution", 8),
    ],
)
def test_a_citation_of_something_else(published: World, change: dict[str, Any], code: str, step: int) -> None:
    published.answer(1, published.statement(replace(published.citation(), **change)))
    failure = published.failure()
    assert (failure.code, failure.step) == (code, step)


def test_words_in_nobody_s_segment_are_nobody_s(empty: World) -> None:
    host = Turn(speaker="Host", leader_id=None, start=0, end=len(TEXT))
    empty.source(layout=empty.layout(segments=(host,)))
    empty.snapshot()
    failure = cited(empty)
    assert (failure.code, failure.step) == ("segment", 9)
    assert failure.detail == f"{START}-{START + len(QUOTE)} lies in no segment of a leader"


def test_words_that_cross_from_one_segment_to_the_next_are_nobody_s(empty: World) -> None:
    turns = [("Ada Okafor", "ada-okafor", 0, START + 5), ("Ada Okafor", "ada-okafor", START + 5, len(TEXT))]
    segments = tuple(Turn(speaker=s, leader_id=i, start=a, end=b) for s, i, a, b in turns)
    empty.source(layout=empty.layout(segments=segments))
    empty.snapshot()
    assert cited(empty).code == "segment"


def test_a_refusal_s_nearest_passage_is_on_its_page(published: World) -> None:
    record = published.record(1)
    assert record.refusal is not None
    published.give(replace(record, refusal=replace(record.refusal, nearest=(published.nearest(page=2),))))
    failure = published.failure()
    assert (failure.code, failure.step, failure.place) == ("place", 9, f"record {1:032x}, nearest-1")


def test_a_text_is_utf_8(empty: World) -> None:
    text = TEXT.encode() + b"\xff"
    digest = sha256_hex(text)
    empty.source(leaf={"text_sha256": digest}, approval={"text_sha256": digest})
    empty.snapshot()
    citation = empty.citation(text_sha256=digest)
    record = empty.record(1, empty.statement(citation))
    empty.give(record)
    failure = only_failure(verify(pack({**empty.files(), f"texts/{digest}.txt": text}), empty.policy()))
    assert (failure.code, failure.step) == ("text", 9)


@pytest.mark.parametrize("layout", [b"{}", b"[]", b"\xff", b'{"cues":[],"furniture":[],"pages":[{}],"segments":[]}'])
def test_a_layout_that_cannot_be_read_is_a_failure(empty: World, layout: bytes) -> None:
    empty.source(leaf={"layout_sha256": empty.hold_file("layouts", layout, ".json")})
    empty.snapshot()
    failure = cited(empty)
    assert (failure.code, failure.step) == ("layout", 9)


def test_a_composed_statement_does_not_vouch_for_its_quote(published: World) -> None:
    published.answer(1, replace(published.composed(), citations=(replace(published.citation(), quote="Not said."),)))
    assert published.failure().code == "quote"


# -- selectors


@pytest.mark.parametrize(
    "change",
    [
        lambda found: [],
        lambda found: [*found, *found],
        lambda found: [{**found[0], "id": "#statement-2-citation-1"}],
        lambda found: [{**found[0], "target": found[0]["target"][:1]}],
        lambda found: _selector(found, 0, start=START + 1),
        lambda found: _selector(found, 1, prefix=""),
        lambda found: _selector(found, 1, suffix="Not all at once!"),
        lambda found: _selector(found, 1, exact="We will hire fifty engineers in Leeds."),
    ],
)
def test_selectors_are_those_of_the_text(world: World, change: Callable[[Any], Any]) -> None:
    files = world.files(f"{1:032x}")
    path = f"annotations/{1:032x}.json"
    files[path] = canonical_json(change(read_json(files[path])))
    failure = only_failure(verify(pack(files), world.policy()))
    assert (failure.code, failure.step) == ("selectors", 9)


def _selector(found: Any, number: int, **other: Any) -> Any:
    found[0]["target"][0]["selector"][number].update(other)
    return found


# -- checks


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        ({"checks": ()}, "no check of it was recorded"),
        ({"checks": (Check(name="numbers", passed=False, detail="fifty"),)}, "its check 'numbers' had failed: fifty"),
        ({"text": "Ada Okafor said nothing."}, "its text is not its quotes"),
        ({"form": Form.COMPOSED}, "its words are composed"),
    ],
)
def test_a_statement_that_should_not_have_been_shown(published: World, change: dict[str, Any], detail: str) -> None:
    statement = replace(published.statement(), **change)
    composer = published.record(9, published.statement()).composer
    published.give(published.record(1, statement, composer=composer))
    failure = published.failure()
    assert (failure.code, failure.step, detail in failure.detail) == ("statement", 10, True)


def test_a_statement_without_a_citation_is_not_shown(published: World) -> None:
    published.answer(1, replace(published.statement(), citations=()))
    failure = published.failure()
    assert (failure.code, failure.step, failure.detail) == ("statement", 10, "it has no citation")


def test_an_answer_has_statements_or_is_a_refusal(published: World) -> None:
    answer, refusal = published.record(1, published.statement()), published.record(1)
    published.give(replace(refusal, statements=answer.statements))
    failure = published.failure()
    assert (failure.code, failure.step) == ("record", 7)


def test_words_that_are_left_out_between_two_quotes_are_marked(published: World) -> None:
    first, second = published.citation(quote="The plan."), published.citation(quote="Not all at once.")
    first = replace(first, timecode=None)
    marked = published.statement(first, second)
    published.answer(1, marked)
    assert published.verify().verdict is Verdict.VERIFIED
    published.answer(2, replace(marked, text=marked.text.replace(" […] ", " ")))
    assert published.failure(f"{2:032x}").code == "statement"


def test_running_headers_between_two_quotes_are_no_words_left_out(empty: World) -> None:
    text = "The plan is bold.\nPage 2\nIt is near.\n"
    pages = (PageStretch(number=1, start=0, end=18), PageStretch(number=2, start=18, end=len(text)))
    header = Stretch(start=18, end=24)
    segments = (Turn(speaker="Ada Okafor", leader_id="ada-okafor", start=0, end=len(text)),)
    for furniture, holds in (((header,), True), ((), False)):
        world = World()
        world.begin()
        world.source(text=text, layout=Layout(pages=pages, segments=segments, cues=(), furniture=furniture))
        world.snapshot()
        places = [world.citation(quote=quote, page=page, timecode=None)
                  for page, quote in ((1, "The plan is bold."), (2, "It is near."))]  # fmt: skip
        said = f'On 1 March 2026, in *Spring speech*, Ada Okafor said: "{places[0].quote}\n{places[1].quote}"'
        world.answer(1, world.statement(*places, text=said))
        assert [one.code for one in world.verify().failures] == ([] if holds else ["statement"])
