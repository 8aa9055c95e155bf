"""A memo that is begun to close a gap: a file beside the manifest, a draft in the manifest, and the gap that it is for.

The file holds the author's words and nothing else. Whatever stands in a document can be quoted as its leader's: a title
made from somebody's question, or the questions themselves as notes, would be among it. The title stands in the
manifest. An existing file is never written over; where the manifest takes no draft, the new file goes again.
"""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from agent.gaps import begun
from agent.gaps.domain import Gap
from audit.database import writing
from audit.errors import OnRecordError, UsageError
from ingest.domain import Kind, Source
from ingest.manifest.disk import inside
from ingest.manifest.edit import add_document
from ingest.manifest.files import found_file
from ingest.manifest.names import slug
from ingest.manifest.read import read_manifest
from onrecord.parts import Parts

FOLDER = "corpus/memos"
LONGEST = 40_000  # characters of words: a form of 256 KiB holds them in any script
LONGEST_ID = 60
TRIES = 100  # names, where the first is taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Memo:
    """What an author writes; `by` is their address, `words` are Markdown."""

    title: str
    leader_id: str
    audience: str
    words: str
    by: str


def start(made: Parts, manifest: Path, gap: Gap, memo: Memo, at: datetime) -> Source:
    """Write the file and its draft, and bind them to the gap. Raises UsageError for words that are none, and
    OnRecordError for what the manifest does not take."""
    words = _words(memo.words)
    title = " ".join(memo.title.split())
    if not title:
        raise UsageError("a memo needs a title.")
    taken = {one.source_id for one in read_manifest(manifest).sources}
    path = _written(manifest.absolute().parent, slug(title)[:LONGEST_ID].strip("-") or "memo", taken, words)
    try:
        relative, sha256 = found_file(manifest, path)
        source = Source(
            source_id=path.stem,
            path=relative,
            sha256=sha256,
            title=title,
            kind=Kind.MEMO,
            leaders=(memo.leader_id,),
            date=at.date(),
            audience=memo.audience,
            owner=memo.by,
            added_by=memo.by,
        )
        add_document(manifest, source)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    with writing(made.engine) as connection:
        begun.begin(connection, gap.record_ids, source.source_id, by=memo.by, at=at)
    return source


def _words(text: str) -> str:
    """As a text file has them. Raises UsageError."""
    words = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not words:
        raise UsageError("a memo without words says nothing.", advice="Write what the leader wants to have on record.")
    if len(words) > LONGEST:
        raise UsageError(f"a memo has at most {LONGEST:,} characters here; this one has {len(words):,}.")
    return words + "\n"


def _written(beside: Path, stem: str, taken: set[str], words: str) -> Path:
    """A new file of this name, or of the first one with a number that neither a file nor a document has."""
    folder = beside / FOLDER
    if inside(beside, FOLDER) is None:
        raise OnRecordError(f"{folder} leads outside the manifest's folder.")
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, TRIES + 1):
        name = stem if number == 1 else f"{stem}-{number}"
        if name in taken:
            continue
        path = folder / f"{name}.md"
        try:
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(words)
                file.flush()
                os.fsync(file.fileno())
        except FileExistsError:
            continue
        except UnicodeEncodeError:
            path.unlink(missing_ok=True)
            raise UsageError("the words hold half a character, which no text may.") from None
        return path
    raise OnRecordError(f"{folder} has {TRIES} files called {stem}.", advice="Give the memo another title.")
