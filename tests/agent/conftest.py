"""A small real workspace: SQLite, Qdrant's engine, the hashing encoder, and a calibration that answers everything."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from agent.confidence import FEATURES
from agent.domain import Question
from agent.draft import Agent
from audit.database import writing
from eval.workspace import AUDIENCE, Text, write_manifest
from ingest.index.files import copy_tree
from ingest.run import ingest
from onrecord.parts import Parts, now
from onrecord.settings import Settings
from tests.kept import keep

TEXTS = (
    Text(
        source_id="spring",
        title="Spring all-hands",
        speaker="Ada Moss",
        speaker_id="ada-moss",
        date="2025-03-04",
        text="We will hire forty engineers this year. The plant in Leeds stays open.\n\nTravel needs a reason.",
    ),
    Text(
        source_id="autumn",
        title="Autumn letter",
        speaker="Ben Stein",
        speaker_id="ben-stein",
        date="2025-10-01",
        text="We may hire twenty engineers next year. Nobody has decided anything about Leeds.",
    ),
)


def _calibration(bias: float) -> str:
    """One that looks at nothing: it answers everything (bias above 0) or nothing."""
    size = len(FEATURES)
    entry = {
        "encoder": "hashing",
        "reranker": "none",
        "features": list(FEATURES),
        "means": [0.0] * size,
        "scales": [1.0] * size,
        "weights": [0.0] * size,
        "bias": bias,
        "risks": [{"threshold": 0.5, "risk": 0.1}],
    }
    return json.dumps({"version": 1, "calibrations": [entry]})


@pytest.fixture
def calibration() -> Callable[[float], str]:
    return _calibration


def _parts(manifest: Path) -> Parts:
    return Parts(workspace=manifest.parent / "ws", settings=Settings(encoder="hashing", reranker="none"))


def ingested_once(folders: pytest.TempPathFactory, written: Callable[[Path], Path]) -> Path:
    """What `parts` begins with: a workspace with the texts of which `written` writes a manifest into a folder."""
    manifest = written(folders.mktemp("moss"))
    made, kept = _parts(manifest), folders.mktemp("kept") / "ws"
    with made.workshop() as workshop:
        ingest(workshop, manifest)
    made.engine.dispose()
    (made.workspace / "calibration.json").write_text(_calibration(5.0), encoding="utf-8")
    keep(made.workspace, kept)
    return kept


def _written(folder: Path) -> Path:
    return write_manifest(folder, "Moss & Stein", "Director", TEXTS)


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    return _written(tmp_path)


@pytest.fixture(scope="session")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ingested_once(tmp_path_factory, _written)


@pytest.fixture
def parts(manifest: Path, ingested: Path) -> Parts:
    made = _parts(manifest)
    copy_tree(ingested, made.workspace)
    with writing(made.engine) as connection:
        connection.execute(text("UPDATE published SET manifest = :path"), {"path": str(manifest.resolve())})
    return made


@pytest.fixture
def agent(parts: Parts) -> Agent:
    return parts.agent()


@pytest.fixture
def question() -> Callable[..., Question]:
    def make(text: str, *, as_of: date | None = None, leader_id: str | None = None) -> Question:
        at = now()
        return Question(text=text, audience=AUDIENCE, as_of=as_of or at.date(), asked_at=at, leader_id=leader_id)

    return make
