"""What one ingest did, or would do: a result a source, and the sums."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from ingest.domain import Status


class Outcome(StrEnum):
    """What became of one source, compared with what was published before."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REMOVED = "removed"  # no longer in the manifest
    HELD = "held"  # a draft, embargoed, lapsed or withdrawn
    REFUSED = "refused"  # approved, yet it cannot be taken in


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceResult:
    """`detail` says why it was held or refused, or what is odd about it; `code` is the refusal's."""

    source_id: str
    outcome: Outcome
    status: Status | None
    passages: int
    detail: str = ""
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyResult:
    """What became of the policy beside the manifest; `policy_sha256` is none where there is no policy any more."""

    outcome: Outcome
    policy_sha256: str | None
    topics: int
    blackouts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`published` is false where nothing changed or nothing was to be written; times are in milliseconds; `policy` is
    none where there is no policy and was none."""

    dry_run: bool
    published: bool
    snapshot_id: str | None
    merkle_root: str | None
    results: tuple[SourceResult, ...]
    passages: int
    added: int
    changed: int
    removed: int
    embedded: int
    timings_ms: dict[str, float] = field(default_factory=dict)
    policy: PolicyResult | None = None

    @property
    def refused(self) -> tuple[SourceResult, ...]:
        return tuple(result for result in self.results if result.outcome is Outcome.REFUSED)


class Progress(Protocol):
    """Told of an ingest's advance; the default tells nobody."""

    def stage(self, name: str, total: int) -> None: ...

    def advance(self, count: int, label: str) -> None: ...


class Silent:
    def stage(self, name: str, total: int) -> None:
        pass

    def advance(self, count: int, label: str) -> None:
        pass
