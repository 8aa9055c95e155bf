"""A text is cut by speaker, page and mark; what may not be read is not there, character for character."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.domain import Cue, Document, Page, Segment, Span
from onrecord.access import Reach
from onrecord.reading.domain import Stretch
from onrecord.reading.stretches import stretches, within

ADA, BEN = "ada-okafor", "ben-okafor"
WHOLE = Reach(words=frozenset({ADA, BEN}), whole=True)
ONLY_ADA = Reach(words=frozenset({ADA}))
TEXT = "Town hall\n\nAda Okafor: We stay.\nWe do.\n\nHost: Really?\n\nBen Okafor: The foundry closes."


def _segment(text: str, words: str, speaker: str | None, leader_id: str | None) -> Segment:
    start = text.index(words)
    return Segment(speaker=speaker, leader_id=leader_id, start=start, end=start + len(words))


def _document(
    text: str, segments: tuple[Segment, ...], pages: tuple[Page, ...] = (), cues: tuple[Cue, ...] = ()
) -> Document:
    return Document(source_id="a", text=text, text_sha256="", parser="", pages=pages, segments=segments, cues=cues,
                    furniture=())  # fmt: skip


HALL = _document(
    TEXT,
    (
        _segment(TEXT, "We stay.\nWe do.", "Ada Okafor", ADA),
        _segment(TEXT, "Really?", "Host", None),
        _segment(TEXT, "The foundry closes.", "Ben Okafor", BEN),
    ),
)


def _told(found: tuple[Stretch, ...]) -> list[tuple[str | None, str]]:
    return [(one.speaker, "…" if one.left_out else one.text) for one in found]


def test_who_may_read_it_whole_reads_everybodys_words_and_what_is_nobodys() -> None:
    assert _told(stretches(HALL, WHOLE)) == [
        (None, "Town hall"),
        ("Ada Okafor", "We stay.\nWe do."),
        ("Host", "Really?"),
        ("Ben Okafor", "The foundry closes."),
    ]


def test_a_label_stands_before_its_words_and_is_none_of_them() -> None:
    ada = stretches(HALL, WHOLE)[1]
    assert [(run.text, run.label) for run in ada.runs] == [("Ada Okafor: ", True), ("We stay.\nWe do.", False)]
    assert TEXT[ada.start : ada.end] == ada.text


def test_of_a_reach_only_these_leaders_words_are_left() -> None:
    assert _told(stretches(HALL, ONLY_ADA)) == [(None, "…"), ("Ada Okafor", "We stay.\nWe do."), (None, "…")]
    assert [one.label for one in stretches(HALL, ONLY_ADA)[1].runs] == [False]
    assert _told(stretches(HALL, Reach(words=frozenset({BEN})))) == [(None, "…"), ("Ben Okafor", "The foundry closes.")]
    assert _told(stretches(HALL, Reach())) == [(None, "…")]


def test_marks_are_runs_of_their_own_and_only_where_the_words_may_be_read() -> None:
    mark = Span(start=TEXT.index("stay"), end=TEXT.index("foundry") + 7)
    runs = [(run.text, run.marked) for one in stretches(HALL, ONLY_ADA, [mark]) for run in one.runs]
    assert runs == [("We ", False), ("stay.\nWe do.", True)]
    runs = [(run.text, run.marked) for one in stretches(HALL, WHOLE, [mark])[1:] for run in one.runs if not run.label]
    assert runs == [
        ("We ", False),
        ("stay.\nWe do.", True),
        ("Really?", True),
        ("The foundry", True),
        (" closes.", False),
    ]


def test_pages_cut_a_speakers_words_and_the_break_is_in_none() -> None:
    text = "We stay\fin Leeds.\f  \fGood."
    pages = tuple(Page(number=n + 1, start=text.index(words), end=text.index(words) + len(words))
                  for n, words in enumerate(["We stay", "in Leeds.", "  ", "Good."]))  # fmt: skip
    document = _document(text, (Segment(speaker="Ada Okafor", leader_id=ADA, start=0, end=len(text)),), pages)
    assert [(one.page, one.text) for one in stretches(document, WHOLE)] == [
        (1, "We stay"),
        (2, "in Leeds."),
        (4, "Good."),
    ]


def test_running_headers_are_runs_of_their_own() -> None:
    text = "Okafor Lamps\nWe stay in Leeds."
    whole = Segment(speaker="Ada Okafor", leader_id=ADA, start=0, end=len(text))
    document = replace(_document(text, (whole,)), furniture=(Span(start=0, end=12),))
    (one,) = stretches(document, WHOLE)
    assert [(run.text, run.furniture) for run in one.runs] == [("Okafor Lamps", True), ("\nWe stay in Leeds.", False)]


def test_a_recordings_words_have_the_time_of_their_cue() -> None:
    text = "One two.\nThree four.\nFive."
    cues = tuple(
        Cue(
            start=text.index(words),
            end=text.index(words) + len(words),
            from_ms=second * 1000,
            to_ms=second * 1000 + 900,
        )
        for words, second in (("One two.", 1), ("Three four.", 62), ("Five.", 3700))
    )
    document = _document(text, (Segment(speaker="Ada Okafor", leader_id=ADA, start=0, end=len(text)),), cues=cues)
    (one,) = stretches(document, WHOLE, [Span(start=text.index("four"), end=text.index("four") + 4)])
    assert one.timecode == "00:00:01"
    assert [(run.text, run.timecode) for run in one.runs if run.marked] == [("four", "00:01:02")]
    last = stretches(document, WHOLE, [Span(start=text.index("\nFive"), end=len(text))])[0].runs[-1]
    assert last.timecode == "01:01:40", "white space before a cue is the next one's"


@pytest.mark.parametrize(
    ("start", "end"), [(None, 3), (3, None), (-1, 3), (3, 3), (4, 3), (0, 11), (10**30, 10**31), (-(10**30), 5)]
)
def test_a_place_that_is_not_in_the_text_is_none(start: int | None, end: int | None) -> None:
    assert within(start, end, 10) is None


def test_a_place_in_the_text_is_one() -> None:
    assert within(0, 10, 10) == Span(start=0, end=10)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Every character says whose it is: `a`, `b`, `h` (a host) and `n` are words; `l` and spaces stand between."""
    speakers = {"a": ("Ada", ADA), "b": ("Ben", BEN), "h": ("Host", None), "n": (None, None)}
    text, segments, pages, begun = "", [], [], 0
    for _ in range(draw(st.integers(0, 8))):
        text += draw(st.text("l \n", max_size=6))
        who = draw(st.sampled_from("abhn"))
        words = draw(st.text(f"{who} \n", min_size=1, max_size=8))
        if draw(st.booleans()):
            pages.append(Page(number=len(pages) + 1, start=begun, end=len(text)))
            text += "\f"
            begun = len(text)
        segments.append(Segment(speaker=speakers[who][0], leader_id=speakers[who][1], start=len(text),
                                end=len(text) + len(words)))  # fmt: skip
        text += words
    text += draw(st.text("l \n", max_size=6))
    pages.append(Page(number=len(pages) + 1, start=begun, end=len(text)))
    return _document(text, tuple(segments), tuple(pages) if draw(st.booleans()) else ())


MARKS = st.lists(
    st.builds(lambda a, b: Span(start=min(a, b), end=max(a, b) + 1), st.integers(0, 60), st.integers(0, 60)), max_size=3
)


@given(documents(), st.sets(st.sampled_from([ADA, BEN])), MARKS)
def test_no_character_of_barred_words_appears(document: Document, words: set[str], marks: list[Span]) -> None:
    shown = "".join(run.text for one in stretches(document, Reach(words=frozenset(words)), marks) for run in one.runs)
    allowed = {one for one, who in (("a", ADA), ("b", BEN)) if who in words}
    assert set(shown) - set(" \n\f") <= allowed
    assert sorted(one for one in shown if one in allowed) == sorted(one for one in document.text if one in allowed)


@given(documents(), MARKS)
def test_whoever_reads_it_whole_reads_every_character_in_order(document: Document, marks: list[Span]) -> None:
    found = stretches(document, WHOLE, marks)
    shown = "".join(run.text for one in found for run in one.runs)
    assert "".join(shown.split()) == "".join(document.text.split())


@given(documents(), st.sets(st.sampled_from([ADA, BEN])), st.booleans(), MARKS)
def test_stretches_are_slices_in_order(document: Document, words: set[str], whole: bool, marks: list[Span]) -> None:
    at = 0
    for one in stretches(document, Reach(words=frozenset(words), whole=whole), marks):
        assert at <= one.start <= one.end
        assert document.text[one.start : one.end] == one.text
        at = one.end
        place = one.start
        for run in one.runs:
            assert document.text[run.start : run.start + len(run.text)] == run.text
            if not run.label:
                inside = [
                    any(mark.start <= n < mark.end for mark in marks) for n in range(place, place + len(run.text))
                ]
                assert set(inside) <= {run.marked}
                place += len(run.text)
