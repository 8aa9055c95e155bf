"""One answer of the sample corpus in every form that the interface has for it: what its description shows."""

from typing import Any

RECORD_ID = "4612b1343347d9c2c6b974011ec63ac5"
QUOTE = "Rail is the rule within the country."
TITLE, SPEAKER = "Travel in 2026", "Daniel Quarmby"
SAID = f'On 13 January 2026, in *{TITLE}*, {SPEAKER} said: "{QUOTE}"'
DISCLOSURE = f"Selected by software from approved statements; not {SPEAKER} speaking."
QUESTION = "May I fly within the country?"
HASHES = {"source_sha256": "a" * 64, "text_sha256": "b" * 64}
_PLACE: dict[str, Any] = {
    "source_id": "travel-2026", "title": TITLE, "speaker": SPEAKER, "leader_id": "daniel-quarmby",
    "date": "2026-01-13", "page": None, "timecode": None, "start": 118, "end": 154,
}  # fmt: skip
CITATION: dict[str, Any] = {"evidence_key": "e1", **_PLACE, "quote": QUOTE, **HASHES, "superseded_by": []}
STATEMENT: dict[str, Any] = {
    "text": SAID, "citations": [CITATION], "checks": [{"name": "verbatim", "passed": True, "detail": ""}],
    "form": "quoted",
}  # fmt: skip
ANSWER: dict[str, Any] = {
    "record_id": RECORD_ID,
    "question": QUESTION,
    "asked_at": "2026-11-26T09:30:00.000Z",
    "as_of": "2026-11-26",
    "audience": "all-employees",
    "leaders": [],
    "outcome": "answered",
    "refusal": None,
    "statements": [STATEMENT],
    "evidence": [
        {"evidence_key": "e1", "passage_id": "8d1f6f0e-7a3b-5c58-9d5e-1f2a3b4c5d6e", "source_id": "travel-2026",
         "start": 0, "end": 512, "rank": 1, "score": 2.61, "retrievers": ["dense", "bm25", "rerank"]}
    ],
    "disclosure": DISCLOSURE,
    "confidence": 0.93,
    "composer": {"kind": "extractive", "model": None, "prompt_version": None},
    "snapshot": {"snapshot_id": "5f0c", "manifest_sha256": "c" * 64, "passages": 412},
    "timings_ms": {"retrieve": 6.1, "rerank": 180.4, "verify": 1.2},
    "notices": [],
    "receipt": {"log": "onrecord/0123456789abcdef", "leaf": 211, "answer_seq": 17, "size": 212, "root": "d" * 64},
}  # fmt: skip
OVER_TIME: dict[str, Any] = ANSWER | {
    "question": "flying within the country",
    "composer": {"kind": "timeline", "model": None, "prompt_version": None},
    "timeline": {
        "entries": [
            {"number": 1, "date": "2026-01-13", "speaker": SPEAKER, "leader_id": "daniel-quarmby",
             "source_id": "travel-2026", "title": TITLE, "quote": QUOTE,
             "places": [{"page": None, "timecode": None, "start": 118, "end": 154}], "superseded_by": [],
             "ended_on": None, "changes": []}
        ],
        "changes": [],
    },
}  # fmt: skip
FOUND: dict[str, Any] = {
    "record_id": RECORD_ID,
    "query": "flying within the country",
    "asked_at": "2026-11-26T09:30:00.000Z",
    "as_of": "2026-11-26",
    "leaders": [],
    "hits": [{**_PLACE, "text": QUOTE, "rank": 1, "score": 2.61, **HASHES, "superseded_by": []}],
    "refusal": None,
    "disclosure": DISCLOSURE,
}
OPENED: dict[str, Any] = {
    "source_id": "travel-2026", "title": TITLE, "kind": "memo", "date": "2026-01-13", "speakers": [SPEAKER],
    "text": QUOTE, "start": 118, "end": 154, "length": 2310, "text_sha256": "b" * 64,
}  # fmt: skip
VERIFICATION: dict[str, Any] = {
    "record_id": RECORD_ID,
    "verdict": "VERIFIED",
    "findings": [
        {"name": "quote", "step": 2, "place": "statement 1, citation 1", "level": "passed",
         "detail": "travel-2026 118-154", "expected": None, "found": None}
    ],
}  # fmt: skip
RECORDS: dict[str, Any] = {
    "records": [
        {"record_id": RECORD_ID, "number": 17, "asked_at": "2026-11-26T09:30:00.000Z", "outcome": "answered",
         "reason": None, "erased": False, "fault": None, "question": QUESTION, "as_of": "2026-11-26",
         "audience": "all-employees", "leaders": [], "composer": "extractive", "statements": 1,
         "sources": ["travel-2026"]}
    ],
    "after": None, "looked_at": 17, "back_to": "2026-11-20T08:00:00.000Z", "erased": 0, "unreadable": 0, "total": 1,
}  # fmt: skip
_LINK = f"https://onrecord.example/read/travel-2026?record={RECORD_ID}&start=118&end=154#cited"
_CONTENT = (
    f"{SAID} [1]\n\nSources:\n\n- [1] {TITLE}, {SPEAKER}, 13 January 2026: {_LINK}\n\n{DISCLOSURE}\n\n"
    f"Record {RECORD_ID}: https://onrecord.example/record/{RECORD_ID}"
)
_START = len(SAID) + 1
CHAT: dict[str, Any] = {
    "id": f"chatcmpl-{RECORD_ID}",
    "object": "chat.completion",
    "created": 1795685400,
    "model": "onrecord",
    "choices": [
        {
            "index": 0,
            "message": {
                "role": "assistant",
                "content": _CONTENT,
                "refusal": None,
                "annotations": [
                    {
                        "type": "url_citation",
                        "url_citation": {
                            "start_index": _START, "end_index": _START + 3, "url": _LINK,
                            "title": f"{TITLE}, {SPEAKER}, 13 January 2026",
                        },
                    }
                ],
            },
            "logprobs": None,
            "finish_reason": "stop",
        }
    ],
    "usage": {"prompt_tokens": 6, "completion_tokens": 44, "total_tokens": 50},
    "onrecord": {
        "record_id": RECORD_ID, "outcome": "answered", "refusal": None, "citations": [{"number": 1, **CITATION}],
        "disclosure": DISCLOSURE,
    },
}  # fmt: skip
MODEL: dict[str, Any] = {
    "id": "onrecord/daniel-quarmby", "object": "model", "created": 1795680000, "owned_by": "Merrowdale",
    "name": "OnRecord: Daniel Quarmby's words",
}  # fmt: skip
SPEECH: dict[str, Any] = {
    "record_id": RECORD_ID,
    "disclosure": DISCLOSURE,
    "audio": "UklGRiQAAABXQVZF",
    "seconds": 9.27,
    "captions": f"WEBVTT\n\nNOTE {DISCLOSURE}\n\n00:00:00.000 --> 00:00:04.120\n{DISCLOSURE}\n",
    "utterances": [
        {
            "number": 1,
            "text": QUOTE,
            "begin": 4.12,
            "seconds": 2.35,
            "label": f"AI presenter, reading the record of {SPEAKER}",
            "words": [{"start": 0, "end": 4, "begin": 0.06, "finish": 0.41}],
            "visemes": [{"name": "RR", "begin": 0.06, "finish": 0.14}],
            "voice": {"name": "en_US-joe-medium", "sha256": "e" * 64, "leader_id": None},
            "avatar": None,
            "leaf": 214,
        }
    ],
}
