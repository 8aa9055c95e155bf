"""`speak` and `ask --speak`: checked statements read aloud, the disclosure first; and what may not be read is not."""

import threading
import time
import wave
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

import av
import pytest
import webvtt

from agent.ask import Event, stream
from agent.domain import Begun, Question
from agent.draft import new_record_id
from audit.database import reading
from audit.domain import AnswerRecord, Statement
from audit.errors import NotSounded
from audit.log.leaves import leaves_of
from audit.signed.envelopes import Kind
from onrecord.aloud import Beside, aloud, read_out
from onrecord.desk.pausing import switch
from onrecord.parts import Parts, now, parts
from onrecord.speech.domain import Utterance
from onrecord.speech.speaking import Speaking
from onrecord.speech.voice import Voice
from tests.onrecord.conftest import Company
from tests.onrecord.heard import Brief, Heard
from tests.onrecord.speech.tones import Tones
from tests.onrecord.test_composed_commands import RIGHT, composing

__all__ = ["composing"]

V = TypeVar("V", bound=Voice)
QUESTION = ("How long is parental leave?", "--leader", "ada-okafor")
QUESTION_ASKED = Question(text="", audience="all-employees", as_of=date(2026, 1, 1), asked_at=now())


def spoken(company: Company) -> list[dict[str, Any]]:
    """The log's utterances."""
    made = parts(str(company.workspace))
    with reading(made.engine) as connection:
        return [dict(one.payload) for one in leaves_of(connection, [Kind.UTTERANCE])]


def toned(company: Company, voice: V) -> tuple[Parts, V]:
    """The workspace's parts with a voice that loads at once."""
    made = parts(str(company.workspace))
    made.__dict__["speaking"] = Speaking(made.engine, made.log, made.kept, lambda: voice)
    return made, voice


def test_an_answer_is_written_with_its_captions(company: Company) -> None:
    code, out, err = company.run("ask", *QUESTION, "--speak", "-o", "answer.wav")
    assert (code, err) == (0, "")
    assert "Parental leave is twenty weeks" in out
    assert out.splitlines()[-1].startswith("answer.wav: ")
    with wave.open(str(company.folder / "answer.wav")) as file:
        seconds = file.getnframes() / file.getframerate()
    captions = webvtt.read(str(company.folder / "answer.wav.vtt"))
    assert captions[0].text.startswith("Selected by software from approved statements"), "the disclosure first"
    assert captions[0].start_in_seconds < 0.5
    assert captions[-1].end_in_seconds <= seconds
    assert "Parental leave is twenty weeks" in " ".join(one.text for one in captions)
    leaves = spoken(company)
    assert [one["statement"] for one in leaves] == list(range(len(leaves)))
    assert len({one["record_id"] for one in leaves}) == 1


def test_one_statement_of_a_past_answer_is_written(company: Company) -> None:
    record_id = company.ask(*QUESTION)["record_id"]
    found = company.json("speak", record_id[:8], "--statement", "1", "--no-source", "-o", "one.flac")
    assert [one["number"] for one in found["utterances"]] == [0, 1]
    assert found["captions"] == "one.flac.vtt"
    assert {one["label"] for one in found["utterances"]} == {"AI presenter, reading the record of Ada Okafor"}
    with av.open(str(company.folder / "one.flac")) as file:
        told = {key.lower(): value for key, value in file.metadata.items()}
        assert abs(float(file.duration or 0) / 1e6 - found["seconds"]) < 0.01
    assert told["title"] == QUESTION[0]
    assert "Selected by software" in told["comment"]
    leaves = [one for (one,) in company.sql("SELECT position FROM leaves WHERE kind = 'utterance' ORDER BY position")]
    assert [one["leaf"] for one in found["utterances"]] == leaves


def test_what_is_written_is_told_with_who_speaks(company: Company) -> None:
    record_id = company.ask(*QUESTION)["record_id"]
    code, out, err = company.run("speak", record_id, "-o", "answer.opus")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "AI presenter, reading the record of Ada Okafor"
    assert lines[1].startswith("Selected by software")
    assert lines[2].startswith("1 On 4 March 2025")
    assert lines[-1].startswith("answer.opus: ")
    assert out.count("AI presenter") == 1


def paused(company: Company) -> None:
    company.run("pause", "--reason", "an incident")


def withdrawn(company: Company) -> None:
    company.run("withdraw", "parental", "--reason", "a wrong figure")


@pytest.mark.parametrize(
    ("bar", "expected"), [(paused, "everything is paused."), (withdrawn, "its source may not be read now.")]
)
def test_what_bars_a_statement_is_one_line_and_no_file(company: Company, bar: Any, expected: str) -> None:
    record_id = company.ask(*QUESTION)["record_id"]
    bar(company)
    code, out, err = company.run("speak", record_id, "-o", "answer.wav")
    assert (code, out) == (1, "")
    assert "is not read aloud: " in err
    assert expected in err
    assert err.count("\n") == 1
    assert not list(company.folder.glob("answer.wav*"))
    assert spoken(company) == []


def test_what_cannot_be_spoken_is_one_line(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    record_id = company.ask(*QUESTION)["record_id"]
    cases = [
        (("speak", "f" * 32, "-o", "a.wav"), 1, "no answer with the record id"),
        (("speak", record_id, "--statement", "99", "-o", "a.wav"), 2, "has no such statement; expected one of 1."),
        (("speak", record_id, "-o", "a.aiff"), 2, "expected a name that ends in .wav, .flac, .opus, .mp3."),
        (("ask", *QUESTION, "-o", "a.wav"), 2, "Say --speak as well."),
        (("ask", *QUESTION, "--speak", "--events"), 2, "--speak is for one QUESTION"),
        (("ask", "--batch", "-", "--speak"), 2, "--speak is for one QUESTION"),
    ]
    for words, expected, told in cases:
        code, out, err = company.run(*words)
        assert (code, out) == (expected, ""), words
        assert told in err
        assert err.count("\n") == 1
    monkeypatch.setenv("ONRECORD_VOICE", "none")
    assert "the settings say voice = none" in company.run("speak", record_id, "-o", "a.wav")[2]
    assert "the settings say voice = none" in company.run("ask", *QUESTION, "--speak", "-o", "a.wav")[2]


def test_a_refusal_is_shown_and_not_read(company: Company) -> None:
    company.answers(everything=False)
    code, out, err = company.run("ask", "What is the parental leave?", "--speak", "-o", "answer.wav")
    assert (code, err) == (0, "")
    assert "No answer" in out
    assert not (company.folder / "answer.wav").exists()
    record_id = company.ask("What is the parental leave?")["record_id"]
    assert "has no statement to read aloud" in company.run("speak", record_id, "-o", "answer.wav")[2]


def test_what_is_read_out_is_told_as_it_begins(company: Company) -> None:
    record = company.ask("Will we hire engineers in Leeds?")
    made, voice = toned(company, Brief())
    reading = aloud(made, record["record_id"], source=False)
    told: list[Utterance] = []
    heard = Heard()
    read_out(reading, reading.numbers(), told.append, heard)
    assert [one.number for one in told] == list(range(len(record["statements"]) + 1))
    assert abs(heard.seconds - 0.3 * len(told)) < 0.01, "no gap"
    assert voice.spoken == [one.script.text for one in told]
    assert [one.number for one in (reading.utter(number) for number in reading.numbers(2))] == [0, 2]


def test_the_kill_switch_in_mid_sentence_silences_it_and_drops_the_rest(company: Company) -> None:
    record_id = company.ask(*QUESTION)["record_id"]
    made, _ = toned(company, Tones())
    reading = aloud(made, record_id, source=True)
    switched: list[float] = []

    def pause() -> None:
        switch(parts(str(company.workspace)), "pause", "an incident", now())
        switched.append(time.monotonic())

    heard = Heard()
    timer = threading.Timer(1.0, pause)
    with pytest.raises(NotSounded, match=r"it is silent now: everything is paused\."):
        read_out(reading, reading.numbers(), lambda one: one.number or timer.start(), heard)
    assert heard.last > heard.first > 0
    assert heard.last - switched[0] < 0.5


def test_beside_an_answer_each_statement_is_heard_once_and_the_disclosure_first(company: Company) -> None:
    made, voice = toned(company, Brief())
    record = made.ledger.read(company.ask("Will we hire engineers in Leeds?")["record_id"])
    events = [Begun(record_id=record.record_id, question=QUESTION_ASKED), *record.statements, record]
    for coming in (events, [record]):
        heard = Heard()
        with Beside(made, source=False, opens=heard) as along:
            assert list(along(coming)) == coming
        assert abs(heard.seconds - 0.3 * (len(record.statements) + 1)) < 0.01
    leaves = [one["statement"] for one in spoken(company)]
    assert leaves == [*range(len(record.statements) + 1)] * 2
    assert voice.spoken[0] == "Ready.", "loaded before there is anything to say"


def test_what_bars_it_meanwhile_is_told_when_the_answer_was(company: Company) -> None:
    made, _ = toned(company, Brief())
    record = made.ledger.read(company.ask(*QUESTION)["record_id"])
    shown: list[object] = []
    heard = Heard()

    def read() -> None:
        with Beside(made, source=False, opens=heard) as along:
            for event in along([record]):
                switch(parts(str(company.workspace)), "pause", "an incident", now())
                shown.append(event)

    with pytest.raises(NotSounded, match=r"the disclosure of .* is not read aloud: everything is paused"):
        read()
    assert (shown, heard.seconds) == ([record], 0)


def test_an_answer_that_breaks_off_is_silent(company: Company) -> None:
    made, _ = toned(company, Tones())
    record, heard = made.ledger.read(company.ask(*QUESTION)["record_id"]), Heard()
    interrupted: list[float] = []

    def breaks() -> None:
        with Beside(made, source=False, opens=heard) as along:
            for _ in along([record]):
                pass
            time.sleep(1.0)
            interrupted.append(time.monotonic())
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        breaks()
    assert heard.first > 0
    assert heard.last - interrupted[0] < 0.5


def test_a_statement_is_heard_while_the_rest_is_written(composing: Any) -> None:
    """A language model writes, and this process speaks: what was heard stands in the log before the whole answer."""
    made, voice = toned(composing.company, Brief())
    question = Question(text=QUESTION[0], audience="all-employees", as_of=now().date(), asked_at=now(),
                        leader_id="ada-okafor")  # fmt: skip

    def slowly() -> Iterator[Event]:
        for event in stream(made.agent(), question):
            yield event
            time.sleep(1.0 if isinstance(event, Statement) else 0)

    heard = Heard()
    with Beside(made, source=False, opens=heard) as along:
        *_, record = along(slowly())
    assert isinstance(record, AnswerRecord)
    assert voice.spoken == ["Ready.", record.disclosure, RIGHT]
    receipt = made.ledger.receipt(record.record_id)
    assert receipt is not None
    with reading(made.engine) as connection:
        leaves = [one.position for one in leaves_of(connection, [Kind.UTTERANCE])]
    assert len(leaves) == 2
    assert max(leaves) < receipt.leaf
    assert aloud(made, record.record_id, source=True).utter(1).script.text == f"{RIGHT} Source: Parental leave."


def test_with_another_speaker_the_disclosure_is_said_again(company: Company) -> None:
    made, voice = toned(company, Brief())
    ada = made.ledger.read(company.ask(*QUESTION)["record_id"])
    ben = made.ledger.read(company.ask("Does the foundry stay open?")["record_id"])
    first, second = ada.statements[0], ben.statements[0]
    assert {one.leader_id for each in (first, second) for one in each.citations} == {"ada-okafor", "ben-okafor"}
    part = replace(ada, record_id=new_record_id(), statements=(first,), evidence=ada.evidence + ben.evidence)
    both = "Selected by software from approved statements; not Ada Okafor and Ben Okafor speaking."
    whole = replace(part, statements=(first, second), disclosure=both)

    def coming() -> Iterator[Event]:
        yield Begun(record_id=part.record_id, question=QUESTION_ASKED)
        with made.ledger.transaction() as connection:
            made.ledger.append_part(connection, part)
        yield first
        while len(voice.spoken) < 3:
            time.sleep(0.01)
        with made.ledger.transaction() as connection:
            made.ledger.append(connection, whole)
        yield second
        yield whole

    with Beside(made, source=False, opens=Heard()) as along:
        assert list(along(coming()))[-1] == whole
    said = [one for one in voice.spoken if one.startswith("Selected by software")]
    assert said == [ada.disclosure, both]
    assert voice.spoken[1::2] == said
