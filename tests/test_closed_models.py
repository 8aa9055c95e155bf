"""Questions that bring their passages, with the real models, in a workspace that is not there yet."""

import json
from pathlib import Path
from typing import Any

import pytest

from onrecord.cli import main

pytestmark = [pytest.mark.slow, pytest.mark.models]

GIVEN = [
    {"id": "bridge", "text": "The Calder viaduct was opened by the mayor in 1890. It has two tracks."},
    {"id": "canal", "text": "The canal was dug by hand between 1790 and 1802. It is used for pleasure boats today."},
    {"id": "mill", "text": "The mill at Elland ground corn until a fire in 1911. Its walls still stand by the weir."},
]
ANSWERED = {
    "When was the Calder viaduct opened?": ("bridge", "1890"),
    "What is the canal used for today?": ("canal", "pleasure boats"),
    "Until when did the mill at Elland grind corn?": ("mill", "1911"),
}
REFUSED = (
    "How many people live in the valley?",
    "What does a ticket for the museum cost?",
    "Which bank financed the steelworks in Sheffield?",
)


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, bool], Any]:
    """By question, and whether the passages were given in the other order."""
    folder = tmp_path_factory.mktemp("closed")
    asked = [(text, back) for back in (False, True) for text in (*ANSWERED, *REFUSED)]
    lines = [{"question": text, "passages": GIVEN[::-1] if back else GIVEN} for text, back in asked]
    file, out = folder / "questions.jsonl", folder / "records.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    with pytest.MonkeyPatch.context() as monkeypatch, out.open("w", encoding="utf-8") as stream:
        for name in ("ONRECORD_ENCODER", "ONRECORD_RERANKER"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setattr("sys.stdout", stream)
        assert main(["ask", "--workspace", str(folder / "ws"), "--batch", str(file)]) == 0
    found = [json.loads(line) for line in Path(out).read_text(encoding="utf-8").splitlines()]
    return dict(zip(asked, found, strict=True))


@pytest.mark.parametrize("question", ANSWERED)
def test_what_they_answer_is_answered_from_the_right_one(records: Any, question: str) -> None:
    source_id, words = ANSWERED[question]
    record = records[question, False]
    assert record["outcome"] == "answered"
    cited = [one for statement in record["statements"] for one in statement["citations"]]
    texts = {one["id"]: one["text"] for one in GIVEN}
    assert all(texts[one["source_id"]][one["start"] : one["end"]] == one["quote"] for one in cited)
    assert any(one["source_id"] == source_id and words in one["quote"] for one in cited)


@pytest.mark.parametrize("question", REFUSED)
def test_what_they_do_not_answer_is_refused(records: Any, question: str) -> None:
    assert records[question, False]["refusal"]["reason"] == "nothing_on_record"


@pytest.mark.parametrize("question", [*ANSWERED, *REFUSED])
def test_the_order_changes_nothing(records: Any, question: str) -> None:
    one, other = records[question, False], records[question, True]
    for key in ("outcome", "confidence", "statements", "evidence", "refusal"):
        assert one[key] == other[key]
