"""A memo that is begun to close gaps: a file beside the manifest, a draft in the manifest, and the gaps that it is for.

The file holds the author's words and nothing else. Whatever stands in a document can be quoted as its leader's: a title
made from somebody's question, or the questions themselves as notes, would be among it. The title stands in the
manifest. A memo without words is none.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from agent.gaps import begun
from agent.gaps.domain import Gap
from audit.database import writing
from audit.errors import UsageError
from ingest.domain import Source
from onrecord.desk.adding import Wanted
from onrecord.desk.uploading import Sent, upload
from onrecord.parts import Parts

LONGEST = 40_000  # characters of words: a form of 256 KiB holds them in any script


@dataclass(frozen=True, slots=True, kw_only=True)
class Memo:
    """What an author writes; `by` is their address, `words` are Markdown."""

    title: str
    leader_id: str
    audience: str
    words: str
    by: str


def start(made: Parts, manifest: Path, closes: Collection[Gap], memo: Memo, at: datetime) -> Source:
    """Write the file and its draft, and bind them to the gaps; no file is written over.

    Raises UsageError for words that are none, and OnRecordError for what cannot be read or the manifest does not take:
    then nothing is left behind."""
    title, words = " ".join(memo.title.split()), _words(memo.words)
    if not title:
        raise UsageError("a memo needs a title.")
    wanted = Wanted(
        leaders=(memo.leader_id,),
        date=at.date(),
        owner=memo.by,
        added_by=memo.by,
        title=title,
        audience=memo.audience,
    )
    source = upload(made, manifest, Sent(name=f"{title}.md", data=words), wanted)
    with writing(made.engine) as connection:
        begun.begin(connection, {one for gap in closes for one in gap.record_ids}, source.source_id, by=memo.by, at=at)
    return source


def _words(text: str) -> bytes:
    """As a text file has them. Raises UsageError."""
    words = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not words:
        raise UsageError("a memo without words says nothing.", advice="Write what the leader wants to have on record.")
    if len(words) > LONGEST:
        raise UsageError(f"a memo has at most {LONGEST:,} characters here; this one has {len(words):,}.")
    try:
        return f"{words}\n".encode()
    except UnicodeEncodeError:
        raise UsageError("the words hold half a character, which no text may.") from None
