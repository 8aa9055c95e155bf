"""The composition root: which adapter stands for which part, by the workspace's settings.

Everything heavy (torch, Qdrant, ONNX Runtime) is imported by the adapter that needs it, when it is first needed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from audit.database import metadata, open_engine, prepare, sqlite_url
from audit.errors import CatalogueError
from onrecord.settings import Settings, load

if TYPE_CHECKING:
    from agent.ask import Agent
    from agent.rerankers.port import Reranker
    from ingest.encoders.port import Encoder
    from ingest.index.port import Index
    from ingest.parse.sandbox import Sandbox
    from ingest.run import Workshop

DATABASE = "catalogue.db"


@dataclass(frozen=True)
class Parts:
    """The parts of one workspace."""

    workspace: Path
    settings: Settings

    @cached_property
    def engine(self) -> Engine:
        """The catalogue's database, with its tables; made on first use."""
        _name_tables()
        if self.settings.database_url is None:
            _make_folder(self.workspace)
        engine = open_engine(self.settings.database_url or sqlite_url(self.workspace / DATABASE))
        prepare(engine)
        return engine

    @property
    def exists(self) -> bool:
        """Whether anything was ever written here."""
        return self.settings.database_url is not None or (self.workspace / DATABASE).is_file()

    @cached_property
    def index(self) -> "Index":
        if self.settings.qdrant_url is not None:
            from ingest.index.server import ServerIndex

            return ServerIndex.at(
                self.settings.qdrant_url, self.settings.qdrant_api_key, prefix=self.settings.qdrant_prefix
            )
        from ingest.index.edge import EdgeIndex

        return EdgeIndex(self.workspace / "index")

    @cached_property
    def encoder(self) -> "Encoder":
        if self.settings.encoder == "hashing":
            from ingest.encoders.hashing import HashingEncoder

            return HashingEncoder()
        from ingest.encoders.sentence_transformer import SentenceTransformerEncoder

        return SentenceTransformerEncoder(self.settings.encoder, revision=self.settings.encoder_revision)

    @cached_property
    def reranker(self) -> "Reranker | None":
        if self.settings.reranker == "none":
            return None
        if self.settings.reranker == "ms-marco-MiniLM-L-12-v2" and self.settings.reranker_revision is None:
            from agent.rerankers.onnx import OnnxReranker

            return OnnxReranker()
        from agent.rerankers.cross_encoder import CrossEncoderReranker

        return CrossEncoderReranker(self.settings.reranker, revision=self.settings.reranker_revision)

    def agent(self, *, rerank: int | None = None) -> "Agent":
        """Everything that answers; `rerank` overrides the settings' depth."""
        from functools import cache

        from agent import confidence
        from agent.ask import Agent
        from agent.library import Library
        from audit.ledger import Ledger

        depth = self.settings.rerank if rerank is None else rerank
        reranker = self.reranker if depth else None
        name = reranker.name if reranker else "none"
        return Agent(
            library=Library(self.engine, self.index),
            ledger=Ledger(self.engine),
            encoder=self.encoder,
            reranker=reranker,
            calibration=cache(lambda: confidence.load(self.encoder.name, name, self.workspace / "calibration.json")),
            now=now,
            rerank_depth=depth,
        )

    def sandbox(self) -> "Sandbox":
        """Where files are parsed, within this workspace's limits; to be closed."""
        from ingest.parse.sandbox import Limits, Sandbox

        mib = 1024 * 1024
        limits = Limits(
            seconds=self.settings.parse_seconds,
            memory_bytes=self.settings.parse_memory_mib * mib,
            output_bytes=self.settings.parse_output_mib * mib,
        )
        return Sandbox(limits)

    @contextmanager
    def workshop(self, *, dry_run: bool = False) -> "Iterator[Workshop]":
        """Everything that ingests, with the parsers' sandbox open. A dry run leaves no trace, not even a folder."""
        from ingest.run import Workshop

        engine = _scratch() if dry_run and not self.exists else self.engine
        with self.sandbox() as sandbox:
            yield Workshop(
                engine=engine,
                index=self.index,
                encoder=self.encoder,
                parse=sandbox.parse,
                lock=self.workspace / "ingest.lock",
                now=now,
            )


def parts(workspace: str) -> Parts:
    """The parts of a workspace by its path."""
    folder = Path(workspace)
    return Parts(workspace=folder, settings=load(folder))


def existing(workspace: str) -> Parts:
    """The parts of a workspace that something was written to. Raises CatalogueError, and makes nothing."""
    made = parts(workspace)
    if not made.exists:
        raise CatalogueError(f"there is no workspace {workspace} yet.", advice="Run: onrecord ingest")
    return made


def _name_tables() -> None:
    """Importing these two modules adds their tables to the database's metadata."""
    from audit import ledger
    from ingest.catalogue import tables

    assert ledger.answers.metadata is tables.texts.metadata is metadata


def _scratch() -> Engine:
    _name_tables()
    engine = open_engine("sqlite://")
    prepare(engine)
    return engine


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CatalogueError(
            f"the workspace {path} cannot be made: {error.strerror}.",
            advice="Make its folder writable, or name another one with --workspace.",
        ) from error


def now() -> datetime:
    """The present moment in UTC, to the millisecond that a record keeps."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
