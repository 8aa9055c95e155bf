"""What has been replaced, and is not quoted, has no say in whether a question is answered."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from agent.ask import ask
from agent.confidence import FEATURES
from agent.domain import Question
from audit.domain import AnswerRecord, Reason
from eval.workspace import Text, write_manifest
from ingest.run import ingest
from onrecord.parts import Parts
from onrecord.settings import Settings

Make = Callable[..., Question]

LIKELY = 6.0  # of the best sentence: below it nothing is answered here
HOME = "Can people work at home on Fridays?"
OLD = "People in every team can work at home on Fridays."


def texts(successor: str) -> tuple[Text, ...]:
    said = (
        ("old", "2025-01-14", OLD),
        ("new", "2026-02-10", successor),
        ("evening", "2025-06-01", "I went home on foot."),
    )
    return tuple(
        Text(source_id=one, title=one.title(), speaker="Ada Moss", speaker_id="ada-moss", date=day, text=words)
        for one, day, words in said
    )


@pytest.fixture
def company(tmp_path: Path, calibration: Callable[[float], str]) -> Callable[[str], Parts]:
    """A workspace in which the memo `old` is replaced by `new`, and a question is answered by its best sentence."""
    told: dict[str, Any] = json.loads(calibration(-LIKELY))
    told["calibrations"][0]["weights"][FEATURES.index("best_sentence")] = 1.0

    def make(successor: str) -> Parts:
        manifest = write_manifest(tmp_path, "Moss & Stein", "Director", texts(successor))
        yaml = YAML(typ="safe", pure=True)
        declared = yaml.load(manifest)
        next(one for one in declared["documents"] if one["id"] == "new")["supersedes"] = ["old"]
        with manifest.open("w", encoding="utf-8") as stream:
            yaml.dump(declared, stream)
        made = Parts(workspace=tmp_path / "ws", settings=Settings(encoder="hashing", reranker="none"))
        with made.workshop() as workshop:
            ingest(workshop, manifest)
        (made.workspace / "calibration.json").write_text(json.dumps(told), encoding="utf-8")
        return made

    return make


def quoted(record: AnswerRecord) -> set[str]:
    return {citation.source_id for one in record.statements for citation in one.citations}


def test_what_only_a_superseded_memo_answers_is_refused_and_not_answered_with_what_lies_next(
    company: Callable[[str], Parts], question: Make
) -> None:
    agent = company("Travel is paid by the office in Leeds.").agent()
    record = ask(agent, question(HOME))
    assert record.refusal is not None
    assert record.refusal.reason is Reason.NOTHING_ON_RECORD
    assert "old" in {one.source_id for one in record.refusal.nearest}
    assert quoted(ask(agent, question(HOME, as_of=date(2026, 1, 1)))) == {"old"}  # when it still held


def test_beside_what_replaced_it_a_superseded_memo_is_quoted_and_counts(
    company: Callable[[str], Parts], question: Make
) -> None:
    record = ask(company("On Fridays people in every team cannot work at home.").agent(), question(HOME))
    assert quoted(record) == {"old", "new"}
