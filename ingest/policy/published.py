"""The policy in the catalogue: what is in force, what an ingest would change, and its publication."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import numpy as np
from sqlalchemy import Connection, Engine, delete, insert, select

from audit.canonical import read_json, text_sha256
from audit.database import reading
from audit.errors import CatalogueError
from audit.records.wire import from_json
from ingest.catalogue import tables
from ingest.encoders.port import Encoder, Vectors
from ingest.policy.domain import InForce, Policy, policy_json, policy_sha256
from ingest.report import Outcome, PolicyResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What one publication writes. `vectors` are to be kept, and none where they are kept already."""

    policy: Policy | None
    vectors: Vectors | None
    encoder_sha256: str


_ADVICE = "Restore the workspace from a backup, or ingest into a new one."


def in_force(connection: Connection, encoder_sha256: str) -> InForce | None:
    """The published policy with its examples' vectors by one encoder; none where there is no policy.

    Raises CatalogueError where what is stored is not what was published: then nothing may be answered.
    """
    table = tables.policies.c
    row = connection.execute(
        select(table.policy_sha256, table.policy).join(
            tables.published_policy, tables.published_policy.c.policy_sha256 == table.policy_sha256
        )
    ).one_or_none()
    if row is None:
        return None
    found = text_sha256(row.policy)
    if found != row.policy_sha256:
        message = f"the policy was changed in the catalogue: sha256 {found}, published {row.policy_sha256}."
        raise CatalogueError(message, advice=_ADVICE)
    policy = _read(row.policy)
    vectors = _vectors(connection, row.policy_sha256, encoder_sha256, policy)
    return InForce(policy=policy, policy_sha256=row.policy_sha256, vectors=vectors)


@lru_cache(2)
def _read(policy: str) -> Policy:
    """Kept by its very words, so that a service reads it once."""
    found: Policy = from_json(Policy, read_json(policy))
    return found


def _vectors(connection: Connection, policy_sha256: str, encoder_sha256: str, policy: Policy) -> Vectors | None:
    count = len(policy.questions)
    if count == 0:
        return np.zeros((0, 0), np.float32)
    table = tables.policy_vectors.c
    dense = connection.execute(
        select(table.dense).where(table.policy_sha256 == policy_sha256, table.encoder_sha256 == encoder_sha256)
    ).scalar_one_or_none()
    if not dense or len(dense) % (4 * count):
        return None
    return np.frombuffer(dense, dtype="<f4").reshape(count, -1)


def current(connection: Connection) -> str | None:
    """The hash of the policy in force, or none."""
    return connection.execute(select(tables.published_policy.c.policy_sha256)).scalar_one_or_none()


def compare(connection: Connection, policy: Policy | None) -> PolicyResult | None:
    """What publishing would change; none where there is no policy and was none."""
    before = current(connection)
    after = policy_sha256(policy) if policy else None
    if policy is None and before is None:
        return None
    outcome = Outcome.UNCHANGED if before == after else Outcome.CHANGED
    return PolicyResult(
        outcome=Outcome.ADDED if before is None else Outcome.REMOVED if after is None else outcome,
        policy_sha256=after,
        topics=len(policy.topics) if policy else 0,
        blackouts=len(policy.blackouts) if policy else 0,
    )


def revision(engine: Engine, policy: Policy | None, encoder: Encoder) -> Revision | None:
    """What a publication must write so that `policy` is in force with its vectors; none where it is.

    Raises CatalogueError, or ModelError where the encoder cannot be loaded.
    """
    key = policy_sha256(policy) if policy else None
    with reading(engine) as connection:
        same = current(connection) == key
        lacking = policy is not None and _vectors(connection, str(key), encoder.weights_sha256, policy) is None
    if same and not lacking:
        return None
    vectors = _embedded(policy, encoder) if policy is not None and lacking else None
    return Revision(policy=policy, vectors=vectors, encoder_sha256=encoder.weights_sha256)


def _embedded(policy: Policy, encoder: Encoder) -> Vectors:
    """One by one and as questions, so that a question which is asked just so has the same vector."""
    return np.stack([encoder.query(text) for text in policy.questions])


def publish(connection: Connection, revision: Revision, now: datetime) -> None:
    """Put a policy in force, or none, inside the caller's transaction."""
    connection.execute(delete(tables.published_policy))
    policy = revision.policy
    if policy is None:
        return
    key = policy_sha256(policy)
    known = select(tables.policies.c.policy_sha256).where(tables.policies.c.policy_sha256 == key)
    if connection.execute(known).first() is None:
        row = {"policy_sha256": key, "policy": policy_json(policy), "first_published_at": now}
        connection.execute(insert(tables.policies).values(row))
    if revision.vectors is not None:
        dense = np.ascontiguousarray(revision.vectors, dtype="<f4").tobytes()
        row = {"policy_sha256": key, "encoder_sha256": revision.encoder_sha256, "dense": dense}
        connection.execute(insert(tables.policy_vectors).values(row))
    connection.execute(insert(tables.published_policy).values(one=1, policy_sha256=key))
