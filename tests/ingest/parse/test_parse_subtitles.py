"""Transcripts: every cue and every voice is a slice of the text, and nobody's words become another's."""

import io

import pytest
import webvtt
from hypothesis import given
from hypothesis import strategies as st

from ingest.domain import Parsed
from ingest.parse.canonical import canonical, is_canonical
from ingest.parse.labels import split_label
from ingest.parse.refusals import Unreadable
from ingest.parse.srt import parse as parse_srt
from ingest.parse.vtt import parse as parse_vtt


def _vtt(*bodies: str) -> Parsed:
    cues = (f"00:{n:02}.000 --> 00:{n + 1:02}.500\n{body}\n" for n, body in enumerate(bodies))
    return parse_vtt("\n".join(["WEBVTT\n", *cues]).encode())


def _srt(*bodies: str) -> Parsed:
    cues = (f"{n + 1}\n00:00:{n:02},000 --> 00:00:{n + 1:02},500\n{body}\n" for n, body in enumerate(bodies))
    return parse_srt("\n".join(cues).encode())


def _voices(parsed: Parsed) -> list[tuple[str, str]]:
    return [(voice.label, parsed.text[voice.start : voice.end]) for voice in parsed.voices]


def _cues(parsed: Parsed) -> list[str]:
    return [parsed.text[cue.start : cue.end] for cue in parsed.cues]


# --- laws -------------------------------------------------------------------------------------------------------

# No markup of either format, no name with a colon, no blank line: those have claims of their own below.
LINE = st.text(
    st.characters(codec="utf-8", categories=["L", "M", "N", "Zs", "Po"], exclude_characters=":：&<>{}\ufeff"),
    min_size=1,
    max_size=20,
).filter(lambda line: canonical(line).strip() != "")
BODY = st.lists(LINE, min_size=1, max_size=3).map("\n".join)
NAME = st.sampled_from(["Ada Okafor", "Jon Holt", "Q", "MODERATOR", "José Núñez", "Dr. Mira van Dijk"])
MOMENT = st.integers(0, 359_000_000)
TURNS = st.lists(st.tuples(NAME, BODY, MOMENT, MOMENT), min_size=1, max_size=8)


def _clock(ms: int, mark: str) -> str:
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}{mark}{ms % 1000:03}"


def _expected(turns: list[tuple[str, str, int, int]]) -> tuple[list[tuple[str, int, int]], list[tuple[str, str]]]:
    cues, voices = [], []
    for (name, body, _, _), (start, end) in zip(turns, _times(turns), strict=True):
        words = canonical(body).strip()
        cues.append((words, start, end))
        if voices and voices[-1][0] == canonical(name):
            voices[-1] = (voices[-1][0], f"{voices[-1][1]}\n{words}")
        else:
            voices.append((canonical(name), words))
    return cues, voices


def _times(turns: list[tuple[str, str, int, int]]) -> list[tuple[int, int]]:
    starts = sorted(start for _, _, start, _ in turns)
    return [(start, max(start, end)) for start, (_, _, _, end) in zip(starts, turns, strict=True)]


@given(TURNS)
def test_a_webvtt_file_comes_back_cue_by_cue_and_voice_by_voice(turns: list[tuple[str, str, int, int]]) -> None:
    blocks = ["WEBVTT - a talk"]
    for (name, body, _, _), (start, end) in zip(turns, _times(turns), strict=True):
        blocks.append(f"{_clock(start, '.')} --> {_clock(end, '.')} align:start\n<v.loud {name}>{body}</v>")
    _holds(parse_vtt("\n\n".join(blocks).encode()), turns)


@given(TURNS)
def test_an_srt_file_comes_back_cue_by_cue_and_voice_by_voice(turns: list[tuple[str, str, int, int]]) -> None:
    blocks = []
    for (name, body, _, _), (start, end) in zip(turns, _times(turns), strict=True):
        blocks.append(f"{len(blocks) + 1}\r\n{_clock(start, ',')} --> {_clock(end, ',')}\r\n{name}: {body}")
    _holds(parse_srt("\r\n\r\n".join(blocks).encode()), turns)


def _holds(parsed: Parsed, turns: list[tuple[str, str, int, int]]) -> None:
    cues, voices = _expected(turns)
    assert is_canonical(parsed.text)
    assert parsed.text == "\n".join(words for words, _, _ in cues)
    assert [(parsed.text[c.start : c.end], c.from_ms, c.to_ms) for c in parsed.cues] == cues
    assert _voices(parsed) == voices


@given(st.text(st.sampled_from("<v A>/:b c\n&amp;->01.{}\\e\u0301"), max_size=60))
def test_any_body_gives_spans_in_order_or_a_refusal(body: str) -> None:
    for make in (_vtt, _srt):
        try:
            parsed = make("Ada Okafor: Hello.", body)
        except Unreadable as refusal:
            assert refusal.code == "malformed"  # noqa: PT017 - either outcome will do, no other one
            continue
        assert is_canonical(parsed.text)
        for spans in (parsed.cues, parsed.voices):
            at = 0
            for span in spans:
                assert at <= span.start < span.end <= len(parsed.text)
                at = span.end


def test_an_independent_reader_finds_the_same_times_and_text() -> None:
    source = (
        "WEBVTT\n\nNOTE made by hand\n\nintro\n01:02.003 --> 01:04.000\n<v Ada Okafor>We <b>will</b>\ngrow.</v>\n\n"
        "00:01:05.000 --> 01:01:06.250 line:0\nThank you.\n"
    )
    other = webvtt.from_buffer(io.StringIO(source))
    ours = parse_vtt(source.encode())
    assert _cues(ours) == [caption.text for caption in other]
    assert [(c.from_ms, c.to_ms) for c in ours.cues] == [
        (c.start_time.in_milliseconds(), c.end_time.in_milliseconds()) for c in other
    ]


# --- who speaks -------------------------------------------------------------------------------------------------


def test_adjacent_cues_of_one_speaker_are_one_voice() -> None:
    parsed = _vtt("<v Ada>We will", "<v Ada>grow.", "<v Jon>Will we?")
    assert _voices(parsed) == [("Ada", "We will\ngrow."), ("Jon", "Will we?")]
    assert _cues(parsed) == ["We will", "grow.", "Will we?"]


def test_words_outside_a_voice_tag_are_nobodys_in_a_file_that_uses_them() -> None:
    parsed = _vtt("<v Ada>We will grow.", "Really?", "<v Ada>Yes.</v> No, they will not.", "<v>Hm.")
    assert _voices(parsed) == [
        ("Ada", "We will grow."),
        ("", "Really?"),
        ("Ada", "Yes."),
        ("", "No, they will not.\nHm."),
    ]


def test_two_voices_in_one_cue_are_two_voices_in_one_cue() -> None:
    parsed = _vtt("<v Ada>Yes.</v> <v Jon>No.</v>")
    assert _voices(parsed) == [("Ada", "Yes."), ("Jon", "No.")]
    assert _cues(parsed) == ["Yes.\nNo."]


def test_a_webvtt_file_without_voice_tags_is_read_for_names() -> None:
    assert _voices(_vtt("Ada Okafor: We will", "grow.")) == [("Ada Okafor", "We will\ngrow.")]


def test_a_cue_without_a_name_goes_on_with_the_one_before() -> None:
    parsed = _srt("Unknown words.", "ADA OKAFOR: We will", "grow.", "Q: How?\nADA OKAFOR: By building.")
    assert _voices(parsed) == [
        ("", "Unknown words."),
        ("ADA OKAFOR", "We will\ngrow."),
        ("Q", "How?"),
        ("ADA OKAFOR", "By building."),
    ]


def test_somebody_else_who_is_not_named_is_not_the_one_before() -> None:
    parsed = _srt(">> ADA OKAFOR: We will grow.", ">> When?", "Ada Okafor: Soon.", "- Really?\n- Truly.")
    assert _voices(parsed) == [
        ("ADA OKAFOR", "We will grow."),
        ("", "When?"),
        ("Ada Okafor", "Soon."),
        ("", "Really?\nTruly."),
    ]


def test_a_transcript_that_names_nobody_has_no_voices() -> None:
    assert _srt("We will grow.", "Note: slowly.", "The plan is this: build.").voices == ()
    assert _srt("We will grow.", "Remember: slowly.").text == "We will grow.\nRemember: slowly."


def test_speaker_changes_without_a_name_are_voices_of_nobody() -> None:
    assert _voices(_srt(">> We will grow.", ">> When?")) == [("", "We will grow.\nWhen?")]


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("ADA OKAFOR: We", ("ADA OKAFOR", "We")),
        ("Ada Okafor, CEO: We", ("Ada Okafor", "We")),
        ("Ada Okafor (CEO): We", ("Ada Okafor", "We")),
        ("[Ada Okafor]: We", ("Ada Okafor", "We")),
        (">> Ada: We", ("Ada", "We")),
        ("- Dr. Mira van Dijk: We", ("Dr. Mira van Dijk", "We")),
        ("Member of the Audience 2: We", ("Member of the Audience 2", "We")),
        ("Q: Why?", ("Q", "Why?")),
        ("interviewer: Why?", ("interviewer", "Why?")),
        ("speaker 2: We", ("speaker 2", "We")),
        ("SPEAKER_00: We", ("SPEAKER_00", "We")),
        ("Prof. Mira Dahl: We", ("Prof. Mira Dahl", "We")),
        ("José O’Neill-Núñez: We", ("José O’Neill-Núñez", "We")),
        ("Ada:", ("Ada", "")),
        ("记者：为什么", ("记者", "为什么")),
        ("Note: We", None),
        ("As Ada said: We", None),
        ("the goal: grow", None),
        ("https://x.example", None),
        ("At 12:30 we", None),
        ("Meet at 10: sharp", None),
        ("We grew. Ada: yes", None),
        ("12: twelve", None),
        ("", None),
    ],
)
def test_a_name_and_a_colon_are_a_label_and_a_sentence_with_a_colon_is_none(
    line: str, label: tuple[str, str] | None
) -> None:
    assert split_label(line) == label


# --- what a cue holds -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<i>We</i> <c.yellow.bg>will</c> <00:00:01.000>grow", "We will grow"),
        ("R&amp;D &lt;now&gt; &#233; R&D", "R&D <now> é R&D"),
        ("3 < 4 and 5 > 4", "3 < 4 and 5 > 4"),
        ("e&#x301;", "é"),
        ("<lang en>Hello</lang>", "Hello"),
        ("  padded  ", "padded"),
    ],
)
def test_tags_go_and_entities_are_decoded(body: str, words: str) -> None:
    assert _vtt(body).text == words


def test_srt_tags_go() -> None:
    parsed = _srt('{\\an8}<font color="#fff">We</font> <b>will</b> {grow} &amp; a < b')
    assert parsed.text == "We will {grow} & a < b"


def test_notes_styles_and_cues_without_words_are_left_out() -> None:
    source = "WEBVTT\n\nSTYLE\n::cue {}\n\nREGION\nid:a\n\nNOTE\nsecret\n\n00:01.000 --> 00:02.000\n<i></i>\n"
    parsed = parse_vtt((source + "\nNOTE secret\n\n00:03.000 --> 00:04.000\nNOTE is a word.\n").encode())
    assert parsed.text == "NOTE is a word."
    assert [(cue.from_ms, cue.to_ms) for cue in parsed.cues] == [(3000, 4000)]


# --- files that are wrong ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("1\n00:00:02,000 --> 00:00:01,000\nA\n", "line 2 ends before it begins"),
        ("1\n00:00:02,000 --> 00:00:03,000\nA\n\n2\n00:00:01,000 --> 00:00:02,000\nB\n", "line 6 begins before"),
        ("1\n00:00:0x,000 --> 00:00:01,000\nA\n", "line 2 is not a time"),
        ("1\n00:61:00,000 --> 01:00:01,000\nA\n", "line 2 is not a time"),
        ("1\n00:00:01,5 --> 00:00:02,000\nA\n", "line 2 is not a time"),
        ("1\n999:00:01,500 --> 999:00:02,000\nA\n", "line 2 is not a time"),
        ("1\n00:00:01,000 -->\nA\n", "line 2 is not a time"),
        ("1\n00:00:01,000 --> 00:00:02,000\nA\n\nlost words\n", "line 5 has no time"),
        ("1\n00:00:01,000 --> 00:00:02,000\nA\n2\n00:00:02,000 --> 00:00:03,000\nB\n", "line 5 is a time without"),
    ],
)
def test_a_wrong_srt_is_refused_with_its_line(source: str, told: str) -> None:
    with pytest.raises(Unreadable) as caught:
        parse_srt(source.encode())
    assert caught.value.code == "malformed"
    assert told in caught.value.detail


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("WEBVTTX\n\n00:01.000 --> 00:02.000\nA\n", "first line is not WEBVTT"),
        ("\nWEBVTT\n\n00:01.000 --> 00:02.000\nA\n", "first line is not WEBVTT"),
        ("WEBVTT\n00:01.000 --> 00:02.000\nA\n", "no blank line"),
        ("WEBVTT\n\n00:01,000 --> 00:02,000\nA\n", "line 3 is not a time"),
        ("WEBVTT\n\n1:00.000 --> 00:02.000\nA\n", "line 3 is not a time"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nA\n\nlost words\nand more\n", "line 6 has no time"),
    ],
)
def test_a_wrong_webvtt_is_refused_with_its_line(source: str, told: str) -> None:
    with pytest.raises(Unreadable) as caught:
        parse_vtt(source.encode())
    assert caught.value.code == "malformed"
    assert told in caught.value.detail
