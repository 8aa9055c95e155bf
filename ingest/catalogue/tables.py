"""The catalogue's tables.

Append-only: `texts` (frozen canonical texts, by what made them), `layouts`, `source_versions`, `leader_versions`,
`snapshots`, `policies`, `policy_vectors`, `controls`, `withdrawals` (but for the day on which one was lifted). At each
publication, in one transaction: `leaders`, `sources`, `published` and `published_policy` are replaced, `passages`
changes by difference, and `vectors`, a cache by content, loses what no passage uses. `logged` says what the log knows
of all that.
A column or a table that changes its meaning needs a step in `audit/database.py`.
"""

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

from audit.database import metadata

HASH = String(64)
NAME = String(200)

texts = Table(
    "texts",
    metadata,
    Column("raw_sha256", HASH, nullable=False),
    Column("parser", NAME, nullable=False),
    Column("text_sha256", HASH, nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("layout", Text, nullable=False),  # JSON: pages, voices, cues, furniture, quotations
    PrimaryKeyConstraint("raw_sha256", "parser"),
)
layouts = Table(
    "layouts",
    metadata,
    Column("sha256", HASH, primary_key=True),  # of `layout`
    Column("layout", Text, nullable=False),  # JSON: pages, segments, cues, furniture (audit/records/layouts.py)
)
source_versions = Table(
    "source_versions",
    metadata,
    Column("version_sha256", HASH, primary_key=True),  # of `declared`
    Column("source_id", NAME, nullable=False, index=True),
    Column("declared", Text, nullable=False),  # JSON: the source as the manifest declared it
    Column("text_sha256", HASH, nullable=False),
    Column("first_published_at", DateTime(timezone=True), nullable=False),
)
leader_versions = Table(
    "leader_versions",
    metadata,
    Column("version_sha256", HASH, primary_key=True),  # of `declared`
    Column("leader_id", NAME, nullable=False),
    Column("declared", Text, nullable=False),  # JSON: the leader and their consent as the manifest declared them
    Column("first_published_at", DateTime(timezone=True), nullable=False),
)
snapshots = Table(
    "snapshots",
    metadata,
    Column("snapshot_id", HASH, primary_key=True),
    Column("snapshot", Text, nullable=False),  # JSON
)
vectors = Table(
    "vectors",
    metadata,
    Column("embedded_sha256", HASH, nullable=False),
    Column("encoder_sha256", HASH, nullable=False),
    Column("dense", LargeBinary, nullable=False),  # float32, little-endian
    PrimaryKeyConstraint("embedded_sha256", "encoder_sha256"),
)
leaders = Table(
    "leaders",
    metadata,
    Column("position", Integer, primary_key=True),
    Column("leader_id", NAME, nullable=False, unique=True),
    Column("declared", Text, nullable=False),  # JSON
)
sources = Table(
    "sources",
    metadata,
    Column("position", Integer, primary_key=True),
    Column("source_id", NAME, nullable=False, unique=True),
    Column("declared", Text, nullable=False),  # JSON
    Column("served", Boolean, nullable=False),  # has passages in the index
    Column("text_sha256", HASH, nullable=True),
    Column("parser", NAME, nullable=True),
    Column("segments", Text, nullable=True),  # JSON
    Column("split_sha256", HASH, nullable=True),  # of all that decides its passages
)
passages = Table(
    "passages",
    metadata,
    Column("passage_id", String(36), primary_key=True),
    Column("source_id", NAME, nullable=False, index=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("leader_id", NAME, nullable=False),
    Column("passage", Text, nullable=False),  # JSON, without what the source's text gives
    Column("embedded_sha256", HASH, nullable=False, index=True),
    Column("payload_sha256", HASH, nullable=False),
)
published = Table(
    "published",
    metadata,
    Column("one", Integer, primary_key=True),  # always 1: there is one published snapshot
    Column("snapshot_id", HASH, ForeignKey("snapshots.snapshot_id"), nullable=False),
    Column("generation", NAME, nullable=False),
    Column("organisation", Text, nullable=False),
    Column("audiences", Text, nullable=False),  # JSON
    Column("manifest", Text, nullable=False),  # its path when it was ingested
    Column("published_at", DateTime(timezone=True), nullable=False),
)
policies = Table(
    "policies",
    metadata,
    Column("policy_sha256", HASH, primary_key=True),  # of `policy`
    Column("policy", Text, nullable=False),  # JSON: the topics that are not answered
    Column("first_published_at", DateTime(timezone=True), nullable=False),
)
policy_vectors = Table(
    "policy_vectors",
    metadata,
    Column("policy_sha256", HASH, ForeignKey("policies.policy_sha256"), nullable=False),
    Column("encoder_sha256", HASH, nullable=False),
    Column("dense", LargeBinary, nullable=False),  # float32, little-endian: its examples' vectors, one after another
    PrimaryKeyConstraint("policy_sha256", "encoder_sha256"),
)
published_policy = Table(
    "published_policy",
    metadata,
    Column("one", Integer, primary_key=True),  # always 1, or no row at all: there is no policy
    Column("policy_sha256", HASH, ForeignKey("policies.policy_sha256"), nullable=False),
)
logged = Table(
    "logged",
    metadata,
    Column("kind", String(16), nullable=False),  # of a leaf
    Column("subject", NAME, nullable=False),
    Column("sha256", HASH, nullable=False),  # of what the last such leaf said, whenever it said it
    PrimaryKeyConstraint("kind", "subject"),
)
withdrawals = Table(
    "withdrawals",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("source_id", NAME, nullable=False, index=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("reason", Text, nullable=False),
    Column("lifted_at", DateTime(timezone=True), nullable=True),  # by a later approval
)
controls = Table(
    "controls",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("action", String(8), nullable=False),  # pause | resume
    Column("leader_id", NAME, nullable=True),  # neither leader nor source: everybody
    Column("reason", Text, nullable=False),
    Column("source_id", NAME, nullable=True),
)
