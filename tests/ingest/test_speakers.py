"""Whose words: what is not a leader's beyond doubt is nobody's (law 4)."""

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.domain import Consent, Kind, Leader, Parsed, Segment, Source, Voice
from ingest.speakers import attribute

CONSENT = Consent(
    record="consent.md",
    sha256="0" * 64,
    scope=frozenset(),
    audiences=frozenset(),
    valid_from=date(2026, 1, 1),
    valid_until=date(2027, 1, 1),
)
HOLT = Leader(leader_id="maren-holt", name="Maren Holt", title="Chief Executive Officer", consent=CONSENT)
OKAFOR = Leader(leader_id="ada-okafor", name="Ada Okafor", title="Chief Financial Officer", consent=CONSENT)
ADA = Leader(leader_id="ada-moss", name="Ada Moss", title="Chief Operating Officer", consent=CONSENT)
COMPANY = [HOLT, OKAFOR, ADA]


def segments(
    text: str,
    *,
    kind: Kind = Kind.TRANSCRIPT,
    leaders: tuple[str, ...] = ("maren-holt",),
    voices: tuple[Voice, ...] = (),
) -> tuple[Segment, ...]:
    source = Source(
        source_id="town-hall",
        path="town-hall.txt",
        sha256="0" * 64,
        title="Town hall",
        kind=kind,
        leaders=leaders,
        date=date(2026, 3, 4),
        audience="all",
        owner="a@example.com",
        added_by="a@example.com",
    )
    return attribute(Parsed(text=text, parser="text 1", voices=voices), source, COMPANY)


def words_of(text: str, leader_id: str = "maren-holt", **settings: object) -> list[str]:
    found = segments(text, **settings)  # type: ignore[arg-type]
    return [text[one.start : one.end] for one in found if one.leader_id == leader_id]


ONE_OF_HERS = [
    "Maren Holt:",
    "MAREN HOLT:",
    "Maren  Holt:",
    "Holt:",
    "Maren:",
    "Ms. Holt:",
    "Dr. Maren Holt:",
    "Maren Holt (Chief Executive Officer):",
    "MAREN HOLT [by video]:",
    "Maren Holt, Chief Executive Officer:",
    "  Maren Holt :",
    "> Maren Holt:",
    "**Maren Holt:**",
    "[00:01:02] Maren Holt:",
    "- Maren Holt:",
]
SOMEBODY_ELSES = [
    "Jon Holt:",
    "JON HOLT:",
    "jon holt:",
    "Jon Holt (heckling, from the back):",
    "Jon Holt, Local 12:",
    "Jon Q. Holt Jr.:",
    "Dr. Jon Holt:",
    "Jon Holt:no space",
    "Jon Holt：",
    "   Jon\tHolt:",
    "          Jon Holt:",
    "\u00a0\u00a0Jon Holt:",
    "\u200bJon Holt:",
    "- Jon Holt:",
    "– Jon Holt:",
    "• Jon Holt:",
    "1. Jon Holt:",
    "**Jon Holt:**",
    "**Jon Holt**:",
    "_Jon Holt:_",
    "> Jon Holt:",
    "[00:01:02] Jon Holt:",
    "00:01:02 Jon Holt:",
    "Maren Smith:",
    "Maren Holt-Smith:",
    "Maren Holt Junior:",
    "Maren Holt, quoting Jon Holt:",
    "Maren Holt (read by Jon Holt):",
    "Maren Holt (through an interpreter):",
    "Q:",
    "Q1:",
    "Question:",
    "Interviewer:",
    "INTERVIEWER:",
    "Interviewer (to Maren Holt):",
    "Question from Maren Holt:",
    "Audience member:",
    "Audience member 2:",
    "AUDIENCE #3:",
    "Unidentified speaker:",
    "unidentified speaker:",
    "Voice from the floor:",
    "Second questioner:",
    "Warehouse worker:",
    "The Host:",
    "[Audience:",
    "Ada Okafor:",
    "Leila O’Brien:",
    "José Núñez:",
    "Žofia Nováková:",
    "Łukasz:",
    "Ольга Петрова:",
    "李雷:",
    "محمد:",
]


@pytest.mark.parametrize("label", ONE_OF_HERS)
def test_a_label_that_names_the_documents_leader_gives_her_the_words_behind_it(label: str) -> None:
    assert words_of(f"Q: Shall we hire?\n{label} We shall hire.\nIn Leeds.\n") == ["We shall hire.\nIn Leeds."]


@pytest.mark.parametrize("label", SOMEBODY_ELSES)
def test_words_behind_anybody_elses_label_are_not_hers(label: str) -> None:
    text = f"Maren Holt: We shall hire.\n{label} You lie.\nMaren Holt: We do not.\n"
    assert words_of(text) == ["We shall hire.", "We do not."]


@pytest.mark.parametrize("label", ["Holt:", "Ms. Holt:"])
def test_a_surname_alone_is_nobodys_where_another_of_that_name_speaks(label: str) -> None:
    assert words_of(f"{label} We shall hire.\nJon Holt: You lie.\n") == []


def test_a_surname_with_two_honorifics_is_two_people_and_nobodys_words() -> None:
    assert words_of("Ms. Holt: We shall hire.\nMr. Holt: You lie.\n") == []


def test_a_first_name_that_two_leaders_of_the_document_share_is_nobodys() -> None:
    text = "Ada: We shall hire.\nAda Moss: In Leeds.\n"
    both = ("ada-okafor", "ada-moss")
    assert words_of(text, "ada-okafor", leaders=both) == []
    assert words_of(text, "ada-moss", leaders=both) == ["In Leeds."]


def test_a_leader_of_another_document_is_nobody_here() -> None:
    [first, second] = segments("Maren Holt: We shall hire.\nAda Okafor: In Leeds.\n")
    assert (first.leader_id, second.leader_id) == ("maren-holt", None)
    assert second.speaker == "Ada Okafor"


def test_an_interviews_answers_are_its_one_leaders_and_its_questions_nobodys() -> None:
    text = "Q: Why close Leeds?\nA: It lost money.\nQ: How much?\nA: A lot.\n"
    assert words_of(text, kind=Kind.INTERVIEW) == ["It lost money.", "A lot."]


@pytest.mark.parametrize(
    "text",
    [
        "Jon Holt: Three ways.\nA: Strike.\n",
        "Q: Why?\nJon Holt: Because.\nA: It lost money.\n",
        "A: We shall hire.\n",
    ],
)
def test_an_a_is_an_answer_only_among_questions_and_nobody_else(text: str) -> None:
    assert words_of(text) == []


def test_an_interview_with_two_leaders_has_no_owner_for_an_a() -> None:
    text = "Q: Why?\nA: It lost money.\n"
    assert [one.leader_id for one in segments(text, leaders=("maren-holt", "ada-okafor"))] == [None, None]


def test_words_before_the_first_label_are_nobodys() -> None:
    [before, hers] = segments("Minutes of the town hall, taken by Jon Holt.\n\nMaren Holt: We shall hire.\n")
    assert (before.speaker, before.leader_id) == (None, None)
    assert hers.leader_id == "maren-holt"


def test_without_labels_a_document_of_one_leader_is_hers_as_a_whole() -> None:
    [only] = segments("\n  We shall hire.\n\nIn Leeds: soon.\n", kind=Kind.MEMO)
    assert (only.speaker, only.leader_id, only.start, only.end) == ("Maren Holt", "maren-holt", 3, 34)


@pytest.mark.parametrize("leaders", [("maren-holt", "ada-okafor"), ()])
def test_without_labels_a_document_of_several_or_no_leaders_is_nobodys(leaders: tuple[str, ...]) -> None:
    [only] = segments("We shall hire.", leaders=leaders, kind=Kind.MEMO)
    assert (only.speaker, only.leader_id) == (None, None)


@pytest.mark.parametrize("label", ["Summary:", "Next Steps:", "Note:", "To:", "Leeds:"])
def test_headings_with_a_colon_divide_no_memo(label: str) -> None:
    assert len(words_of(f"We shall hire.\n{label} five people.\n", kind=Kind.MEMO)) == 1


@pytest.mark.parametrize("label", ["Ada Okafor:", "Okafor:", "Jon Holt:"])
def test_a_memo_that_quotes_another_leader_or_a_namesake_keeps_only_what_comes_before(label: str) -> None:
    text = f"We shall hire.\n{label} We shall not.\nAnd so on.\n"
    assert words_of(text, kind=Kind.MEMO) == ["We shall hire."]
    assert words_of(text, "ada-okafor", kind=Kind.MEMO) == []


@pytest.mark.parametrize(
    "line",
    [
        "let me be clear: no.",
        "At 10:30 we begin.",
        "https://example.com/a",
        "3:1 were the odds.",
        "To every employee: thanks.",
    ],
)
def test_a_colon_in_running_text_is_no_label(line: str) -> None:
    assert words_of(f"Maren Holt: We shall hire.\n{line}\n") == [f"We shall hire.\n{line}"]


def test_a_files_own_voices_decide_and_what_lies_between_them_is_nobodys() -> None:
    text = "We shall hire.\n(applause)\nYou lie. Maren Holt: no.\n"
    voices = (Voice(label="Maren Holt", start=0, end=14), Voice(label="Jon Holt", start=26, end=51))
    found = [(one.leader_id, text[one.start : one.end]) for one in segments(text, voices=voices)]
    assert found == [("maren-holt", "We shall hire."), (None, "(applause)"), (None, "You lie. Maren Holt: no.")]


@pytest.mark.parametrize("label", ["", "Holt", "Q", "A"])
def test_a_voice_without_a_name_or_with_a_doubtful_one_is_nobodys(label: str) -> None:
    voices = (Voice(label=label, start=0, end=14), Voice(label="Jon Holt", start=15, end=23))
    assert words_of("We shall hire.\nYou lie.", voices=voices) == []


HERS = ["Maren Holt", "MAREN HOLT", "Maren Holt (CEO)", "Dr. Maren Holt"]
OTHERS = [
    "Jon Holt",
    "Q",
    "INTERVIEWER",
    "Audience member 2",
    "Ada Okafor",
    "Unidentified speaker",
    "Žofia",
    "**Leila**",
]


@given(st.lists(st.tuples(st.sampled_from(HERS + OTHERS), st.integers(1, 4)), min_size=1, max_size=12))
def test_in_any_transcript_she_has_her_own_turns_whole_and_no_word_of_anothers(turns: list[tuple[str, int]]) -> None:
    text, hers = "", []
    for number, (label, lines) in enumerate(turns):
        said = "\n".join(f"turn {number} line {line} was said" for line in range(lines))
        text += f"{label}: {said}\n\n"
        if label in HERS:
            hers.append(said)
    assert words_of(text) == hers


@given(st.text(alphabet="QA:MarenHolt \n.,-*[](){}12é：\u200b", max_size=200), st.sampled_from(list(Kind)))
def test_segments_are_in_order_without_overlap_or_outer_space_and_a_single_memo_loses_no_word(
    text: str, kind: Kind
) -> None:
    found = segments(text, kind=kind)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert all(text[one.start : one.end] == text[one.start : one.end].strip() != "" for one in found)
    assert {one.leader_id for one in found} <= {"maren-holt", None}
    assert all(one.speaker == "Maren Holt" for one in found if one.leader_id)
