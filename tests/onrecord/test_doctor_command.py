"""`doctor`: what is wrong is named, with what to do; and it changes nothing."""

import hashlib
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from onrecord.doctor import installed
from tests.ingest.recordings.made import put


def levels(company: Any, *words: str) -> dict[str, list[tuple[str, str]]]:
    """Level and detail of every check, by its name."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in company.json("doctor", *words)["checks"]:
        found.setdefault(one["name"], []).append((one["level"], f"{one['detail']} -> {one['advice']}"))
    return found


def failed(found: dict[str, list[tuple[str, str]]]) -> set[str]:
    return {name for name, those in found.items() for level, _ in those if level == "fail"}


def test_a_healthy_workspace_has_nothing_that_failed(company: Any) -> None:
    code, out, _ = company.run("doctor")
    assert code == 0, out
    found = levels(company)
    assert failed(found) == set()
    for name in ("python", "packages", "extra agent", "workspace", "database", "reranker", "calibration", "snapshot",
                 "index", "manifest", "files", "consent"):  # fmt: skip
        assert [level for level, _ in found[name]] == ["ok"], found[name]
    assert "drafts: draft" in found["approvals"][0][1]


def test_it_changes_nothing(company: Any) -> None:
    def state() -> list[object]:
        return [company.sql(f"SELECT * FROM {table}") for table in ("published", "sources", "passages", "controls")]

    before, manifest = state(), company.manifest.read_bytes()
    company.run("doctor")
    assert (state(), company.manifest.read_bytes()) == (before, manifest)


def test_without_a_workspace_it_says_so_and_makes_none(empty: Any) -> None:
    assert empty.run("doctor")[0] == 1
    assert "there is no workspace .onrecord yet -> Run: onrecord ingest" in levels(empty)["workspace"][0][1]
    assert not Path(".onrecord").exists()


def test_a_changed_and_a_missing_file_are_found(company: Any) -> None:
    Path("parental.txt").write_text("changed\n")
    Path("secret.txt").unlink()
    found = levels(company)
    assert failed(found) == {"files"}
    assert "approved sha256" in found["files"][0][1]
    assert "and 1 more" in found["files"][0][1]


def test_recordings_are_looked_at_where_there_are_any(company: Any) -> None:
    assert "recordings" not in levels(company)
    for name in ("one", "two", "three"):
        sound = put(company.folder, f"{name}.wav", name.encode())
        sha256 = hashlib.sha256(sound.read_bytes()).hexdigest()
        company.add(name, f"{name}.vtt", f"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ada Okafor>{name}\n",
                    f"    media: {{path: {name}.wav, sha256: {sha256}}}\n")  # fmt: skip
    text = company.manifest.read_text()
    company.manifest.write_text(re.sub(r"(sha256: \w+)\}(\n    media: .* (sha256: \w+)\})", r"\1, media_\3}\2", text))
    told = "not played, since not everybody in it has agreed: one, two, three"
    assert [(level, told in detail) for level, detail in levels(company)["recordings"]] == [("warn", True)]
    text = company.manifest.read_text()
    company.manifest.write_text(text.replace("scope: [quote]", "scope: [quote, voice]"))
    [(level, detail)] = levels(company)["recordings"]
    assert (level, detail) == ("ok", "3 recordings are as approved, and may be heard -> ")
    Path("two.wav").write_text("changed")
    Path("three.wav").unlink()
    company.manifest.write_text(
        re.sub(r"(sha256: \w+), media_sha256: \w+\}", r"\1}", company.manifest.read_text(), count=1)
    )
    found = levels(company)
    assert failed(found) == {"recordings"}
    (_, wrong), (_, unapproved) = found["recordings"]
    assert "the recording two.wav is not the declared one" in wrong
    assert "; and 1 more -> Put the approved recording back" in wrong
    assert "not among what was approved, so not played: one -> A second person" in unapproved


def test_a_manifest_that_changed_since_is_found(company: Any) -> None:
    company.add("new", "new.txt", "New words for the lamps of the winter.\n")
    (found,) = levels(company)["manifest"]
    assert found[0] == "warn"
    assert "changed since the last ingest -> Run: onrecord ingest" in found[1]


def test_a_manifest_that_cannot_be_read_is_one_finding_among_others(company: Any) -> None:
    company.manifest.write_text("version: 1\n")
    found = levels(company)
    assert failed(found) == {"manifest"}
    assert found["index"][0][0] == "ok"


def test_a_consent_that_lapses_soon_is_found(company: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import UTC, datetime

    monkeypatch.setattr("onrecord.parts.now", lambda: datetime(2039, 12, 20, tzinfo=UTC))
    ada, ben = levels(company)["consent"]
    assert ada[0] == ben[0] == "warn"
    assert "Ada Okafor: lapses on 2040-01-01, in 12 days" in ada[1]


def test_a_consent_record_that_changed_is_found(company: Any) -> None:
    Path("consent.md").write_text("I do not agree.\n")
    assert failed(levels(company)) == {"consent"}


def test_an_embargo_that_has_passed_but_was_not_ingested_is_found(
    company: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import UTC, datetime

    company.add("later", "later.txt", "We will paint every lamp green.\n", "    embargo_until: 2035-01-01\n")
    company.run("ingest")
    assert "embargo" not in levels(company)
    monkeypatch.setattr("onrecord.parts.now", lambda: datetime(2035, 1, 2, tzinfo=UTC))
    assert "later -> Run: onrecord ingest" in levels(company)["embargo"][0][1]


def test_a_calibration_for_other_models_is_found(company: Any) -> None:
    path = company.workspace / "calibration.json"
    path.write_text(path.read_text().replace('"hashing"', '"other"'))
    assert failed(levels(company)) == {"calibration"}
    path.write_text("{}")
    assert failed(levels(company)) == {"calibration"}


def test_an_index_made_with_another_encoder_is_found(company: Any) -> None:
    company.sql('UPDATE snapshots SET snapshot = replace(snapshot, \'"encoder_sha256":"\', \'"encoder_sha256":"0\')')
    assert failed(levels(company)) == {"encoder"}


def test_a_missing_generation_is_found(company: Any) -> None:
    import shutil

    shutil.rmtree(company.workspace / "index")
    assert failed(levels(company)) == {"index"}


def test_an_index_that_differs_from_the_catalogue_is_found(company: Any) -> None:
    company.sql("DELETE FROM passages WHERE source_id = 'parental'")
    found = levels(company)
    assert failed(found) == {"catalogue", "index"}
    assert "is not in the catalogue" in found["index"][0][1]


def test_a_database_that_is_none_is_found(company: Any) -> None:
    for log in company.workspace.glob("catalogue.db-*"):
        log.unlink()
    (company.workspace / "catalogue.db").write_bytes(b"not a database, but rather longer than a header " * 10)
    found = levels(company)
    assert "database" in failed(found)
    assert "Restore the workspace" in found["database"][0][1]


def test_a_recogniser_is_found_or_what_it_lacks(company: Any) -> None:
    assert levels(company)["recogniser"][0][0] == "ok"
    (company.workspace / "settings.toml").write_text('recogniser = "none"\n')
    assert "questions are typed" in levels(company)["recogniser"][0][1]
    (company.workspace / "settings.toml").write_text('recogniser = "nowhere"\n')
    found = levels(company)
    assert failed(found) == {"recogniser"}
    assert f"there is no {company.workspace.absolute()}/nowhere/model.bin" in found["recogniser"][0][1]


def test_settings_that_cannot_be_used_are_found(company: Any) -> None:
    (company.workspace / "settings.toml").write_text("colour = 1\n")
    found = levels(company)
    assert failed(found) == {"settings"}


def test_a_server_that_does_not_answer_is_found(company: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_QDRANT_URL", "http://127.0.0.1:9")
    assert "127.0.0.1:9 cannot be reached" in levels(company)["qdrant"][0][1]


def test_a_pause_and_a_withdrawal_by_command_alone_are_told(company: Any) -> None:
    manifest = company.manifest.read_bytes()
    company.run("pause", "--leader", "ada-okafor")
    company.run("withdraw", "parental", "--reason", "wrong")
    company.manifest.write_bytes(manifest)
    found = levels(company)
    assert "not quoted: Ada Okafor" in found["pause"][0][1]
    assert "parental" in found["withdrawn"][0][1]
    company.run("pause")
    assert "no question is answered" in levels(company)["pause"][0][1]


def test_a_missing_extra_is_told_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = ['rfc8785<1', 'nope>=1; extra == "agent"', 'gone; extra == "calibrate"', 'x; extra == "dev"',
              'rich>=9000; extra == "web"']  # fmt: skip
    monkeypatch.setattr(installed, "requires", lambda _: wanted)
    agent, calibrate, web = list(installed.extras())
    assert (agent.level, agent.advice) == ("fail", "pip install 'onrecord[agent]'")
    assert (calibrate.level, web.level) == ("warn", "warn")
    assert "wanted >=9000" in web.detail


def test_keys_are_looked_at_before_they_are_needed(company: Any) -> None:
    found = levels(company)
    assert [level for level, _ in found["keys"]] == ["ok"]
    assert "own keys" not in found
    company.run("keys", "new", "--approver", "lee@example.com")
    found = levels(company)
    assert [level for level, _ in (*found["keys"], *found["own keys"])] == ["ok", "ok"]
    (company.workspace / "keys" / "log.key").chmod(0o644)
    Path(os.environ["ONRECORD_KEYS"]).chmod(0o755)
    found = levels(company)
    assert failed(found) == {"keys", "own keys"}
    assert "Run: chmod 600 .onrecord/keys/log.key" in found["keys"][0][1]
    assert f"Run: chmod 700 {os.environ['ONRECORD_KEYS']}" in found["own keys"][0][1]
    shutil.rmtree(company.workspace / "keys")
    assert "is missing" in levels(company)["keys"][0][1]
    company.sql("DELETE FROM checkpoints")
    assert levels(company)["keys"] == [("ok", "nothing was logged yet; they are made when something is -> ")]
