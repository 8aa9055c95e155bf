"""What step 8 looks at: the log's history, its keys, the policy, and who was given words where."""

from dataclasses import dataclass, field
from datetime import date, datetime

from audit.over_time import OverTime
from audit.records.layouts import Layout
from audit.signed.signers import Signers
from audit.verify_checkpoint import Files
from audit.verify_history import History
from audit.verify_policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What every answer of a bundle stands on. `layouts` are those that were read, by their hashes."""

    files: Files
    history: History
    signers: Signers
    policy: Policy
    layouts: dict[str, Layout] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Who was given words, where: the leaf below which everything must stand, its time, and what the answer says.
    `manifest_sha256` is that of the answer's snapshot; none of an utterance, which names none. `over_time` is present
    where it tells what was said on a topic up to the as-of date."""

    index: int
    at: datetime
    as_of: date
    audience: str
    manifest_sha256: str | None
    composed: bool
    over_time: OverTime | None = None
