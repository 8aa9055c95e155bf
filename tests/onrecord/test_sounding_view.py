"""What was read aloud of an answer, wherever an auditor meets it: verification, recall, report, charts and pages."""

import hashlib
import json
from pathlib import Path

import pytest

from audit.database import writing
from audit.ledger import utterances
from audit.signed.uttered import Model
from audit.verify_main import main
from onrecord.access import operator, shown
from onrecord.parts import Parts, parts
from onrecord.speech.speaking import Speaking
from tests.onrecord.conftest import TEXTS, Company
from tests.onrecord.recorded import QUESTION, tones
from tests.onrecord.speech.tones import Tones
from tests.onrecord.web.conftest import Site, attacked, served, site
from tests.onrecord.web.test_room import auditor, text

__all__ = ["attacked", "served", "site"]

WHO = operator("all-employees")


@pytest.fixture
def heard(company: Company) -> str:
    """The id of an answer of which disclosure and statement were read aloud, and one of which nothing was."""
    made = parts(str(company.workspace))
    record = company.ask(*QUESTION)
    company.ask(*QUESTION)
    _aloud(made, record["record_id"], 0, 1)
    made.engine.dispose()
    found: str = record["record_id"]
    return found


def _aloud(made: Parts, record_id: str, *numbers: int) -> None:
    speaking = Speaking(made.engine, made.log, made.kept, Tones)
    found = shown(WHO, made.ledger.read(record_id), asker=None, shared=False, by=speaking.records())
    assert found is not None
    for number in numbers:
        speaking.utter(WHO, found, number)


def test_the_verification_of_an_answer_tells_what_was_read_aloud(company: Company, heard: str) -> None:
    code, out, err = company.run("audit", "verify", heard)
    assert (code, err) == (0, "")
    _, told = out.split("Read aloud or played 2 times\n")
    assert "UTC disclosure read aloud, voice of nobody, sha256 7070707070707070…" in " ".join(told.split())
    assert "statement 1 read aloud" in told
    found = company.json("audit", "verify", heard)
    assert [(one["what"], one["judged"], one["wrong"]) for one in found["utterances"]] == [
        ("disclosure read aloud", True, None), ("statement 1 read aloud", True, None),
    ]  # fmt: skip


def test_what_should_not_have_been_sounded_fails_it(company: Company, heard: str) -> None:
    """By somebody who has the keys: the consent, as the log has it, did not cover it."""
    made = parts(str(company.workspace))
    with writing(made.engine) as connection:
        kept = utterances.recorded(connection, heard)
        like = Model(sha256="b" * 64, leader_id="ben-okafor")
        utterances.read_aloud(connection, made.log, kept, 1, audience="all-employees", voice=like, avatar=None, pcm=b"",
                              at=made.log.now())  # fmt: skip
    code, out, _ = company.run("audit", "verify", heard)
    assert code == 1
    assert "FAILED  ben-okafor has not consented to this use" in out
    assert company.run("audit", "report")[0] == 1
    assert "1 of 3 utterances should not have been sounded." in company.run("audit", "report")[1]
    assert company.run("audit", "examine")[0] == 0, "nobody changed the log"
    made.engine.dispose()


def test_of_an_erased_answer_it_is_told_that_nobody_can_tell(company: Company, heard: str) -> None:
    assert company.run("audit", "erase", heard, "--by", "dpo@example.com", "--reason", "asked for")[0] == 0
    code, out, _ = company.run("audit", "verify", heard)
    assert code == 0
    assert out.count("was erased on") >= 2
    assert company.run("audit", "examine")[0] == 0


def test_a_recall_tells_which_answers_were_read_aloud(company: Company, heard: str) -> None:
    company.run("withdraw", "town-hall", "--reason", "a wrong date")
    _, out, _ = company.run("audit", "recall", "town-hall")
    assert "Something of 1 of them was read aloud or played." in out
    [row] = [one for one in out.splitlines() if "heard 2 times" in one]
    assert heard in row
    found = {one["record_id"]: one["heard"] for one in company.json("audit", "recall", "town-hall")["answers"]}
    assert sorted(found.values()) == [0, 2]
    assert found[heard] == 2


def test_a_report_tells_how_much_was_read_aloud(company: Company, heard: str) -> None:
    code, out, err = company.run("audit", "report", "--html", "report.html")
    assert (code, err) == (0, "")
    assert "1 statement read aloud, 0 citations played, in 1 answer. All of it was covered" in " ".join(out.split())
    assert "Read aloud and played" in Path("report.html").read_text()
    found = company.json("audit", "report")["spoken"]
    assert (found["statements"], found["disclosures"], found["covered"]["share"]) == (1, 1, 1.0)
    assert company.json("audit", "report", "--until", "2026-01-01")["spoken"]["statements"] == 0


def test_a_bundle_of_it_verifies_elsewhere(company: Company, heard: str) -> None:
    assert company.run("audit", "export", "--answers", heard, "-o", "bundle.zip")[0] == 0
    policy = company.json("keys", "policy")
    policy["unsigned_approvals"] = True
    Path("policy.json").write_text(json.dumps(policy))
    assert main(["bundle.zip", "--policy", "policy.json"]) == 3, "UNWITNESSED: no witness is configured"


def test_a_recording_that_was_played_is_told_judged_and_exported(company: Company) -> None:
    """Declared, approved and consented to in the manifest, as a company does."""
    wave = tones()
    (company.folder / "assembly.wav").write_bytes(wave)
    media = f"{{path: assembly.wav, sha256: {hashlib.sha256(wave).hexdigest()}}}"
    text = TEXTS["town-hall.vtt"].replace("foundry", "warehouse")
    company.add("assembly", "assembly.vtt", text, f"    media: {media}\n", kind="transcript", leaders="ben-okafor")
    written = company.manifest.read_text()
    after = written.split("  - id: assembly")[1]
    bound = after.replace("}\n    media", f", media_sha256: {hashlib.sha256(wave).hexdigest()}}}\n    media")
    written = written.replace(after, bound).replace("scope: [quote]", "scope: [quote, voice]")
    company.manifest.write_text(written)
    code, out, err = company.run("ingest")
    assert code == 0, out + err
    record = company.ask("How long does the warehouse stay open?", "--leader", "ben-okafor")
    made = parts(str(company.workspace))
    found = shown(WHO, made.ledger.read(record["record_id"]), asker=None, shared=False, by=made.playing.records())
    assert found is not None
    [number] = made.playing.heard(WHO, found)
    _, opened = made.playing.play(WHO, found, number)
    opened.file.close()
    made.engine.dispose()
    code, out, _ = company.run("audit", "verify", record["record_id"])
    assert code == 0
    assert "played, recording of assembly" in " ".join(out.split())
    code, out, _ = company.run("audit", "report")
    assert code == 0
    assert "0 statements read aloud, 1 citation played, in 1 answer." in " ".join(out.split())
    assert company.run("audit", "examine")[0] == 0
    assert company.run("audit", "export", "--all", "-o", "bundle.zip")[0] == 0
    policy = company.json("keys", "policy")
    policy["unsigned_approvals"] = True
    Path("policy.json").write_text(json.dumps(policy))
    assert main(["bundle.zip", "--policy", "policy.json"]) == 3, "UNWITNESSED: no witness is configured"


def test_the_auditor_s_pages_tell_it(site: Site, heard: str) -> None:
    room = auditor(site)
    page = text(room.get(f"/room/record/{heard}"))
    assert "Read aloud or played 2 times" in page
    assert "statement 1 read aloud" in page
    assert "Read aloud and played by week" in text(room.get("/room/charts"))
    site.company.run("withdraw", "town-hall", "--reason", "a wrong date")
    assert "2 times" in text(room.get("/room/recalls/town-hall"))
