"""What of a document one reader may have."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.domain import Document, Segment
from onrecord.excerpt import LEFT_OUT, excerpt

TEXT = "Host: Will it close?\nBen: It stays open.\nAda: Until 2030.\n"
DOCUMENT = Document(
    source_id="talk", text=TEXT, text_sha256="0" * 64, parser="text 1", pages=(), cues=(), furniture=(),
    segments=(
        Segment(speaker="Host", leader_id=None, start=6, end=21),
        Segment(speaker="Ben", leader_id="ben", start=26, end=41),
        Segment(speaker="Ada", leader_id="ada", start=46, end=58),
    ),
)  # fmt: skip


def test_the_whole_where_the_whole_may_be_read() -> None:
    assert excerpt(DOCUMENT, ("ben", "ada"), True, 0, 1000) == (TEXT, 0, len(TEXT))
    assert excerpt(DOCUMENT, (), True, 26, 8) == ("It stays", 26, 34)


def test_one_leaders_words_alone_where_no_more_may_be_read() -> None:
    text, _, _ = excerpt(DOCUMENT, ("ben",), False, 0, 1000)
    assert text == f"{LEFT_OUT}\nIt stays open.\n\n{LEFT_OUT}"


def test_nothing_of_it_where_nobodys_words_may_be_read() -> None:
    assert excerpt(DOCUMENT, (), False, 0, 1000) == (LEFT_OUT, 0, len(TEXT))


@given(start=st.integers(-5, 80), length=st.integers(1, 80), words=st.sets(st.sampled_from(["ada", "ben"])))
def test_no_word_of_another_gets_out(start: int, length: int, words: set[str]) -> None:
    text, first, last = excerpt(DOCUMENT, words, False, start, length)
    assert 0 <= first <= last <= len(TEXT)
    for segment in DOCUMENT.segments:
        said = TEXT[max(segment.start, first) : min(segment.end, last)].strip()
        if len(said) > 3:
            assert (said in text) == (segment.leader_id in words)
