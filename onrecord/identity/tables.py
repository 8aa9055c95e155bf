"""The tables of identity. Nothing in them lets anybody in: of every secret only its SHA-256 is kept.

`sessions` lose a row when it ends or has run out; `spent_sign_ins` make a provider's answer count once; `tokens` keep
their rows, revoked ones too, so that a past use can be told.
"""

from sqlalchemy import Column, Date, DateTime, Index, String, Table, Text

from audit.database import metadata

HASH = String(64)
NAME = String(320)  # an e-mail address: RFC 5321, 64 characters, @, 255

sessions = Table(
    "sessions",
    metadata,
    Column("secret_sha256", HASH, primary_key=True),
    Column("person", NAME, nullable=False),
    Column("claims", Text, nullable=False),  # JSON: `groups.to_json`
    Column("csrf", String(64), nullable=False),  # opens nothing without the session's own secret
    Column("created", DateTime(timezone=True), nullable=False),
    Column("last_used", DateTime(timezone=True), nullable=False),  # to the minute
    Index("sessions_person", "person"),
)
spent_sign_ins = Table(
    "spent_sign_ins",
    metadata,
    Column("secret_sha256", HASH, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
)
tokens = Table(
    "tokens",
    metadata,
    Column("token_id", String(12), primary_key=True),
    Column("secret_sha256", HASH, nullable=False),
    Column("person", NAME, nullable=False),
    Column("label", Text, nullable=False),
    Column("roles", Text, nullable=False),  # JSON
    Column("audience", String(200), nullable=False),
    Column("scopes", Text, nullable=False),  # JSON
    Column("claims", Text, nullable=True),  # JSON, of one that its person made: it follows what they are
    Column("created_by", NAME, nullable=False),
    Column("created", DateTime(timezone=True), nullable=False),
    Column("expires", DateTime(timezone=True), nullable=False),
    Column("last_used", Date, nullable=True),
    Column("revoked", DateTime(timezone=True), nullable=True),
    Index("tokens_person", "person"),
)
