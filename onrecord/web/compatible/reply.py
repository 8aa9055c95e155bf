"""An answer as chat completions: whole, or in chunks that are together the same. Pure.

Annotations are OpenAI's `url_citation`. OpenAI does not say what its indices count; here they count Unicode code points
and are half-open, so that in Python `content[start_index:end_index] == "[1]"`. `usage` counts words, of the question
and of the reply: nothing is billed, and often no model has written anything. `onrecord`, beside OpenAI's own keys, has
the record's id, the outcome, and the citations as `/api/answers` gives them, with their numbers.
"""

from collections.abc import Mapping
from typing import Any

from audit.domain import AnswerRecord, Statement
from audit.records.wire import to_json
from onrecord.client.domain import Answer
from onrecord.client.links import Links
from onrecord.render.cited import CitedText


class Reply:
    """One reply, as it is made: `statement` for each, then `rest`. `model` is as it was asked for, `created` in seconds
    since 1970."""

    def __init__(self, *, model: str, record_id: str, question: str, created: int, links: Links) -> None:
        self._made = CitedText(record_id=record_id, links=links)
        self._head = {"id": f"chatcmpl-{record_id}", "created": created, "model": model}
        self._question = question
        self._words = 0

    def statement(self, statement: Statement) -> str:
        return self._counted(self._made.statement(statement))

    def rest(self, record: AnswerRecord) -> str:
        return self._counted(self._made.rest(record))

    def whole(self, record: AnswerRecord) -> dict[str, Any]:
        """The completion at once."""
        content = "".join([*map(self.statement, record.statements), self.rest(record)])
        message = {"role": "assistant", "content": content, "refusal": None, "annotations": self._annotations()}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        return self._completion("chat.completion", [choice], record) | {"usage": self._usage()}

    def begun(self) -> dict[str, Any]:
        """The first chunk: who speaks."""
        return self._chunk({"role": "assistant", "content": ""})

    def more(self, text: str) -> dict[str, Any]:
        return self._chunk({"content": text})

    def last(self, record: AnswerRecord) -> dict[str, Any]:
        """The last chunk with content: what stands under the statements, and every annotation."""
        made = self._chunk({"content": self.rest(record), "annotations": self._annotations()})
        return made | {"onrecord": extension(record)}

    def ended(self) -> dict[str, Any]:
        return self._chunk({}, finish="stop")

    def used(self) -> dict[str, Any]:
        """What `include_usage` asks for, after the last choice."""
        return self._head | {"object": "chat.completion.chunk", "choices": [], "usage": self._usage()}

    def _counted(self, text: str) -> str:
        self._words += len(text.split())
        return text

    def _chunk(self, delta: Mapping[str, Any], finish: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return self._head | {"object": "chat.completion.chunk", "choices": [choice]}

    def _completion(self, kind: str, choices: list[dict[str, Any]], record: AnswerRecord) -> dict[str, Any]:
        return self._head | {"object": kind, "choices": choices, "onrecord": extension(record)}

    def _annotations(self) -> list[dict[str, Any]]:
        return [
            {
                "type": "url_citation",
                "url_citation": {"start_index": one.start, "end_index": one.end, "url": one.url, "title": one.title},
            }
            for one in self._made.marks
        ]

    def _usage(self) -> dict[str, int]:
        asked = len(self._question.split())
        return {"prompt_tokens": asked, "completion_tokens": self._words, "total_tokens": asked + self._words}


def extension(record: AnswerRecord) -> dict[str, Any]:
    """What OpenAI's objects have no place for."""
    answer = Answer(record=record, receipt=None)
    return {
        "record_id": record.record_id,
        "outcome": record.outcome.value,
        "refusal": to_json(record.refusal),
        "citations": [{"number": number, **to_json(one)} for number, one in enumerate(answer.citations, 1)],
        "disclosure": record.disclosure,
    }
