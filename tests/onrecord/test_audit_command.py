"""`audit verify`: a past answer checked again, and every way of changing it or its sources found out."""

import json
from pathlib import Path
from typing import Any

import pytest

from audit.canonical import canonical_json, sha256_hex

QUESTION = ("How many weeks is parental leave?", "--leader", "ada-okafor")


@pytest.fixture
def answer(company: Any) -> Any:
    return company.ask(*QUESTION)


def verified(company: Any, record: Any) -> tuple[str, dict[str, list[Any]]]:
    """The verdict, and what failed or was noted, by the step's name."""
    found = company.json("audit", "verify", record["record_id"])
    odd: dict[str, list[Any]] = {}
    for one in found["findings"]:
        if one["level"] != "passed":
            odd.setdefault(one["name"], []).append(one)
    return found["verdict"], odd


def older(company: Any, record: Any, record_id: str = "0" * 32) -> Any:
    """Put a changed record beside the one written, under an id of its own and as if it were older than the log, where
    nothing but its own hash vouches for it; gives it."""
    made = {key: value for key, value in record.items() if key != "receipt"} | {"record_id": record_id}
    data = canonical_json(made)
    values = (record_id, "2026-01-01 09:00:00.000000", "answered", data.decode(), sha256_hex(data))
    company.sql("INSERT INTO answers (record_id, asked_at, outcome, record, sha256) VALUES (?, ?, ?, ?, ?)", *values)
    return made


def test_an_answer_is_verified_step_by_step(company: Any, answer: Any) -> None:
    code, out, err = company.run("audit", "verify", answer["record_id"])
    assert (code, err) == (0, "")
    for step in ("1. record", "2. quote", "3. approval", "4. attribution", "5. statement", "6. since"):
        assert step in out
    assert out.splitlines()[-1] == "VERIFIED"


def test_a_refusal_is_verified_by_what_it_showed(company: Any) -> None:
    company.answers(everything=False)
    word, odd = verified(company, company.ask(*QUESTION))
    assert (word, set(odd)) == ("VERIFIED", {"since"})  # one of its nearest passages is superseded


def test_a_source_withdrawn_since_is_a_note(company: Any, answer: Any) -> None:
    company.run("withdraw", "parental", "--reason", "wrong number")
    word, odd = verified(company, answer)
    assert word == "VERIFIED, SOURCE WITHDRAWN SINCE"
    assert any("wrong number" in one["detail"] for one in odd["since"])
    assert company.run("audit", "verify", answer["record_id"])[0] == 0


def test_a_source_removed_with_its_leader_still_verifies(company: Any) -> None:
    record = company.ask("How long does the foundry stay open?", "--leader", "ben-okafor")
    text = company.manifest.read_text()
    ben, documents = text.index("  - id: ben-okafor"), text.index("documents:")
    kept = [entry for entry in text[documents:].split("  - id: ") if "ben-okafor" not in entry]
    company.manifest.write_text(text[:ben] + "  - id: ".join(kept))
    assert company.run("ingest")[0] == 0
    word, odd = verified(company, record)
    assert (word, set(odd)) == ("VERIFIED", {"since"})
    assert [one["detail"] for one in odd["since"]] == ["no longer published"]


def test_a_source_superseded_since_is_a_note(company: Any) -> None:
    word, odd = verified(company, company.ask("Will we hire engineers in Leeds?", "--as-of", "2025-06-01"))
    assert (word, set(odd)) == ("VERIFIED", {"since"})
    assert odd["since"][0]["detail"] == "superseded by Hiring 2026, 15 January 2026"


def test_a_record_edited_in_the_database_fails(company: Any, answer: Any) -> None:
    company.sql("UPDATE sections SET ciphertext = zeroblob(length(ciphertext)) WHERE name = 'answer'")
    code, out, err = company.run("audit", "verify", answer["record_id"])
    assert (code, err) == (1, "")
    assert "1. record       FAILED" in out
    assert out.splitlines()[-1] == "FAILED"
    word, odd = verified(company, answer)
    assert (word, set(odd)) == ("FAILED", {"record"})
    assert "cannot be decrypted" in odd["record"][0]["detail"]


def test_a_record_that_is_older_than_the_log_is_verified_and_edited_it_fails(company: Any, answer: Any) -> None:
    before = older(company, answer)
    assert verified(company, before)[0] == "VERIFIED"
    company.sql("UPDATE answers SET record = replace(record, 'twenty', 'thirty')")
    word, odd = verified(company, before)
    assert (word, set(odd)) == ("FAILED", {"record"})
    assert "sha256" in odd["record"][0]["detail"]


def test_a_record_that_stands_under_another_id_fails(company: Any, answer: Any) -> None:
    before = older(company, answer)
    other = company.ask("Will we hire engineers in Leeds?")
    data = canonical_json({key: value for key, value in other.items() if key != "receipt"})
    company.sql("UPDATE answers SET record = ?, sha256 = ? WHERE leaf IS NULL", data.decode(), sha256_hex(data))
    word, odd = verified(company, before)
    assert word == "FAILED"
    assert odd["record"][0]["found"] == other["record_id"]


def test_a_text_edited_in_the_database_fails_with_both_hashes(company: Any, answer: Any) -> None:
    company.sql("UPDATE texts SET text = replace(text, 'twenty', 'thirty')")
    word, odd = verified(company, answer)
    (fault,) = odd["quote"]
    assert word == "FAILED"
    assert "was changed" in fault["detail"]
    changed = Path("parental.txt").read_bytes()
    assert fault["expected"] == sha256_hex(changed)
    assert fault["found"] == sha256_hex(changed.replace(b"twenty", b"thirty"))


def test_a_text_edited_together_with_its_hash_fails(company: Any, answer: Any) -> None:
    text = Path("parental.txt").read_text()
    forged = text.replace("twenty", "thirty")
    company.sql("UPDATE texts SET text = ?, text_sha256 = ? WHERE text = ?", forged, sha256_hex(forged.encode()), text)
    word, odd = verified(company, answer)
    assert word == "FAILED"
    assert "no frozen text" in odd["quote"][0]["detail"]


EDITS = {
    "quote": (lambda c, s: c.update(quote=c["quote"].replace("twenty", "thirty")), "quote"),
    "offsets": (lambda c, s: c.update(start=c["start"] + 1), "quote"),
    "end beyond the text": (lambda c, s: c.update(end=c["end"] + 1000), "quote"),
    "source bytes": (lambda c, s: c.update(source_sha256="0" * 64), "approval"),
    "another document": (lambda c, s: c.update(source_id="hiring-2026"), "approval"),
    "an unknown document": (lambda c, s: c.update(source_id="gone"), "approval"),
    "speaker": (lambda c, s: c.update(speaker="Ben Okafor", leader_id="ben-okafor"), "attribution"),
    "speaker's name alone": (lambda c, s: c.update(speaker="Ada Lovelace"), "attribution"),
    "title": (lambda c, s: c.update(title="Parental leave, final"), "attribution"),
    "date": (lambda c, s: c.update(date="2026-03-04"), "attribution"),
    "statement": (lambda c, s: s.update(text=s["text"].replace("twenty", "thirty")), "statement"),
    "a word before the quote": (lambda c, s: s.update(text=s["text"].replace("said", "never said")), "statement"),
    "a word after the quote": (lambda c, s: s.update(text=s["text"] + " Not."), "statement"),
    "no citation": (lambda c, s: s.update(citations=[]), "statement"),
    "no checks": (lambda c, s: s.update(checks=[]), "statement"),
    "a failed check": (lambda c, s: s["checks"][0].update(passed=False), "statement"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_a_record_edited_with_its_hash_fails_at(company: Any, answer: Any, edit: str) -> None:
    change, step = EDITS[edit]
    statement = next(s for s in answer["statements"] if s["citations"][0]["source_id"] == "parental")
    change(statement["citations"][0], statement)
    word, odd = verified(company, older(company, answer))
    assert word == "FAILED"
    assert step in odd


def test_a_record_without_its_statements_fails(company: Any, answer: Any) -> None:
    assert verified(company, older(company, answer | {"statements": []}))[0] == "FAILED"


def test_a_record_of_an_unknown_shape_fails(company: Any, answer: Any) -> None:
    word, odd = verified(company, older(company, answer | {"invented": 1}))
    assert (word, set(odd)) == ("FAILED", {"record"})


def test_an_approval_taken_out_of_the_history_fails(company: Any, answer: Any) -> None:
    rows = company.sql("SELECT version_sha256, declared FROM source_versions WHERE source_id = 'parental'")
    for key, declared in rows:
        without = json.dumps(json.loads(declared) | {"approval": None})
        company.sql("UPDATE source_versions SET declared = ? WHERE version_sha256 = ?", without, key)
    word, odd = verified(company, answer)
    assert word == "FAILED"
    assert "no approval by a second person" in odd["approval"][0]["detail"]
    assert odd["approval"][0]["found"].startswith("nobody")


def test_a_source_that_vanished_from_the_history_fails(company: Any, answer: Any) -> None:
    company.sql("DELETE FROM source_versions WHERE source_id = 'parental'")
    word, odd = verified(company, answer)
    assert word == "FAILED"
    assert {"approval", "attribution"} <= set(odd)


def test_an_unknown_record_is_told_in_one_line(company: Any) -> None:
    code, out, err = company.run("audit", "verify", "1f3a\x1b[2J")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "no answer with the record id" in err
    assert "\x1b" not in err
