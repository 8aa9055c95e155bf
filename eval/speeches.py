"""The public-domain inaugural addresses and their thirty hard questions: a workspace, and how the agent did."""

import csv
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from audit.domain import AnswerRecord, Became, Form, Outcome
from audit.errors import UsageError
from eval.workspace import Text, write_manifest

FIRST = 10  # passages of the evidence that count


def leader_id(name: str) -> str:
    """`franklin-d-roosevelt` for Franklin D. Roosevelt."""
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")


def source_id(file: str) -> str:
    """`1789-washington` for 1789-Washington.txt."""
    return Path(file).stem.casefold()


def build(data: Path, folder: Path) -> Path:
    """Write a workspace's manifest and texts into `folder` from `data` (`sources.csv` and `corpus/`)."""
    try:
        with (data / "sources.csv").open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except OSError as error:
        raise UsageError(f"{data} has no readable sources.csv: {error.strerror}.") from error
    return write_manifest(folder, "Inaugural addresses", "President of the United States", _texts(data, rows))


def _texts(data: Path, rows: Sequence[dict[str, str]]) -> Iterator[Text]:
    for row in rows:
        yield Text(
            source_id=source_id(row["file"]),
            title=row["title"],
            speaker=row["speaker_full_name"],
            speaker_id=leader_id(row["speaker_full_name"]),
            date=row["date"],
            text=(data / "corpus" / row["file"]).read_text(encoding="utf-8"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One question; `gold` are (source id, sentence), empty where the right answer is a refusal."""

    id: str
    question: str
    speaker_id: str | None
    gold: tuple[tuple[str, str], ...]


def cases(data: Path) -> list[Case]:
    found = []
    for line in (data / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found.append(
            Case(
                id=row["id"],
                question=row["question"],
                speaker_id=leader_id(row["speaker"]) if row["speaker"] else None,
                gold=tuple((source_id(gold["file"]), gold["sentence"]) for gold in row["gold"]),
            )
        )
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Shares between 0 and 1; `wrong_speaker` and `not_verbatim` are counts that must be 0. The last four count
    statements: quoted, composed, and of those that a model wrote replaced by their quotes or left out."""

    gold_in_first: float
    cites_gold: float
    balanced_accuracy: float
    answered: float
    refused: float
    wrong_speaker: int
    not_verbatim: int
    quoted: int
    composed: int
    replaced: int
    left_out: int


def score(cases: Sequence[Case], records: Sequence[AnswerRecord], texts: dict[str, str]) -> Scores:
    """`records` in step with `cases`; `texts` are the canonical texts by source id.

    Gold in the first ten: the share of gold sentences that lie inside one of the first ten passages. Cites gold: of
    the answerable questions that were answered, the share with a citation that overlaps a gold sentence.
    """
    inside, golds = 0, 0
    hits: list[bool] = []
    wrong_speaker = not_verbatim = refused = 0
    for case, record in zip(cases, records, strict=True):
        spans = {(one, texts[one].index(quote), texts[one].index(quote) + len(quote)) for one, quote in case.gold}
        for one, start, end in spans:
            golds += 1
            inside += any(e.source_id == one and e.start <= start and end <= e.end for e in record.evidence[:FIRST])
        citations = [citation for statement in record.statements for citation in statement.citations]
        not_verbatim += sum(texts[c.source_id][c.start : c.end] != c.quote for c in citations)
        wrong_speaker += sum(case.speaker_id not in (None, c.leader_id) for c in citations)
        answered = record.outcome is Outcome.ANSWERED
        if case.gold and answered:
            hits.append(any(c.source_id == o and c.start < e and s < c.end for c in citations for o, s, e in spans))
        refused += not case.gold and not answered
    answerable = sum(bool(case.gold) for case in cases)
    right_answers, right_refusals = len(hits) / answerable, refused / (len(cases) - answerable)
    return Scores(
        gold_in_first=inside / golds,
        cites_gold=sum(hits) / len(hits) if hits else 0.0,
        balanced_accuracy=(right_answers + right_refusals) / 2,
        answered=right_answers,
        refused=right_refusals,
        wrong_speaker=wrong_speaker,
        not_verbatim=not_verbatim,
        quoted=_forms(records).count(Form.QUOTED),
        composed=_forms(records).count(Form.COMPOSED),
        replaced=_became(records).count(Became.QUOTES),
        left_out=_became(records).count(Became.NOTHING),
    )


def _forms(records: Sequence[AnswerRecord]) -> list[Form]:
    return [statement.form for record in records for statement in record.statements]


def _became(records: Sequence[AnswerRecord]) -> list[Became]:
    return [withheld.became for record in records for withheld in record.withheld]
