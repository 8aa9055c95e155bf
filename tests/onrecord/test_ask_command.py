"""`ask`: what a reader is told about a real answer, and what an asker may not learn from it."""

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from audit.database import reading
from audit.ledger.stored import latest, sections
from audit.records.sections import Name
from onrecord.parts import parts

ATTACK = "[bold]We[/bold] will paint\x1b[2J\x1b]0;owned\x07 every lamp \u202egreen\u202c this year."


def test_an_answer_names_page_or_time_and_what_superseded_it(company: Any) -> None:
    code, out, err = company.run("ask", "Will we hire engineers in Leeds?")
    assert (code, err) == (0, "")
    assert "*Hiring 2025*, 4 March 2025" in out
    assert "superseded by Hiring 2026 (15 January 2026)" in out
    assert "»We will hire forty engineers in Leeds.«" in out
    assert "onrecord audit verify " in out.splitlines()[-1]
    assert ", leaf " in out.splitlines()[-1]
    assert "\x1b" not in out


def test_a_recording_is_cited_with_its_time(company: Any) -> None:
    _, out, _ = company.run("ask", "How long does the foundry stay open?", "--leader", "ben-okafor")
    assert "Town hall*, 4 March 2025" in out
    assert "at 00:00:05  town-hall" in out
    assert "words of Ben Okafor only" in out
    assert "Will you close" not in out, "the host's question is nobody's answer"


def test_a_document_above_the_asker_is_not_told_as_what_superseded_another(company: Any) -> None:
    question = ("ask", "How long does the foundry stay open?", "--leader", "ben-okafor")
    assert "secret" not in company.run(*question)[1]
    assert "superseded by The foundry secret" in company.run(*question, "--audience", "managers")[1]


def test_what_supersedes_later_than_the_day_asked_about_is_not_told(company: Any) -> None:
    _, out, _ = company.run("ask", "Will we hire engineers in Leeds?", "--as-of", "2025-06-01")
    assert "as of 1 June 2025" in out
    assert "superseded" not in out


def test_a_withdrawn_document_supersedes_nothing(company: Any) -> None:
    company.run("withdraw", "hiring-2026", "--reason", "wrong")
    _, out, _ = company.run("ask", "Will we hire engineers in Leeds?")
    assert "Hiring 2025" in out
    assert "superseded" not in out


def test_a_refusal_says_what_lies_nearest_and_whom_to_ask(company: Any) -> None:
    company.answers(everything=False)
    code, out, _ = company.run("ask", "What is the parental leave?")
    assert code == 0
    assert "No answer: not on record." in out
    assert "- Ada Okafor, *Parental leave*" in out
    assert "Whom to ask: comms@example.com" in out


def test_an_ambiguous_name_gives_the_choices(company: Any) -> None:
    _, out, _ = company.run("ask", "What did Okafor say about hiring?")
    assert "--leader ada-okafor   Ada Okafor, Chief Executive Officer" in out
    assert "--leader ben-okafor   Ben Okafor, Chief Financial Officer" in out


def test_escapes_and_markup_in_document_and_question_print_literally_or_not_at_all(company: Any) -> None:
    company.add("lamps", "lamps.html", f"<p>{ATTACK.replace(chr(27), '&#27;').replace(chr(7), '')}</p>")
    company.run("ingest")
    _, out, _ = company.run("ask", "[red]Which\x1b[31m lamp is painted green?")
    assert "[bold]We[/bold] will paint" in out
    assert "[red]Which" in out
    assert not any(character in out for character in "\x1b\x07\u202e\u202c")


def test_a_terminal_gets_colours(company: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    _, out, _ = company.run("ask", "Will we hire engineers in Leeds?")
    assert "\x1b[" in out


MISSING = [
    ("ask", "What?"), ("sources",), ("show", "x"), ("pause",), ("resume", "--leader", "x"), ("audit", "verify", "x"),
]  # fmt: skip


@pytest.mark.parametrize("words", MISSING, ids=[words[0] for words in MISSING])
def test_without_a_workspace_one_line_says_what_to_do_and_nothing_is_made(empty: Any, words: tuple[str, ...]) -> None:
    code, out, err = empty.run(*words)
    assert (code, out) == (1, "")
    assert err == "onrecord: there is no workspace .onrecord yet. Run: onrecord ingest\n"
    assert not Path(".onrecord").exists()


def test_json_has_the_receipt_that_the_log_gives(company: Any) -> None:
    first, second = company.ask("Will we hire engineers in Leeds?"), company.ask("How many weeks is parental leave?")
    assert set(first["receipt"]) == {"log", "leaf", "answer_seq", "size", "root"}
    assert first["receipt"]["log"] == second["receipt"]["log"]
    assert second["receipt"]["answer_seq"] == first["receipt"]["answer_seq"] + 1
    assert second["receipt"]["size"] == second["receipt"]["leaf"] + 1
    (note,) = company.sql("SELECT note FROM checkpoints WHERE size = ?", second["receipt"]["size"])
    assert b64encode(bytes.fromhex(second["receipt"]["root"])).decode() == note[0].splitlines()[2]


def test_the_askers_reference_is_kept_beside_the_record_and_in_no_answer(company: Any) -> None:
    record = company.ask("Will we hire engineers in Leeds?", "--asker", "ticket 4711")
    assert "4711" not in json.dumps(record)
    made = parts(str(company.workspace))
    with reading(made.engine) as connection:
        row = latest(connection, record["record_id"])
        assert row is not None
        assert sections(connection, row)[Name.ASKER].content == {"reference": "ticket 4711"}
    made.engine.dispose()
