"""WebVTT's inner timestamps: finer cues, and not one character of another text."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.domain import Parsed
from ingest.parse.refusals import Unreadable
from ingest.parse.vtt import parse


def clock(ms: int) -> str:
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"


def file(*cues: tuple[int, int, str]) -> bytes:
    blocks = [f"{clock(begin)} --> {clock(end)}\n{body}" for begin, end, body in cues]
    return "\n\n".join(["WEBVTT", *blocks]).encode()


def stretches(parsed: Parsed) -> list[tuple[str, int, int]]:
    return [(parsed.text[one.start : one.end], one.from_ms, one.to_ms) for one in parsed.cues]


def one(body: str, begin: int = 1000, end: int = 9000) -> list[tuple[str, int, int]]:
    return stretches(parse(file((begin, end, body))))


WORDS = st.text(
    st.characters(codec="utf-8", categories=["L", "M", "N", "Zs", "Po"], exclude_characters=":：&<>{}\ufeff"),
    max_size=9,
)
TIMES = st.lists(st.integers(0, 12_000), max_size=4)
BODY = st.tuples(st.sampled_from(["", "<v Ada>", "<v.loud Jon Holt>", "Ada Okafor: ", "- "]), st.lists(WORDS), TIMES)


def marked(body: tuple[str, list[str], list[int]]) -> tuple[str, str]:
    """A cue's body with timestamps between its words, and without."""
    label, words, times = body
    found = [label]
    for number, word in enumerate(words):
        found += [word, f"<{clock(times[number])}>" if number < len(times) else " "]
    plain = [piece for piece in found if not piece.startswith("<0")]
    return "".join(found), "".join(plain)


@given(st.lists(BODY, min_size=1, max_size=4))
def test_timestamps_change_no_text_and_no_voice_and_leave_cues_in_order(bodies: list[Any]) -> None:
    both = [marked(body) for body in bodies]
    times = [(n * 5_000, n * 5_000 + 9_000) for n, _ in enumerate(both)]
    try:
        plain = parse(file(*((*time, without) for time, (_, without) in zip(times, both, strict=True))))
    except Unreadable:
        return
    found = parse(file(*((*time, body) for time, (body, _) in zip(times, both, strict=True))))
    assert (found.text, found.voices) == (plain.text, plain.voices)
    assert [cue.from_ms for cue in found.cues] == sorted(cue.from_ms for cue in found.cues)
    for whole in plain.cues:
        parts = [cue for cue in found.cues if whole.start <= cue.start and cue.end <= whole.end]
        assert parts
        assert all(whole.from_ms <= cue.from_ms <= cue.to_ms <= whole.to_ms for cue in parts)
        letters = "".join(found.text[cue.start : cue.end] for cue in parts)
        assert "".join(letters.split()) == "".join(found.text[whole.start : whole.end].split())
    assert sum(cue.end > cue.start for cue in found.cues) == len(found.cues) >= len(plain.cues)


def test_a_sentence_has_the_time_that_stands_before_it() -> None:
    assert one("<v Ada>We will hire.<00:00:04.000> <00:00:04.500>And\nwe will build.") == [
        ("We will hire.", 1000, 4000),
        ("And\nwe will build.", 4500, 9000),
    ]


def test_a_timestamp_alone_divides_there() -> None:
    assert one("We will hire. <00:00:04.000>And build.") == [
        ("We will hire.", 1000, 4000),
        ("And build.", 4000, 9000),
    ]


def test_every_word_may_have_its_time_and_other_tags_do_not_count() -> None:
    body = "We<00:01.500><c> will</c><00:02.000><c.loud> <b>hi</b></c><00:02.500>re &amp; build"
    assert one(body) == [("We", 1000, 1500), ("will", 1500, 2000), ("hi", 2000, 2500), ("re & build", 2500, 9000)]


def test_a_timestamp_before_the_first_word_is_when_it_begins() -> None:
    assert one("<00:00:02.000>We will.<00:00:03.000> Yes.") == [("We will.", 2000, 3000), ("Yes.", 3000, 9000)]
    assert one("<00:00:01.000>We will.<00:00:03.000> Yes.") == [("We will.", 1000, 3000), ("Yes.", 3000, 9000)]


def test_two_speakers_in_one_cue_have_their_own_times() -> None:
    parsed = parse(file((0, 4000, "<v Ada>Yes.</v><00:00:02.000> <v Jon>No.")))
    assert stretches(parsed) == [("Yes.", 0, 2000), ("No.", 2000, 4000)]
    assert [voice.label for voice in parsed.voices] == ["Ada", "Jon"]


@pytest.mark.parametrize(
    "body",
    [
        "One.<00:00:05.000> Two.<00:00:03.000> Three.",  # backwards
        "One.<00:00:05.000> Two.<00:00:05.000> Three.",  # twice
        "One.<00:00:00.500> Two.<00:00:05.000> Three.",  # before the cue
        "One.<00:00:05.000> Two.<00:00:09.000> Three.",  # at its end
        "One.<00:00:05.000> Two.<0:0:6> Three.",  # no time
        "One. Two. Three.",
        "One.<00:00:05.000> <b></b>",  # nothing behind it
    ],
)
def test_a_cue_with_a_timestamp_that_may_not_be_stays_whole(body: str) -> None:
    [(_, begin, end)] = one(body) if "Two" in body else one(body)[:1]
    assert begin == 1000
    assert end == (5000 if "<b>" in body else 9000)


def test_a_cue_whose_label_was_taken_out_stays_whole_and_others_do_not() -> None:
    found = parse(
        file((0, 4000, "Ada Okafor: Yes.<00:00:02.000> We will."), (4000, 8000, "Now.<00:00:06.000> Or later."))
    )
    assert stretches(found) == [("Yes. We will.", 0, 4000), ("Now.", 4000, 6000), ("Or later.", 6000, 8000)]


def test_no_stretch_begins_after_the_next_cue_does() -> None:
    overlapping = file((0, 8000, "One.<00:00:06.000> Two."), (5000, 9000, "Three."))
    assert stretches(parse(overlapping)) == [("One. Two.", 0, 8000), ("Three.", 5000, 9000)]
    touching = file((0, 8000, "One.<00:00:05.000> Two."), (5000, 9000, "Three."))
    assert stretches(parse(touching)) == [("One.", 0, 5000), ("Two.", 5000, 8000), ("Three.", 5000, 9000)]
