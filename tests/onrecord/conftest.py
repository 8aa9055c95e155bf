"""A small company with a real catalogue, Qdrant's own engine and the hashing encoder; commands typed in its folder."""

import hashlib
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from agent.confidence import FEATURES
from ingest.index.files import copy_tree
from onrecord.cli import main
from tests.kept import keep

CONSENT = "I agree to be quoted.\n"
HEAD = """\
version: 1
organisation: Okafor Lamps
audiences: [all-employees, managers]
leaders:
  - id: ada-okafor
    name: Ada Okafor
    title: Chief Executive Officer
    consent: {record: consent.md, sha256: CONSENT, scope: [quote], audiences: [all-employees, managers],
              valid_from: 2020-01-01, valid_until: 2040-01-01}
  - id: ben-okafor
    name: Ben Okafor
    title: Chief Financial Officer
    consent: {record: consent.md, sha256: CONSENT, scope: [quote], audiences: [all-employees, managers],
              valid_from: 2020-01-01, valid_until: 2040-01-01}
documents:
"""
ENTRY = """\
  - id: {source_id}
    path: {path}
    sha256: {sha256}
    title: {title}
    kind: {kind}
    leaders: [{leaders}]
    date: {date}
    audience: {audience}
    owner: comms@example.com
    added_by: sam@example.com
"""
APPROVAL = "    approval: {{by: lee@example.com, at: 2025-01-02T09:00:00Z, sha256: {sha256}}}\n"

TEXTS = {
    "hiring-2025.md": "# Hiring\n\nThis is about hiring. We will hire forty engineers in Leeds. I am glad of it.\n",
    "hiring-2026.md": "We will hire no engineers in Leeds this year. The reason is the price of brass.\n",
    "town-hall.vtt": (
        "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n<v Host>Will you close the foundry?\n\n"
        "00:00:05.000 --> 00:00:09.500\n<v Ben Okafor>The foundry stays open until the summer of 2030.\n"
    ),
    "parental.txt": "Parental leave is twenty weeks for every parent in the company.\n",
    "secret.txt": "Managers only: the foundry closes in the summer of 2027, earlier than was said.\n",
    "draft.txt": "The canteen will serve soup on every Friday of the winter.\n",
}


@dataclass(frozen=True)
class Company:
    """`run` types a command in the company's folder, and gives its exit code, stdout and stderr."""

    folder: Path
    run: Callable[..., tuple[int, str, str]]

    @property
    def manifest(self) -> Path:
        return self.folder / "corpus_manifest.yaml"

    @property
    def workspace(self) -> Path:
        return self.folder / ".onrecord"

    def add(self, source_id: str, file: str, text: str | bytes, more: str = "", **facts: str) -> None:
        """Write a file and its entry; `more` are lines for the entry's end."""
        data = text if isinstance(text, bytes) else text.encode()
        (self.folder / file).write_bytes(data)
        known = {
            "title": source_id.replace("-", " ").capitalize(),
            "kind": "memo",
            "leaders": "ada-okafor",
            "date": "2025-03-04",
            "audience": "all-employees",
            "sha256": hashlib.sha256(data).hexdigest(),
        } | facts
        entry = ENTRY.format(source_id=source_id, path=file, **known)
        approval = "" if more == "draft" else APPROVAL.format(**known)
        with self.manifest.open("a", encoding="utf-8") as manifest:
            manifest.write(entry + approval + ("" if more == "draft" else more))

    def json(self, *words: str) -> Any:
        """What a command prints with --json: one object on one line."""
        _, out, _ = self.run(*words, "--json")
        assert out.count("\n") == 1
        return json.loads(out)

    def ask(self, question: str, *words: str) -> Any:
        return self.json("ask", question, *words)

    def answers(self, *, everything: bool) -> None:
        """A calibration that looks at nothing: it answers everything, or nothing."""
        zeros, ones = [0.0] * len(FEATURES), [1.0] * len(FEATURES)
        entry = {"encoder": "hashing", "reranker": "none", "features": list(FEATURES), "means": zeros, "scales": ones,
                 "weights": zeros, "bias": 5.0 if everything else -5.0,
                 "risks": [{"threshold": 0.5, "risk": 0.1}]}  # fmt: skip
        path = self.workspace / "calibration.json"
        path.write_text(json.dumps({"version": 1, "calibrations": [entry]}), encoding="utf-8")

    def keep(self, folder: Path) -> None:
        """All of it as it is now, for others to begin with."""
        self.sql("PRAGMA wal_checkpoint(TRUNCATE)")
        keep(self.folder, folder)

    def begun(self, kept: Path) -> "Company":
        """The same, with a copy of what was kept there."""
        copy_tree(kept, self.folder)  # keeps the index's files as sparse as they are
        self.sql("UPDATE published SET manifest = ?", str(self.manifest.resolve()))
        return self

    def sql(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Straight to the database, as somebody might who is not OnRecord."""
        with closing(sqlite3.connect(self.workspace / "catalogue.db")) as connection, connection:
            return connection.execute(statement, values).fetchall()


def _settings(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("ONRECORD_ENCODER", "hashing")
    monkeypatch.setenv("ONRECORD_RERANKER", "none")
    monkeypatch.setenv("ONRECORD_KEYS", str(folder.parent / "own-keys"))
    monkeypatch.delenv("ONRECORD_WORKSPACE", raising=False)


def _started(folder: Path) -> None:
    """A manifest without documents."""
    folder.mkdir(exist_ok=True)
    (folder / "consent.md").write_text(CONSENT)
    (folder / "corpus_manifest.yaml").write_text(HEAD.replace("CONSENT", hashlib.sha256(CONSENT.encode()).hexdigest()))


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Company:
    """A manifest without documents; nothing ingested."""
    folder = tmp_path / "company"
    _started(folder)
    _settings(monkeypatch, folder)

    def run(*words: str) -> tuple[int, str, str]:
        code = main(words)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return Company(folder=folder, run=run)


@pytest.fixture(scope="session")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of six documents, ingested once: one superseded, one a recording of two, one for managers, a draft."""
    folder, kept = tmp_path_factory.mktemp("ingesting"), tmp_path_factory.mktemp("ingested") / "company"
    _started(folder)
    with pytest.MonkeyPatch.context() as monkeypatch:
        _settings(monkeypatch, folder)
        made = Company(folder=folder, run=lambda *words: (main(words), "", ""))
        add, texts = made.add, TEXTS
        superseding = "    supersedes: [hiring-2025]\n"
        add("hiring-2025", "hiring-2025.md", texts["hiring-2025.md"])
        add("hiring-2026", "hiring-2026.md", texts["hiring-2026.md"], superseding, date="2026-01-15")
        add("town-hall", "town-hall.vtt", texts["town-hall.vtt"], kind="transcript", leaders="ben-okafor")
        add("parental", "parental.txt", texts["parental.txt"], title="Parental leave")
        secret = {"audience": "managers", "leaders": "ben-okafor", "title": "The foundry secret"}
        add("secret", "secret.txt", texts["secret.txt"], "    supersedes: [town-hall]\n", **secret)
        add("draft", "draft.txt", texts["draft.txt"], "draft")
        assert made.run("ingest")[0] == 0
        made.answers(everything=True)
        made.keep(kept)
    return kept


@pytest.fixture
def company(empty: Company, ingested: Path) -> Company:
    """A copy of it, which a test may break."""
    return empty.begun(ingested)
