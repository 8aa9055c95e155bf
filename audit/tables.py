"""The tables of log and ledger. A column that changes its meaning needs a step in `audit/database.py`.

Append-only: `leaves`, `tree`, `checkpoints`, `cosignatures`, `answers`, `answer_parts` and their sources, `utterances`.
`record_keys`, `sections`, `feedback` and `shares` lie outside the log, and go when a record is erased.
"""

from sqlalchemy import (
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from audit.database import metadata

leaves = Table(
    "leaves",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),  # from 0
    Column("kind", String(16), nullable=False),
    Column("subject", String(200), nullable=False),  # what it is about: `audit.signed.payloads.subject_of`
    Column("envelope", Text, nullable=False),  # DSSE, canonical JSON
    Column("sha256", String(64), nullable=False),  # RFC 6962 leaf hash of the envelope's bytes
    Column("checkpoint", Integer, nullable=False),  # the size that its transaction signed
    Index("leaves_kind_subject", "kind", "subject", "position"),
)
tree = Table(
    "tree",
    metadata,
    Column("level", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),  # of the complete subtree over 2^level leaves
    PrimaryKeyConstraint("level", "position"),
    sqlite_with_rowid=False,
)
checkpoints = Table(
    "checkpoints",
    metadata,
    Column("size", Integer, primary_key=True, autoincrement=False),  # leaves under its root
    Column("note", Text, nullable=False),  # C2SP signed note
)
cosignatures = Table(
    "cosignatures",
    metadata,
    Column("size", Integer, ForeignKey("checkpoints.size"), nullable=False),
    Column("witness", String(200), nullable=False),
    Column("line", Text, nullable=False),  # of the signed note, without its newline
    PrimaryKeyConstraint("size", "witness"),
)
record_keys = Table(
    "record_keys",
    metadata,
    Column("record_id", String(64), primary_key=True),
    Column("key", LargeBinary(32), nullable=False),
)
sections = Table(
    "sections",
    metadata,
    Column("record_id", String(64), nullable=False),
    Column("part", Integer, nullable=False),  # 0: the whole record
    Column("name", String(16), nullable=False),
    Column("nonce", LargeBinary(12), nullable=False),
    Column("ciphertext", LargeBinary, nullable=False),
    PrimaryKeyConstraint("record_id", "part", "name"),
)
answers = Table(
    "answers",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("record_id", String(64), nullable=False, unique=True),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("record", Text, nullable=False),  # empty; RFC 8785 in records that are older than the log
    Column("sha256", String(64), nullable=False),  # the answer section's digest; of `record` where that is not empty
    Column("answer_seq", Integer, nullable=True),  # its number among the leaves of answers and refusals, from 1
    Column("leaf", Integer, nullable=True),
    Index("answers_answer_seq", "answer_seq", unique=True),
    Index("answers_leaf", "leaf", unique=True),
)
answer_sources = Table(
    "answer_sources",
    metadata,
    Column("record_id", String(64), ForeignKey("answers.record_id"), nullable=False),
    Column("source_id", String(200), nullable=False, index=True),
    Column("role", String(8), nullable=False),  # cited | shown (as a refusal's nearest passage)
    UniqueConstraint("record_id", "source_id", "role"),
)
answer_parts = Table(
    "answer_parts",
    metadata,
    Column("record_id", String(64), nullable=False),
    Column("number", Integer, nullable=False),  # of statements, from 1
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("record", Text, nullable=False),  # as in `answers`: the record as it stood when this statement was shown
    Column("sha256", String(64), nullable=False),
    Column("answer_seq", Integer, nullable=True),
    Column("leaf", Integer, nullable=True),
    PrimaryKeyConstraint("record_id", "number"),
    Index("answer_parts_answer_seq", "answer_seq", unique=True),
    Index("answer_parts_leaf", "leaf", unique=True),
)
answer_part_sources = Table(
    "answer_part_sources",
    metadata,
    Column("record_id", String(64), nullable=False),
    Column("source_id", String(200), nullable=False, index=True),
    UniqueConstraint("record_id", "source_id"),
)
utterances = Table(
    "utterances",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),  # among the leaves of utterances, from 1
    Column("record_id", String(64), nullable=False, index=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("leaf", Integer, nullable=False),
    Index("utterances_at", "at"),
    Index("utterances_leaf", "leaf", unique=True),
)
feedback = Table(
    "feedback",
    metadata,
    Column("report_id", String(32), primary_key=True),
    Column("record_id", String(64), nullable=False, index=True),
    Column("statement", Integer, nullable=False),  # its number, from 1; 0: the answer as a whole
    Column("kind", String(16), nullable=False),  # helpful | unhelpful | wrong
    Column("at", DateTime(timezone=True), nullable=False),
    Column("settled_at", DateTime(timezone=True), nullable=True),
    Column("nonce", LargeBinary(12), nullable=False),
    Column("ciphertext", LargeBinary, nullable=False),  # who said what, how it was settled: audit/ledger/feedback.py
    Index("feedback_kind", "kind", "at"),
)
shares = Table(
    "shares",
    metadata,
    Column("record_id", String(64), primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
)
