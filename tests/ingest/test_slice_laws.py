"""The slice law: passages and sentences are exact slices of the text, by construction, whatever the text.

Texts are generated with everything that a parser may say of one: pages, running headers and footers, and segments
of several speakers, cut at any character.
"""

import itertools
import re
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.domain import Consent, Document, Kind, Leader, Page, Segment, Sentence, Source, Span
from ingest.passages import MAX_WORDS, TAIL_WORDS, split
from ingest.sentences import sentences

LIST_MARK = re.compile(r"\(?(?:\d{1,3}|[a-z])[.)]")
WORDS = [
    "we", "shall", "hire", "Leeds", "Dr.", "e.g.", "3.5", "42", "long-", "term", "margin.", "Why?", "“Yes,”", "she",
    "said.", "No!", "U.S.", "naïve", "(b)", "a)", "-", "•", "***", "…", "日本", "👍", "co\u00adop", "O’Neil",
    "e\u0301te\u0301", "\u200b", "I.", "Q3", "https://example.com/a.b",
]  # fmt: skip
JOINTS = [" ", " ", " ", " ", " ", "  ", "\n", "\n", "\n\n", "\n \n", "\t", "\u00a0", "\n- ", "\n1. ", "\n\n(a) "]
CONSENT = Consent(
    record="consent.md",
    sha256="0" * 64,
    scope=frozenset(),
    audiences=frozenset(),
    valid_from=date(2026, 1, 1),
    valid_until=date(2027, 1, 1),
)
LEADERS = [Leader(leader_id=one, name=one.title(), title="Head", consent=CONSENT) for one in ("ada", "bo")]
SOURCE = Source(
    source_id="memo",
    path="memo.txt",
    sha256="0" * 64,
    title="Memo",
    kind=Kind.MEMO,
    leaders=("ada", "bo"),
    date=date(2026, 3, 4),
    audience="all",
    owner="a@example.com",
    added_by="a@example.com",
)


@st.composite
def texts(draw: st.DrawFn) -> str:
    count = draw(st.integers(0, 150))
    rng = draw(st.randoms(use_true_random=False))
    pieces = []
    for _ in range(count):
        pieces += [rng.choice(WORDS), rng.choice(JOINTS)]
    return "".join(pieces)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A document whose pages tile the text, whose furniture lies in it in order, whose segments do not overlap."""
    text = draw(texts())

    def cuts(most: int) -> list[int]:
        return sorted(draw(st.lists(st.integers(0, len(text)), max_size=most)))

    edges = [0, *cuts(5), len(text)]
    paged = draw(st.booleans())
    pages = [Page(number=i + 1, start=a, end=b) for i, (a, b) in enumerate(itertools.pairwise(edges))]
    holes = cuts(8)
    furniture = [Span(start=a, end=b) for a, b in zip(holes[::2], holes[1::2], strict=False) if a < b]
    turns = [0, *cuts(6), len(text)]
    segments = []
    for start, end in itertools.pairwise(turns):
        words = text[start:end]
        start += len(words) - len(words.lstrip())
        end = start + len(words.strip())
        if start < end:
            leader_id = draw(st.sampled_from(["ada", "bo", None]))
            segments.append(Segment(speaker=leader_id, leader_id=leader_id, start=start, end=end))
    return Document(
        source_id="memo",
        text=text,
        text_sha256="0" * 64,
        parser="test 1",
        pages=tuple(pages) if paged else (),
        segments=tuple(segments),
        cues=(),
        furniture=tuple(furniture),
    )


def furnished(document: Document) -> set[int]:
    return {at for hole in document.furniture for at in range(hole.start, hole.end)}


def on_one_page(document: Document, start: int, end: int) -> bool:
    return not document.pages or any(page.start <= start and end <= page.end for page in document.pages)


def parts_of(found: tuple[Sentence, ...]) -> list[Span]:
    return [part for sentence in found for part in sentence.parts]


@settings(deadline=None, max_examples=200)
@given(documents())
def test_every_part_of_a_sentence_is_a_slice_without_outer_space_on_one_page_in_the_segment(document: Document) -> None:
    out = furnished(document)
    for segment in document.segments:
        for placed in sentences(document, segment):
            assert placed.sentence.parts
            for part in placed.sentence.parts:
                words = document.text[part.start : part.end]
                assert words
                assert words == words.strip()
                assert segment.start <= part.start < part.end <= segment.end
                assert on_one_page(document, part.start, part.end)
                assert out.isdisjoint(range(part.start, part.end)), "no running header or footer is in a sentence"


@settings(deadline=None, max_examples=200)
@given(documents())
def test_sentences_stand_in_the_order_of_the_text_and_never_overlap(document: Document) -> None:
    for segment in document.segments:
        parts = parts_of(tuple(placed.sentence for placed in sentences(document, segment)))
        assert all(a.end <= b.start for a, b in itertools.pairwise(parts))


@settings(deadline=None, max_examples=200)
@given(documents())
def test_sentences_hold_every_word_of_a_segment_but_furniture_and_the_marks_of_list_items(document: Document) -> None:
    out = furnished(document)
    for segment in document.segments:
        held = {
            at
            for part in parts_of(tuple(placed.sentence for placed in sentences(document, segment)))
            for at in range(part.start, part.end)
        }
        left = "".join(
            " " if at in held or at in out else document.text[at] for at in range(segment.start, segment.end)
        )
        words = [word for word in left.split() if any(character.isalnum() for character in word)]
        assert [word for word in words if not LIST_MARK.fullmatch(word)] == []


@settings(deadline=None, max_examples=200)
@given(documents())
def test_every_passage_is_a_slice_of_one_leaders_words_on_one_page(document: Document) -> None:
    for passage in split(document, SOURCE, LEADERS):
        assert document.text[passage.start : passage.end] == passage.text
        assert passage.text == passage.text.strip() != ""
        [segment] = [s for s in document.segments if s.start <= passage.start and passage.end <= s.end]
        assert segment.leader_id == passage.leader_id
        assert on_one_page(document, passage.start, passage.end)
        if document.pages:
            page = next(page for page in document.pages if page.number == passage.page)
            assert page.start <= passage.start < passage.end <= page.end
        else:
            assert passage.page is None


@settings(deadline=None, max_examples=200)
@given(documents())
def test_passages_hold_each_sentence_of_a_leader_once_in_order(document: Document) -> None:
    passages = split(document, SOURCE, LEADERS)
    assert all(a.end <= b.start for a, b in itertools.pairwise(passages))
    assert len({one.passage_id for one in passages}) == len(passages)
    for segment in document.segments:
        for part in parts_of(tuple(placed.sentence for placed in sentences(document, segment))):
            around = [one for one in passages if one.start <= part.start and part.end <= one.end]
            assert len(around) == (0 if segment.leader_id is None else 1)
            assert all(any(part in sentence.parts for sentence in one.sentences) for one in around)


@settings(deadline=None, max_examples=200)
@given(documents())
def test_a_passage_is_no_longer_than_it_may_be_but_for_one_sentence_or_a_short_tail(document: Document) -> None:
    for passage in split(document, SOURCE, LEADERS):
        inside = [p for p in parts_of(passage.sentences) if passage.start <= p.start and p.end <= passage.end]
        counts = [len(document.text[part.start : part.end].split()) for part in inside]
        tail = 0
        while len(counts) > 1 and tail + counts[-1] < TAIL_WORDS:
            tail += counts.pop()
        assert len(counts) == 1 or sum(counts) <= MAX_WORDS


@settings(deadline=None, max_examples=100)
@given(documents())
def test_the_same_document_has_the_same_passages_again(document: Document) -> None:
    assert split(document, SOURCE, LEADERS) == split(document, SOURCE, LEADERS)


def made(text: str, pages: list[tuple[int, int]] | None = None, furniture: tuple[Span, ...] = ()) -> Document:
    return Document(
        source_id="memo",
        text=text,
        text_sha256="0" * 64,
        parser="test 1",
        pages=tuple(Page(number=i + 1, start=a, end=b) for i, (a, b) in enumerate(pages or [])),
        segments=(Segment(speaker="Ada", leader_id="ada", start=0, end=len(text)),),
        cues=(),
        furniture=furniture,
    )


def read(document: Document) -> list[list[str]]:
    found = sentences(document, document.segments[0])
    return [[document.text[part.start : part.end] for part in one.sentence.parts] for one in found]


def test_a_sentence_that_a_page_break_interrupts_has_a_part_on_each_page() -> None:
    text = "Report 3\nWe shall hire in the\nnorth of Leeds\nReport 4\nand in York. Then we rest.\n"
    second = text.index("Report 4")
    furniture = tuple(Span(start=text.index(one), end=text.index(one) + 8) for one in ("Report 3", "Report 4"))
    document = made(text, [(0, second), (second, len(text))], furniture)
    assert read(document) == [["We shall hire in the\nnorth of Leeds", "and in York."], ["Then we rest."]]
    first, last = split(document, SOURCE, LEADERS)
    assert (first.page, first.text) == (1, "We shall hire in the\nnorth of Leeds")
    assert (last.page, last.text) == (2, "and in York. Then we rest.")
    assert "We shall hire in the north of Leeds and in York." in first.embedded
    assert "We shall hire in the north of Leeds and in York." in last.embedded


def test_repeated_words_are_cited_where_they_stand() -> None:
    document = made("We hire. We hire. We hire.")
    spans = [part for one in sentences(document, document.segments[0]) for part in one.sentence.parts]
    assert [(span.start, span.end) for span in spans] == [(0, 8), (9, 17), (18, 26)]


def test_offsets_count_code_points_not_bytes_or_utf_16_units() -> None:
    document = made("👍 Ça dure. We hire.")
    part = sentences(document, document.segments[0])[1].sentence.parts[0]
    assert (part.start, part.end) == (11, 19)
    assert document.text[part.start : part.end] == "We hire."


def test_abbreviations_and_figures_end_no_sentence() -> None:
    text = "Dr. Moss paid approx. 3.5 bn. dollars to Inc. Partners. It was e.g. a loan."
    assert read(made(text)) == [["Dr. Moss paid approx. 3.5 bn. dollars to Inc. Partners."], ["It was e.g. a loan."]]


def test_words_of_nobody_make_no_passage() -> None:
    document = made("Why did you close the plant?")
    nobody = Segment(speaker="Q", leader_id=None, start=0, end=len(document.text))
    apart = Document(**{name: getattr(document, name) for name in document.__slots__} | {"segments": (nobody,)})
    assert split(apart, SOURCE, LEADERS) == ()
