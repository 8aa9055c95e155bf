"""What is being done about gaps, bound to the questions that each gap held when it was decided: however the questions
are grouped later, their gap is found. Nothing here is a question's text, or says who asked."""

from sqlalchemy import Column, DateTime, PrimaryKeyConstraint, String, Table, Text

from audit.database import metadata

gap_drafts = Table(
    "gap_drafts",
    metadata,
    Column("source_id", String(200), nullable=False),
    Column("record_id", String(64), nullable=False, index=True),
    Column("by", String(2000), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    PrimaryKeyConstraint("source_id", "record_id"),
)
gap_dismissals = Table(
    "gap_dismissals",
    metadata,
    Column("record_id", String(64), primary_key=True),
    Column("by", String(2000), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("reason", Text, nullable=False),
)
