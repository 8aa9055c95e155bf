"""A folder of a public benchmark, or of the addresses: what kind it is, and how it is measured.

Claims without answers are only searched for; questions are searched for where their passages are known, and asked; the
addresses are asked. A document that was split counts at its best passage's rank. In a conversation the last turn is
asked alone; retrieval is also measured with what the user said before it put in front ("history").
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from agent.draft import Agent
from audit.errors import UsageError
from eval import bench, speeches
from eval.asking import answer, each
from eval.bench import BenchQuestion
from eval.cases.quotes import places
from eval.domain import Case, Found, Gold, Row
from eval.searching import searched
from eval.texts import Texts

PARTS = ("reported", "tuned", "all")
Tell = Callable[[int], None]


class Kind(StrEnum):
    CLAIMS = "claims"
    QUESTIONS = "questions"
    SPEECHES = "speeches"


FILES = {
    Kind.CLAIMS: (bench.CORPUS, bench.TEST, bench.TRAIN, "qrels/test.tsv", "qrels/train.tsv"),
    Kind.QUESTIONS: (bench.CORPUS, bench.TEST, bench.UNANSWERABLE, "qrels/test.tsv"),
    Kind.SPEECHES: ("sources.csv", "questions.jsonl"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """`questions` of the asked part; those of the addresses are `cases` with (source id, sentence) as gold."""

    folder: Path
    kind: Kind
    sha256: str
    questions: tuple[BenchQuestion, ...] = ()
    cases: tuple[speeches.Case, ...] = ()

    @property
    def size(self) -> int:
        return len(self.questions) + len(self.cases)


def suite(folder: Path, part: str) -> Suite:
    """Raises UsageError for a folder that is none, and for a part that it has not."""
    kind = next((kind for kind, names in FILES.items() if all((folder / name).is_file() for name in names)), None)
    if kind is None:
        known = "; or ".join(", ".join(names) for names in FILES.values())
        raise UsageError(f"{folder} is no benchmark's folder. Expected the files {known}.")
    digest = hashlib.sha256()
    for name in FILES[kind]:
        if name != bench.CORPUS:
            digest.update((folder / name).read_bytes())
    if kind is Kind.SPEECHES:
        if part == "tuned":
            raise UsageError(f"{folder} has no tuned part: the addresses are only reported on.")
        return Suite(folder=folder, kind=kind, sha256=digest.hexdigest(), cases=tuple(speeches.cases(folder)))
    asked = tuple(one for one in bench.questions(folder) if part == "all" or one.tuned is (part == "tuned"))
    if not asked:
        raise UsageError(f"{folder} has no question in the part {part}.")
    return Suite(folder=folder, kind=kind, sha256=digest.hexdigest(), questions=asked)


def build(suite: Suite, folder: Path) -> Path:
    """The benchmark's texts as a workspace's documents in `folder`; gives the manifest's path."""
    made = speeches.build if suite.kind is Kind.SPEECHES else bench.build
    return made(suite.folder, folder)


def measure(agent: Agent, suite: Suite, tell: Tell) -> Found:
    """Every question, in the workspace that was built of the same folder."""
    texts = Texts(agent.library)
    if suite.kind is Kind.SPEECHES:
        return each([_address(one, texts) for one in suite.cases], lambda one: answer(agent, one, texts, one.id), tell)
    known = bench.ids(suite.folder)
    sources = {own: source_id for source_id, own in known.items()}
    turns = any(one.history for one in suite.questions)

    def row(one: BenchQuestion) -> Row:
        found = searched(agent, one, known, turns)
        if suite.kind is Kind.CLAIMS:
            return found
        asked = answer(agent, _case(one, sources, texts), texts, one.id)
        values = {name: value for name, value in asked.values.items() if name not in found.values}
        return replace(asked, values={**found.values, **values})

    return each(suite.questions, row, tell)


def _address(case: speeches.Case, texts: Texts) -> Case:
    return Case(
        id=case.id,
        question=case.question,
        answerable=bool(case.gold),
        golds=(tuple(_gold(*one, texts) for one in case.gold),) if case.gold else (),
        speaker_id=case.speaker_id,
    )


def _case(one: BenchQuestion, sources: Mapping[str, str], texts: Texts) -> Case:
    """A gold sentence stands in the first of the relevant passages that has it."""
    relevant = [sources[own] for own in one.relevant]
    golds = tuple(
        tuple(_gold(next((s for s in relevant if places(t, texts.one(s))), relevant[0]), t, texts) for t in sentences)
        for sentences in one.annotators
    )
    return Case(id=one.id, question=one.text, answerable=one.answerable, golds=golds)


def _gold(source_id: str, sentence: str, texts: Texts) -> Gold:
    found = places(sentence, texts.one(source_id))
    if not found:
        raise UsageError(f"{source_id} has no such sentence: {sentence[:60]!r}.")
    return Gold(source_id=source_id, places=found)
