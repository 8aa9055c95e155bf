"""`sources` and `show`: the operator's view of what was last ingested."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ingest.domain import Document, Page, Segment
from onrecord.render.document import format_document
from onrecord.render.lines import plain


def test_sources_prints_every_document_once_and_sorted(company: Any) -> None:
    found = company.json("sources")["sources"]
    assert [one["source_id"] for one in found] == [
        "draft", "hiring-2025", "hiring-2026", "parental", "secret", "town-hall"]  # fmt: skip
    by_id = {one["source_id"]: one for one in found}
    old, new, draft = by_id["hiring-2025"], by_id["hiring-2026"], by_id["draft"]
    assert (old["status"], old["passages"], old["superseded_by"]) == ("published", 1, ["hiring-2026"])
    assert (new["supersedes"], new["leader_ids"], new["date"]) == (["hiring-2025"], ["ada-okafor"], "2026-01-15")
    assert (draft["status"], draft["text_sha256"], draft["passages"], draft["approval"]) == ("draft", None, 0, None)
    assert old["sha256"] == hashlib.sha256(Path("hiring-2025.md").read_bytes()).hexdigest()
    assert old["approval"]["by"] == "lee@example.com"
    assert old["withdrawn"] is None


def test_sources_is_the_same_twice_and_after_a_second_ingest(company: Any) -> None:
    first = company.run("sources", "--json")[1]
    company.run("ingest")
    assert company.run("sources", "--json")[1] == first


def test_a_withdrawal_shows_at_once_with_its_reason(company: Any) -> None:
    company.run("withdraw", "parental", "--reason", "wrong number")
    (found,) = [one for one in company.json("sources")["sources"] if one["source_id"] == "parental"]
    assert found["status"] == "withdrawn"
    assert found["withdrawn"]["reason"] == "wrong number"
    assert "withdrawn" in company.run("sources")[1]


def test_a_refused_document_is_told_from_a_published_one(company: Any) -> None:
    Path("parental.txt").write_text("changed\n")
    assert company.run("ingest")[0] == 1
    (line,) = [one for one in company.run("sources")[1].splitlines() if one.startswith("parental ")]
    assert "refused" in line


def test_the_table_has_a_line_a_document_and_a_sum(company: Any) -> None:
    _, out, _ = company.run("sources")
    assert out.splitlines()[0].split() == ["id", "title", "leaders", "date", "status", "audience", "passages"]
    assert "6 documents, 5 passages; as last ingested from" in out


def test_a_locale_without_the_letters_ends_no_command(company: Any) -> None:
    company.add("north", "north.txt", "Tønsvik keeps its foundry, and Åse keeps the key.\n", title="Tønsvik")
    company.run("ingest")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    for words in (("sources",), ("sources", "--json"), ("show", "north")):
        command = [sys.executable, "-m", "onrecord", *words]
        done = subprocess.run(command, env=environment, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")
        assert "Tønsvik" in done.stdout.decode("utf-8")


def test_show_gives_the_text_with_its_hash_pages_and_segments(company: Any) -> None:
    found = company.json("show", "town-hall")
    assert hashlib.sha256(found["text"].encode()).hexdigest() == found["text_sha256"]
    assert found["source_id"] == "town-hall"
    assert found["pages"] == []
    host, ben = found["segments"]
    assert (host["leader_id"], ben["leader_id"], ben["speaker"]) == (None, "ben-okafor", "Ben Okafor")
    assert found["text"][ben["start"] : ben["end"]] == "The foundry stays open until the summer of 2030."
    assert found["cues"][1]["from_ms"] == 5000
    assert found["status"] == "published"


def test_show_names_the_speakers_in_the_margin(company: Any) -> None:
    _, out, _ = company.run("show", "town-hall")
    assert "(Host)     │ Will you close the foundry?" in out
    assert "Ben Okafor │ The foundry stays open until the summer of 2030." in out
    assert "served: published" in out
    assert "can never be quoted" in out


def test_a_draft_is_read_from_its_file_and_said_not_to_be_served(company: Any) -> None:
    _, out, _ = company.run("show", "draft")
    assert "not served: draft" in out
    assert "The canteen will serve soup" in out
    assert company.json("show", "draft")["text"].startswith("The canteen")


def test_a_draft_whose_file_was_changed_is_not_shown_as_if_it_were_the_one(company: Any) -> None:
    Path("draft.txt").write_text("other\n")
    code, out, err = company.run("show", "draft")
    assert (code, out) == (1, "")
    assert hashlib.sha256(b"other\n").hexdigest() in err
    assert "declared sha256" in err


def test_a_withdrawn_document_is_shown_with_the_reason(company: Any) -> None:
    company.run("withdraw", "parental", "--reason", "wrong [red]number")
    assert "not served: withdrawn: wrong [red]number" in company.run("show", "parental")[1]


def test_an_unknown_id_is_told_in_one_line_with_the_closest(company: Any) -> None:
    code, out, err = company.run("show", "hiring-2027")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "Did you mean 'hiring-20" in err


def test_a_text_that_was_edited_in_the_database_is_not_shown(company: Any) -> None:
    company.sql("UPDATE texts SET text = replace(text, 'twenty', 'thirty')")
    code, out, err = company.run("show", "parental")
    assert (code, out) == (1, "")
    assert "a frozen text was changed in the catalogue" in err


@pytest.mark.parametrize("attack", ["\x1b[2J", "[bold]", "\u202e"])
def test_show_prints_no_escape_and_takes_no_markup(company: Any, attack: str) -> None:
    company.add("hostile", "hostile.html", f"<p>Lamps {attack.replace(chr(27), '&#27;')} are bright in winter.</p>")
    company.run("ingest")
    _, out, _ = company.run("show", "hostile")
    assert ("[bold] are" in out) == (attack == "[bold]")
    assert "\x1b" not in out
    assert "\u202e" not in out


TEXT = "Title\nADA: One. BEN: Two.\nstill two\nPage two\n\nEnd"


def test_pages_and_a_second_speaker_on_a_line_begin_their_own_lines() -> None:
    def at(words: str) -> tuple[int, int]:
        return TEXT.index(words), TEXT.index(words) + len(words)

    two, ends = at("Two.\nstill two"), at("End")
    document = Document(
        source_id="x", text=TEXT, text_sha256="", parser="", cues=(), furniture=(),
        pages=(Page(number=1, start=0, end=two[1]), Page(number=2, start=two[1] + 1, end=len(TEXT))),
        segments=(Segment(speaker="Ada", leader_id="ada", start=at("One.")[0], end=at("One.")[1]),
                  Segment(speaker="Ben", leader_id=None, start=two[0], end=two[1]),
                  Segment(speaker=None, leader_id=None, start=ends[0], end=ends[1])),
    )  # fmt: skip
    assert plain(format_document(document)).splitlines()[:10] == [
        "── page 1 ──",
        "         │ Title",
        "Ada      │ ADA: One. BEN:",
        "(Ben)    │ Two.",
        "         │ still two",
        "── page 2 ──",
        "         │ Page two",
        "",
        "(nobody) │ End",
        "",
    ]
