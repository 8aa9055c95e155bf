"""The composition root: the parts of a workspace, each put together when it is first needed.

Which adapter stands for a part is said in `adapters`, which tables there are in `database`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from audit.errors import CatalogueError, ModelError
from onrecord import adapters, database
from onrecord.settings import Settings, load

if TYPE_CHECKING:
    from agent.composers.composed import Writer
    from agent.draft import Agent
    from agent.judges.port import SupportJudge
    from agent.llm.vllm import VllmModel
    from agent.repair import Jury
    from agent.rerankers.port import Reranker
    from audit.ledger.ledger import Ledger
    from audit.log.appending import Log
    from audit.log.cosigning import Witnesses
    from ingest.catalogue.kept import Kept
    from ingest.encoders.port import Encoder
    from ingest.facsimile.facsimiles import Facsimiles
    from ingest.index.port import Index
    from ingest.parse.sandbox import Limits, Sandbox
    from ingest.recordings.listener import Listener
    from ingest.review.reviewer import Reviewer
    from ingest.run import Workshop
    from onrecord.identity.identities import Identities
    from onrecord.recordings.playing import Playing
    from onrecord.speech.speaking import Speaking


@dataclass(frozen=True)
class Parts:
    """The parts of one workspace."""

    workspace: Path
    settings: Settings

    @cached_property
    def engine(self) -> Engine:
        """The catalogue's database, with its tables; made on first use."""
        return database.opened(self.settings, self.workspace)

    @cached_property
    def kept(self) -> "Kept":
        """The published state, read once for each publication."""
        from ingest.catalogue.kept import Kept

        return Kept()

    @property
    def exists(self) -> bool:
        """Whether anything was ever written here."""
        return database.exists(self.settings, self.workspace)

    @cached_property
    def log(self) -> "Log":
        """The workspace's log. Its keys are made, or read, when something is appended to it."""
        from audit.keys.workspace import FOLDER
        from audit.log.appending import Log

        return Log(folder=Path(self.settings.log_keys) if self.settings.log_keys else self.workspace / FOLDER, now=now)

    @cached_property
    def ledger(self) -> "Ledger":
        """The records of past answers."""
        from audit.ledger.ledger import Ledger

        return Ledger(self.engine, self.log)

    @cached_property
    def playing(self) -> "Playing":
        """What plays the recordings of what was said."""
        from onrecord.recordings.playing import Playing

        return Playing(self.engine, self.log, self.kept)

    @cached_property
    def speaking(self) -> "Speaking | None":
        """What reads answers aloud; none where the settings switch it off. No voice is loaded before it speaks. Raises
        SettingsError where they, or the lexicon, cannot be used, ModelError where the face's file is not there."""
        from onrecord.speech import avatars, lexicon, voices
        from onrecord.speech.speaking import Speaking

        chosen = voices.configured(self.settings, self.workspace)
        if chosen is None:
            return None
        return Speaking(
            self.engine,
            self.log,
            self.kept,
            chosen.presenter,
            voice=chosen.likeness,
            avatar=avatars.configured(self.settings),
            lexicon=lexicon.load(self.workspace),
        )

    @cached_property
    def identities(self) -> "Identities":
        """Who signs in and who asks with a token. Raises SettingsError where the settings cannot be used."""
        from onrecord.identity.identities import Identities

        return Identities(self.engine, self.settings, now)

    @cached_property
    def witnesses(self) -> "Witnesses | None":
        """Who cosigns the log's checkpoints, none where nobody is named. Raises NoteError or WitnessSetupError."""
        return adapters.witnesses(self.settings)

    @cached_property
    def index(self) -> "Index":
        return adapters.index(self.settings, self.workspace)

    @cached_property
    def encoder(self) -> "Encoder":
        return adapters.encoder(self.settings)

    @cached_property
    def _remembered(self) -> "Encoder":
        """The same for whoever answers: the agents of one process share what it remembers."""
        from ingest.encoders.remembered import RememberedEncoder

        return RememberedEncoder(self.encoder)

    @cached_property
    def reranker(self) -> "Reranker | None":
        return adapters.reranker(self.settings)

    @cached_property
    def language_model(self) -> "VllmModel | None":
        """The server of the settings, none where none is configured. Nothing is asked of it yet."""
        return adapters.language_model(self.settings)

    @cached_property
    def judge(self) -> "SupportJudge | None":
        """The judge that the settings name, whether it counts or not."""
        server = self.language_model if self.settings.judge == "vllm" else None
        return adapters.judge(self.settings, server)

    def jury(self) -> "Jury | None":
        """The judge with its threshold, where it was measured and counts; `onrecord doctor` says why one does not."""
        from agent.judges import standing
        from agent.repair import Jury

        try:
            judge = self.judge
            admitted = standing.admitted(judge.name, self.workspace / standing.FILE) if judge is not None else None
        except ModelError:
            return None
        return Jury(judge=judge, least=admitted.threshold) if judge is not None and admitted is not None else None

    def writer(self, composer: str | None = None) -> "Writer | None":
        """The language model that composes, none where answers are quotes. Raises UsageError for `vllm` without a
        server."""
        return adapters.writer(self.settings, self.language_model, composer)

    def agent(self, *, rerank: int | None = None, composer: str | None = None, judged: bool = False) -> "Agent":
        """Everything that answers; `rerank` and `composer` override the settings'. The judge comes along where a model
        composes, or where it is `judged` what somebody else wrote."""
        from functools import cache

        from agent import confidence
        from agent.draft import Agent
        from agent.library import Library
        from ingest.catalogue.logged import catch_up

        catch_up(self.engine, self.log, now())
        depth = self.settings.rerank if rerank is None else rerank
        reranker = self.reranker if depth else None
        name, own = reranker.name if reranker else "none", self.workspace / "calibration.json"
        writer = self.writer(composer)
        return Agent(
            library=Library(self.engine, self.index),
            ledger=self.ledger,
            encoder=self._remembered,
            reranker=reranker,
            calibration=cache(lambda: confidence.load(self.encoder.name, name, own, self.settings.acceptable_risk)),
            now=now,
            rerank_depth=depth,
            writer=writer,
            jury=self.jury() if writer is not None or judged else None,
        )

    def sandbox(self) -> "Sandbox":
        """Where files are parsed, within this workspace's limits; to be closed."""
        from ingest.parse.sandbox import Sandbox

        return Sandbox(self._limits)

    def listener(self) -> "Listener":
        """Where recordings are looked into, within the same limits; to be closed."""
        from ingest.recordings.listener import Listener

        return Listener(self._limits)

    def reviewer(self) -> "Reviewer":
        """Where a document is looked at beside its file, within the same limits; to be closed."""
        from ingest.review.reviewer import Reviewer

        return Reviewer(self._limits)

    @cached_property
    def facsimiles(self) -> "Facsimiles":
        """Where pages of PDFs are drawn and kept, for as long as a service runs; to be closed."""
        from ingest.facsimile.facsimiles import Facsimiles

        return Facsimiles(self._limits)

    @property
    def _limits(self) -> "Limits":
        return adapters.limits(self.settings)

    @contextmanager
    def workshop(self, *, dry_run: bool = False) -> "Iterator[Workshop]":
        """Everything that ingests, with the readers' sandboxes open. A dry run leaves no trace, not even a folder."""
        from ingest.catalogue.logged import catch_up
        from ingest.run import Workshop

        engine = database.scratch() if dry_run and not self.exists else self.engine
        if not dry_run:
            catch_up(engine, self.log, now())
        with self.sandbox() as sandbox, self.listener() as listener:
            yield Workshop(
                engine=engine,
                index=self.index,
                encoder=self.encoder,
                parse=sandbox.parse,
                listen=listener.heard,
                lock=self.workspace / "ingest.lock",
                log=self.log,
                now=now,
                unsigned_approvals=self.settings.unsigned_approvals,
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


def now() -> datetime:
    """The present moment in UTC, to the millisecond that a record keeps."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
