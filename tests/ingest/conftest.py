"""A small company whose documents change, and what an ingest of them needs."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from sqlalchemy import text as sql

import ingest.catalogue.tables
from audit.database import metadata, open_engine, reading, sqlite_url, writing
from audit.log.appending import Log
from ingest.encoders.hashing import HashingEncoder
from ingest.encoders.port import Vectors
from ingest.index.edge import EdgeIndex
from ingest.index.files import copy_tree
from ingest.index.port import Index
from ingest.parse.media import declared
from ingest.parse.registry import parse
from ingest.recordings.listener import Listener
from ingest.run import Workshop, ingest
from tests.kept import keep

NOW = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class Company:
    """A manifest and its files below `folder`. `save` writes the manifest; until then nothing has changed."""

    def __init__(self, folder: Path, documents: int) -> None:
        self.folder = folder
        self.path = folder / "corpus_manifest.yaml"
        (folder / "corpus").mkdir(parents=True)
        (folder / "corpus" / "consent.md").write_text("You may quote me.\n", encoding="utf-8")
        self.manifest: dict[str, Any] = {
            "version": 1,
            "organisation": "Test Ltd",
            "audiences": ["everybody", "managers"],
            "leaders": [self._leader("ada-moss", "Ada Moss"), self._leader("bo-stein", "Bo Stein")],
            "documents": [],
        }
        for number in range(documents):
            self.add(f"memo-{number:03}", leader="ada-moss" if number % 2 == 0 else "bo-stein")
        self.save()

    def _leader(self, leader_id: str, name: str) -> dict[str, Any]:
        record = self.folder / "corpus" / "consent.md"
        consent = {
            "record": "corpus/consent.md",
            "sha256": digest(record.read_bytes()),
            "scope": ["quote"],
            "audiences": ["everybody", "managers"],
            "valid_from": "2020-01-01",
            "valid_until": "2030-01-01",
        }
        return {"id": leader_id, "name": name, "title": "Chief Officer", "consent": consent}

    def add(self, source_id: str, text: str | None = None, *, leader: str = "ada-moss", **fields: Any) -> None:
        self.manifest["documents"].append(
            {
                "id": source_id,
                "path": f"corpus/{source_id}.txt",
                "sha256": "",
                "title": f"The {source_id} memo",
                "kind": "memo",
                "leaders": [leader],
                "date": "2026-01-05",
                "audience": "everybody",
                "owner": "owner@example.com",
                **fields,
            }
        )
        self.rewrite(source_id, text or essay(source_id))

    def document(self, source_id: str) -> dict[str, Any]:
        found: dict[str, Any] = next(one for one in self.manifest["documents"] if one["id"] == source_id)
        return found

    def file(self, source_id: str) -> Path:
        return self.folder / "corpus" / f"{source_id}.txt"

    def rewrite(self, source_id: str, text: str, *, at: str = "2026-02-01T09:00:00Z") -> None:
        """A new text, approved anew."""
        data = text.encode("utf-8")
        self.file(source_id).write_bytes(data)
        approval = {"by": "second@example.com", "at": at, "sha256": digest(data)}
        self.document(source_id).update(sha256=digest(data), approval=approval)

    def remove(self, source_id: str) -> None:
        self.manifest["documents"].remove(self.document(source_id))

    def save(self) -> None:
        with self.path.open("w", encoding="utf-8") as stream:
            YAML(typ="safe", pure=True).dump(self.manifest, stream)


def essay(seed: str, paragraphs: int = 4) -> str:
    """A few passages' worth of sentences, different for every seed."""
    return "\n\n".join(
        " ".join(
            f"In {seed} point {p}.{s} we settled that matter {seed}-{p}-{s} should go on as planned." for s in range(5)
        )
        for p in range(paragraphs)
    )


@pytest.fixture
def make_company(tmp_path: Path) -> Callable[..., Company]:
    return lambda documents=4, folder=None: Company(folder or tmp_path / "company", documents)


@pytest.fixture
def company(make_company: Callable[..., Company]) -> Company:
    """Four memos, two of each leader's."""
    return make_company(4)


@dataclass
class Counting(HashingEncoder):
    """Remembers what it embedded."""

    embedded: list[str] = field(default_factory=list)

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.embedded.extend(texts)
        return super().passages(texts)


class Unloadable(HashingEncoder):
    """A model that may not be loaded."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        raise AssertionError("the model was loaded")

    query = passages  # type: ignore[assignment]


@pytest.fixture
def counting() -> Counting:
    return Counting()


@pytest.fixture
def unloadable() -> Unloadable:
    return Unloadable()


@contextmanager
def _opened(
    folder: Path, *, encoder: HashingEncoder | None = None, index: Index | None = None, now: datetime = NOW
) -> Iterator[Workshop]:
    folder.mkdir(parents=True, exist_ok=True)
    engine = open_engine(sqlite_url(folder / "catalogue.db"))
    with writing(engine) as connection:
        metadata.create_all(connection)
    listener = Listener()
    try:
        yield Workshop(
            engine=engine,
            index=index or EdgeIndex(folder / "index"),
            encoder=encoder or HashingEncoder(),
            parse=lambda data, name: parse(declared(name), data),
            listen=listener.heard,
            lock=folder / "ingest.lock",
            log=Log(folder / "keys"),
            now=lambda: now,
        )
    finally:
        listener.close()
        engine.dispose()


@pytest.fixture
def workshop(tmp_path: Path) -> Callable[..., Any]:
    """Opens a workspace (by default one in `tmp_path`) for an ingest, with a clock that stands still."""
    return lambda workspace=None, **given: _opened(workspace or tmp_path / "workspace", **given)


@pytest.fixture(scope="session")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with four memos, ingested once."""
    folder, kept = tmp_path_factory.mktemp("ingested"), tmp_path_factory.mktemp("kept") / "workspace"
    with _opened(folder / "workspace") as opened:
        ingest(opened, Company(folder / "company", 4).path)
    keep(folder / "workspace", kept)
    return kept


@pytest.fixture
def shop(tmp_path: Path, ingested: Path, company: Company) -> Iterator[Workshop]:
    """A workspace with the company's four memos published."""
    copy_tree(ingested, tmp_path / "workspace")
    with _opened(tmp_path / "workspace") as opened:
        with writing(opened.engine) as connection:
            connection.execute(sql("UPDATE published SET manifest = :path"), {"path": str(company.path.resolve())})
        yield opened


@pytest.fixture
def rows() -> Callable[[Path], dict[str, list[tuple[Any, ...]]]]:
    """Every row of a workspace's database, by table."""

    def read(workspace: Path) -> dict[str, list[tuple[Any, ...]]]:
        engine = open_engine(sqlite_url(workspace / "catalogue.db"))
        with reading(engine) as connection:
            found = {
                name: [tuple(row) for row in connection.execute(sql(f'SELECT * FROM "{name}"'))]
                for name in sorted(metadata.tables)
            }
        engine.dispose()
        return found

    return read


@pytest.fixture
def tree() -> Callable[[Path], dict[str, str]]:
    """Every file below a folder, with the hash of its bytes."""

    def read(folder: Path) -> dict[str, str]:
        files = (path for path in sorted(folder.rglob("*")) if path.is_file())
        return {str(path.relative_to(folder)): digest(path.read_bytes()) for path in files}

    return read


@pytest.fixture
def onrecord() -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """Run the command line with the hashing encoder and no reranker."""

    def run(*words: str | Path, **variables: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "onrecord", *map(str, words)],
            env={**os.environ, **ENVIRONMENT, **variables},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return run


@pytest.fixture
def typed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """The same in this process, in a third of the time: where the end of a process is not what is tested."""
    from onrecord.cli import main

    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)

    def run(*words: str | Path) -> "subprocess.CompletedProcess[str]":
        code = main([str(word) for word in words])
        told = capsys.readouterr()
        return subprocess.CompletedProcess(words, code, told.out, told.err)

    return run


ENVIRONMENT = {"ONRECORD_ENCODER": "hashing", "ONRECORD_RERANKER": "none"}
