"""OnRecord with the common encoder and without its reranker: the same parts as every peer has.

Questions are asked of everybody's words, since no peer knows the speakers; `with_onrecord_default` does what `ask`
does.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from agent.ask import ask
from agent.domain import Question
from agent.draft import Agent, Work, look_up, understood
from audit.database import reading
from audit.errors import CatalogueError
from bench.peers.corpora import Text
from bench.peers.measures import Hit
from bench.peers.work import main
from eval import workspace
from eval.speeches import leader_id
from ingest.catalogue import passages, read
from ingest.report import Report
from ingest.run import ingest
from onrecord.parts import Parts
from onrecord.settings import Settings

COMMON = Settings.model_validate({"encoder": "all-MiniLM-L6-v2", "reranker": "none"})
NOBODY = "The Archive"  # whose words an abstract is


@dataclass(slots=True)
class OnRecord:
    """`by_leader`: a leader whom a question names limits it, as `ask` does."""

    name: str = "onrecord"
    by_leader: bool = False
    configured: Settings = COMMON
    packages: Sequence[str] = ("onrecord", "qdrant-edge-py", "sentence-transformers", "torch", "onnxruntime")
    folder: Path = field(init=False)
    parts: Parts = field(init=False)
    agent: Agent = field(init=False)
    ids: dict[str, str] = field(init=False)  # of texts, by id of source

    @property
    def settings(self) -> str:
        set_up = f"encoder {self.configured.encoder}, reranker {self.configured.reranker}"
        if self.configured.reranker != "none":
            set_up += f" over {self.configured.rerank} passages"
        named = "a leader named in the question limits it" if self.by_leader else "asked of everybody's words"
        return f"{set_up}; Qdrant's engine in the process, SQLite; {named}"

    def prepare(self, folder: Path, texts: Sequence[Text]) -> None:
        self.folder = folder
        self.ids = {_source_id(i): one.text_id for i, one in enumerate(texts)}
        workspace.write_manifest(
            folder, "The corpus", "President of the United States", (_text(i, one) for i, one in enumerate(texts))
        )
        self.parts = Parts(workspace=folder / "ws", settings=self.configured)
        self.parts.encoder.passages(["warm"])
        self.parts.encoder.query("warm")
        if self.parts.reranker is not None:
            self.parts.reranker.scores("warm", ["warm"])
        self.agent = self.parts.agent()

    def ingest(self, texts: Sequence[Text]) -> None:
        self._ingest()

    def _ingest(self) -> Report:
        with self.parts.workshop() as workshop:
            report = ingest(workshop, self.folder / "corpus_manifest.yaml")
        if report.refused or not report.published:
            refused = ", ".join(f"{one.source_id} ({one.detail})" for one in report.refused) or "everything"
            raise CatalogueError(f"the ingest left out {refused}.")
        return report

    def passages(self) -> Sequence[Hit]:
        with reading(self.parts.engine) as connection:
            state = read.published(connection)
            if state is None:
                raise CatalogueError("nothing is published.", advice="Run: onrecord ingest")
            found = [one for entry in state.entries.values() for one in passages.of_source(connection, entry)]
        return [Hit(text_id=self.ids[one.source_id], text=one.text, start=one.start, end=one.end) for one in found]

    def search(self, question: str, depth: int) -> Sequence[Hit]:
        asked, work = _question(question), Work()
        with self.agent.library.view() as view:
            if not self.by_leader or understood(self.agent, asked, view, work) is None:
                look_up(self.agent, asked, view, work)
        found = [one.passage for one in work.evidence[:depth]]
        return [Hit(text_id=self.ids[one.source_id], text=one.text, start=one.start, end=one.end) for one in found]

    def again(self, texts: Sequence[Text], changed: Text) -> int:
        """The whole manifest is read again; which document is another, the ingest finds out itself."""
        manifest = self.folder / "corpus_manifest.yaml"
        source_id = next(one for one, text_id in self.ids.items() if text_id == changed.text_id)
        document = self.folder / "corpus" / f"{source_id}.txt"
        before = sha256(document.read_bytes()).hexdigest()
        document.write_bytes(changed.text.encode("utf-8"))
        after = sha256(document.read_bytes()).hexdigest()
        manifest.write_text(manifest.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
        return self._ingest().embedded

    def cite(self, question: str) -> Sequence[Hit] | None:
        record = ask(self.agent, _question(question))
        return [
            Hit(text_id=self.ids[one.source_id], text=one.quote, start=one.start, end=one.end)
            for statement in record.statements
            for one in statement.citations
        ]


def _question(text: str) -> Question:
    now = datetime.now(UTC)
    return Question(text=text, audience=workspace.AUDIENCE, as_of=now.date(), asked_at=now)


def _source_id(number: int) -> str:
    return f"text-{number:05}"


def _text(number: int, text: Text) -> workspace.Text:
    speaker = text.speaker or NOBODY
    return workspace.Text(
        source_id=_source_id(number),
        title=" ".join(text.title.split()) or "Untitled",
        speaker=speaker,
        speaker_id=leader_id(speaker),
        date=text.date or "2020-01-01",
        text=text.text,
    )


if __name__ == "__main__":
    main(OnRecord())
