"""An answer read aloud, over HTTP: what is given, to whom, and what is refused in one line."""

import base64
import io
import json
import wave
from typing import Any

import pytest

from tests.onrecord.web.conftest import Site

LEEDS = {"question": "Will we hire engineers in Leeds?"}


def asked(client: Any, question: str = LEEDS["question"]) -> Any:
    """The record of an answer."""
    return client.post("/api/answers", json={"question": question}).json()


def spoken(client: Any, record_id: str, number: int, **how: Any) -> Any:
    return client.post(f"/record/{record_id}/utterances/{number}", params=how, headers={"Accept": "application/json"})


def seconds(data: bytes) -> float:
    with wave.open(io.BytesIO(data)) as file:
        return file.getnframes() / file.getframerate()


def leaves(site: Site) -> list[dict[str, Any]]:
    """What the log says was read aloud."""
    rows = site.company.sql("SELECT envelope FROM leaves WHERE kind = 'utterance' ORDER BY \"index\"")
    return [json.loads(base64.b64decode(json.loads(one)["payload"])) for (one,) in rows]


def test_a_statement_comes_with_its_sound_its_words_and_its_leaf(site: Site) -> None:
    client = site.visit()
    record = asked(client)
    found = spoken(client, record["record_id"], 1).json()
    assert seconds(base64.b64decode(found["audio"])) == pytest.approx(found["seconds"], abs=0.001)
    assert "Leeds" in found["text"]
    for word, following in zip(found["words"], [*found["words"][1:], None], strict=True):
        assert found["text"][word["start"] : word["end"]].strip()
        assert 0 <= word["begin"] <= word["finish"] <= found["seconds"]
        assert following is None or word["finish"] <= following["begin"]
    assert found["visemes"][-1]["finish"] == pytest.approx(found["seconds"], abs=0.001)
    assert found["label"] == "AI presenter, reading the record of Ada Okafor"
    assert found["voice"]["leader_id"] is None
    assert found["avatar"] is None
    (leaf,) = leaves(site)
    assert (leaf["record_id"], leaf["statement"], leaf["avatar"]) == (record["record_id"], 1, None)
