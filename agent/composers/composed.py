"""Statements written by a language model from numbered sentences: one request, read as it comes.

A statement that does not say itself who said it and when is given a label by code (`Ada Okafor, 4 March 2026: ...`).
Nothing here is checked; `agent.repair` does that.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from agent.checks.form import unattributed
from agent.composers import reply
from agent.composers.extractive import cited
from agent.composers.numbered import Numbered, fitting
from agent.composers.sentences import Candidate
from agent.llm.faults import ContextTooSmall
from agent.llm.port import LanguageModel, Message, Served
from agent.prompts import compose_messages, compose_version
from agent.wording import label
from audit.canonical import canonical_json, sha256_hex
from audit.domain import Citation, Composer, Form, Statement
from audit.records.wire import to_json
from ingest.domain import Document

KIND = "vllm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """A language model with its budget: `answer_tokens` for one reply, `deadline_s` for one answer, all tries and
    checks by a model included."""

    model: LanguageModel
    answer_tokens: int
    deadline_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked of the model: all that the record binds."""

    numbered: Numbered
    messages: tuple[Message, ...]
    served: Served

    @property
    def rendered(self) -> dict[str, Any]:
        """Messages and schema as they are sent, in JSON: what `prompt_sha256` is the hash of."""
        return {"messages": to_json(self.messages), "schema": reply.schema(self.numbered.numbers)}

    def composer(self, writer: Writer, judge: str | None) -> Composer:
        return Composer(
            kind=KIND,
            model=self.served.name,
            revision=self.served.revision,
            prompt_version=compose_version(self.numbered.shown()),
            prompt_sha256=sha256_hex(canonical_json(self.rendered)),
            sampling=dict(writer.model.sampling),
            judge=judge,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A statement as the model wrote it, and the sentences that it cites."""

    statement: Statement
    cited: tuple[Candidate, ...]


def request(
    question: str, ranked: Sequence[Candidate], organisation: str, as_of: date, writer: Writer, deadline: float
) -> Request:
    """The prompt with as much evidence as the model's context holds. Raises LanguageModelError."""
    served = writer.model.served(deadline)
    room = served.context_tokens - writer.answer_tokens

    def messages(numbered: Numbered) -> tuple[Message, ...]:
        return compose_messages(question, numbered.shown(), organisation, as_of, reply.MOST_STATEMENTS)

    def fits(numbered: Numbered) -> bool:
        return writer.model.count_tokens(messages(numbered), deadline) <= room

    numbered = fitting(ranked, fits)
    if numbered is None:
        tokens = f"{served.context_tokens} tokens for the question, one sentence and {writer.answer_tokens} of a reply"
        raise ContextTooSmall(writer.model.url, tokens)
    return Request(numbered=numbered, messages=messages(numbered), served=served)


def propose(made: Request, writer: Writer, documents: Mapping[str, Document], deadline: float) -> Iterator[Proposal]:
    """Each statement as soon as the model has written it. Raises LanguageModelError; what came before stands."""
    numbers = made.numbered.numbers
    deltas = writer.model.stream(made.messages, reply.schema(numbers), writer.answer_tokens, deadline)
    for drafted in reply.statements(deltas, numbers, writer.model.url):
        chosen = [made.numbered.sentences[number - 1] for number in dict.fromkeys(drafted.citations)]
        citations = cited(chosen, documents)
        text = labelled(citations, " ".join(drafted.text.split()))
        yield Proposal(statement=Statement(text=text, citations=citations, form=Form.COMPOSED), cited=tuple(chosen))


def labelled(citations: Sequence[Citation], text: str) -> str:
    """The text, with its label where it lacks one and its citations are all of one speaker. The model does not know the
    ids of what the question brought, so there the label is always set."""
    said = [(one.speaker, one.date) for one in citations]
    if citations[0].brought:
        return f"{label(citations)} {text}"
    if unattributed(text, said) is None or len({one.leader_id for one in citations}) != 1:
        return text
    return f"{label(citations)} {text}"
