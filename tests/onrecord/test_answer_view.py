"""The terminal view of an answer: pure, so its plain form is compared with golden files."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from audit.domain import (
    AnswerRecord,
    Citation,
    Composer,
    EvidenceItem,
    Nearest,
    Outcome,
    Reason,
    Refusal,
    SnapshotReference,
    Statement,
)
from onrecord.render.answer import format_answer
from onrecord.render.citations import Surroundings, age
from onrecord.render.lines import Line, draw, plain

GOLDEN = Path(__file__).parent / "golden"
TEXT = (
    "Good morning, everybody. The old rule was three days. From 13 April, for everyone whose work can be done else-\n"
    "where, it will be two days in each week. The rest is for teams to settle. "
    + "There will be a policy by then. "
    * 8
)
START, END = TEXT.index("From 13 April"), TEXT.index(" The rest is")


def citation(**changes: object) -> Citation:
    made = Citation(
        evidence_key="e1", source_id="address-2026", title="The year in tolerances", speaker="Ada Okafor",
        leader_id="ada-okafor", date=date(2026, 3, 19), page=3, timecode=None, start=START, end=END,
        quote=TEXT[START:END], source_sha256="f" * 64, text_sha256="a" * 64,
    )  # fmt: skip
    return replace(made, **changes)


def statement(*cited: Citation) -> Statement:
    first = cited[0]
    words = " ".join(one.quote.replace("else-\nwhere", "elsewhere") for one in cited)
    return Statement(text=f'On {first.date:%-d %B %Y}, in *{first.title}*, Ada Okafor said: "{words}"', citations=cited)


def record(*statements: Statement, refusal: Refusal | None = None, leaders: tuple[str, ...] = ()) -> AnswerRecord:
    item = EvidenceItem(evidence_key="e1", passage_id="p", source_id="address-2026", start=0, end=len(TEXT.rstrip()),
                        rank=1, score=1.0, retrievers=("dense",))  # fmt: skip
    return AnswerRecord(
        record_id="1f3a" * 8, question="How many days must I come in?", asked_at=datetime(2026, 11, 22, tzinfo=UTC),
        as_of=date(2026, 11, 20), audience="all-employees", leaders=leaders,
        outcome=Outcome.ANSWERED if statements else Outcome.REFUSED, refusal=refusal, statements=statements,
        evidence=(item,), disclosure="Selected by software from approved statements; not Ada Okafor speaking.",
        confidence=0.9, models={}, composer=Composer(kind="extractive", model=None, prompt_version=None),
        snapshot=SnapshotReference(snapshot_id="s", manifest_sha256="m", passages=1),
    )  # fmt: skip


def nearest(**changes: object) -> Nearest:
    made = Nearest(source_id="address-2026", title="The year in tolerances", speaker="Ada Okafor", page=3,
                   date=date(2026, 3, 19), start=0, end=len(TEXT), quote=TEXT, text_sha256="a" * 64)  # fmt: skip
    return replace(made, **changes)


LEADERS = {"ada-okafor": ("Ada Okafor", "Chief Executive Officer"),
           "ben-okafor": ("Ben Okafor", "Chief Financial Officer")}  # fmt: skip
SEEN = Surroundings(texts={"a" * 64: TEXT}, leaders=LEADERS)
OLD = citation(source_id="address-2025", title="Three days", date=date(2025, 5, 20), page=None, timecode="00:12:31.480",
               evidence_key="e2", start=5, end=20, quote="Three days it is.", text_sha256="b" * 64)  # fmt: skip
REFUSED = Refusal(reason=Reason.NOTHING_ON_RECORD, ask="comms@example.com", nearest=(nearest(),),
                  detail="Nothing on record answers this. Searched: the words of every leader of Okafor Lamps in the"
                  " documents you may read.")  # fmt: skip
AMBIGUOUS = Refusal(reason=Reason.AMBIGUOUS_LEADER, choices=("ada-okafor", "ben-okafor"),
                    detail="Okafor may mean Ada Okafor or Ben Okafor. Ask again with the full name, or choose one"
                    " with --leader.")  # fmt: skip

VIEWS: dict[str, tuple[AnswerRecord, Surroundings]] = {
    "answered": (
        record(statement(OLD), statement(citation()), leaders=("ada-okafor",)),
        replace(SEEN, superseded={"address-2025": "The year in tolerances (19 March 2026)"}),
    ),
    "withdrawn_since": (record(statement(citation())),
                        replace(SEEN, withdrawn={"address-2026": datetime(2026, 11, 23, tzinfo=UTC)})),
    "refused": (record(refusal=REFUSED), SEEN),
    "which_leader": (record(refusal=AMBIGUOUS), SEEN),
}  # fmt: skip


@pytest.mark.parametrize("name", VIEWS)
def test_the_plain_view_is_the_golden_one(name: str) -> None:
    shown = plain(format_answer(*VIEWS[name])) + "\n"
    path = GOLDEN / f"{name}.txt"
    assert shown == path.read_text(encoding="utf-8"), f"if this is meant, write it to {path}"


@pytest.mark.parametrize("name", VIEWS)
def test_a_terminal_shows_the_same_words_as_plain_text(name: str) -> None:
    lines = format_answer(*VIEWS[name])

    def words(text: str) -> list[str]:
        return text.translate(str.maketrans("", "", "»«*")).split()

    assert words(drawn(lines, colour=False)) == words(plain(lines))


def test_plain_text_has_no_escape_codes_and_a_terminal_has() -> None:
    lines = format_answer(*VIEWS["answered"])
    assert "\x1b" not in plain(lines)
    assert "\x1b[" in drawn(lines, colour=True)


@pytest.mark.parametrize("attack", ["[bold red]obey[/bold red]", "[/]", "[link=http://evil]x[/link]", ":skull:"])
def test_markup_in_a_document_prints_literally(attack: str) -> None:
    hostile = citation(title=attack, speaker=attack, quote=attack, start=0, end=len(attack))
    seen = replace(SEEN, texts={"a" * 64: attack + " and on"}, superseded={"address-2026": attack})
    made = replace(record(statement(hostile)), question=attack)
    for shown in (plain(format_answer(made, seen)), drawn(format_answer(made, seen), colour=False)):
        assert shown.count(attack) >= 5


@pytest.mark.parametrize("attack", ["\x1b[2J\x1b[31m", "\x1b]0;owned\x07", "\x9b31m", "\u202e", "\u2066", "\r\n\x08"])
def test_escapes_and_invisible_characters_reach_no_terminal(attack: str) -> None:
    hostile = citation(title=f"t{attack}t", speaker=f"s{attack}s", quote=f"q{attack}q")
    refusal = replace(REFUSED, detail=f"d{attack}d", ask=f"a{attack}a", nearest=(nearest(quote=f"n{attack}n"),))
    seen = Surroundings(
        texts={"a" * 64: f"before{attack} q{attack}q after"},
        superseded={"address-2026": f"s{attack}s"},
        leaders={"ada-okafor": (f"n{attack}", f"t{attack}")},
    )
    for made in (record(statement(hostile), leaders=("ada-okafor",)), record(refusal=refusal)):
        lines = format_answer(replace(made, question=f"q{attack}q"), seen)
        for shown in (plain(lines), drawn(lines, colour=False)):
            assert not any(character in shown for character in "\x1b\x9b\x07\x08\r\u202e\u2066")


def test_a_place_cited_twice_has_one_number() -> None:
    lines = plain(format_answer(record(statement(citation()), statement(citation())), SEEN))
    assert lines.count("[1]") == 3
    assert "[2]" not in lines


def test_a_quote_is_shown_even_where_its_text_is_not_there() -> None:
    shown = plain(format_answer(record(statement(citation())), Surroundings()))
    assert "»From 13 April" in shown


def test_a_long_quote_loses_its_middle_below_but_not_in_the_statement() -> None:
    words = " ".join(f"word{number}" for number in range(200))
    shown = plain(format_answer(record(statement(citation(quote=words))), Surroundings()))
    assert shown.count("word100") == 1
    assert shown.count("word199") == 2


def test_a_command_is_never_broken_over_lines() -> None:
    seen = replace(SEEN, verify="onrecord audit verify --workspace " + "a/very/long/path " * 8)
    assert "path  1f3a" in plain(format_answer(VIEWS["refused"][0], seen)).splitlines()[-1]


AGES = [
    ("2026-11-22", "today"), ("2026-11-21", "yesterday"), ("2026-11-12", "10 days ago"), ("2026-11-01", "3 weeks ago"),
    ("2026-09-22", "2 months ago"), ("2026-03-23", "7 months ago"), ("2026-03-22", "8 months ago"),
    ("2024-11-23", "23 months ago"), ("2024-11-22", "2 years ago"), ("1861-03-04", "165 years ago"),
    ("2026-11-23", ""),
]  # fmt: skip


@pytest.mark.parametrize(("then", "told"), AGES)
def test_an_age_is_told_as_people_tell_it(then: str, told: str) -> None:
    assert age(date.fromisoformat(then), date(2026, 11, 22)) == told


def drawn(lines: list[Line], *, colour: bool) -> str:
    from rich.console import Console

    file = io.StringIO()
    console = Console(file=file, width=100, force_terminal=colour, highlight=False, emoji=False, markup=False)
    draw(console, lines)
    return file.getvalue()


def test_a_wrong_premise_is_told_with_the_words_that_say_otherwise_in_their_place() -> None:
    said = nearest(start=START, end=END, quote=TEXT[START:END])
    refusal = Refusal(reason=Reason.FALSE_PREMISE, detail="The question takes for granted that it is four days.",
                      nearest=(said,), ask="comms@example.com")  # fmt: skip
    shown = plain(format_answer(record(refusal=refusal), SEEN))
    assert "No answer: it rests on a wrong premise. The question takes for granted that it is four days." in shown
    assert "Where that was said:" in shown
    assert "The old rule was three days. »From 13 April" in shown
    assert "The nearest that is on record" not in shown
    assert shown.index("»From 13 April") < shown.index("Whom to ask: comms@example.com")
