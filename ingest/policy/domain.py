"""The policy's types."""

from dataclasses import dataclass
from datetime import date

from audit.canonical import canonical_json, sha256_hex
from audit.records.wire import to_json
from ingest.encoders.port import Vectors


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Something that questions may not be about. `title` completes "Questions about ..."; `words` are phrases, each of
    which is enough; `examples` are whole questions; `until` is the first day on which it may be answered.
    `always` is false for what is barred only during a blackout."""

    topic_id: str
    title: str
    contact: str
    words: tuple[str, ...]
    examples: tuple[str, ...]
    until: date | None
    always: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Blackout:
    """A quiet period: days in UTC, `begins` is the first and `until` the first day after. `topics` by id, or none:
    every question."""

    blackout_id: str
    title: str
    begins: date
    until: date
    topics: tuple[str, ...] | None
    contact: str
    detail: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """`allow` are questions that may be answered although they lie near an example, but for a blackout."""

    contact: str
    topics: tuple[Topic, ...]
    blackouts: tuple[Blackout, ...]
    allow: tuple[str, ...]

    @property
    def questions(self) -> tuple[str, ...]:
        """What is embedded: every topic's examples in order, then what is allowed."""
        return (*(text for topic in self.topics for text in topic.examples), *self.allow)


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """The published policy. `vectors` (shape (len(policy.questions), size)) are those of one encoder, or none where it
    was published with another."""

    policy: Policy
    policy_sha256: str
    vectors: Vectors | None


def policy_json(policy: Policy) -> str:
    """RFC 8785, so that equal policies are equal texts, however their files are laid out."""
    return canonical_json(to_json(policy)).decode("utf-8")


def policy_sha256(policy: Policy) -> str:
    return sha256_hex(policy_json(policy).encode("utf-8"))
