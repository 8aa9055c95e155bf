"""The workspace: can it be written, does its database answer, is what was published whole."""

import shutil
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import text

from audit.database import reading
from audit.signed.merkle import tree_hash
from ingest.catalogue import passages, read
from ingest.catalogue.read import Published
from ingest.delta import payload_of
from ingest.index.port import differences
from onrecord.doctor.finding import Finding, fail, listed, ok, warn
from onrecord.parts import Parts

GIB = 2**30
LITTLE, TOO_LITTLE = 1 * GIB, GIB // 10  # free disk, bytes
OLD_DAYS = 30
REACH_S = 5.0


def folder(made: Parts) -> Iterator[Finding]:
    """Writable, with room for the next generation of the index."""
    if not made.workspace.is_dir():
        return
    try:
        with tempfile.TemporaryFile(dir=made.workspace):
            pass
    except OSError as error:
        yield fail("workspace", f"{made.workspace} cannot be written: {error.strerror}", "Make it writable.")
        return
    free = shutil.disk_usage(made.workspace).free
    told = f"{made.workspace}, {free / GIB:.1f} GiB free"
    if free < TOO_LITTLE:
        yield fail("workspace", told, "Free some space: the next ingest will not fit.")
    elif free < LITTLE:
        yield warn("workspace", told, "Free some space before the next large ingest.")
    else:
        yield ok("workspace", told)


def database(made: Parts) -> Iterator[Finding]:
    """It answers, and where it is SQLite its pages are whole."""
    where = made.engine.url.render_as_string()  # without its password
    with reading(made.engine) as connection:
        if made.engine.dialect.name != "sqlite":
            connection.execute(text("SELECT 1")).one()
        elif (told := str(connection.execute(text("PRAGMA quick_check(1)")).scalar_one())) != "ok":
            yield fail("database", f"{where} is damaged: {told}", "Restore the workspace from a backup.")
            return
    yield ok("database", where)


def qdrant(made: Parts) -> Iterator[Finding]:
    """The server, where one is configured."""
    url = made.settings.qdrant_url
    if url is None:
        return
    key = made.settings.qdrant_api_key
    request = urllib.request.Request(f"{url.rstrip('/')}/readyz", headers={"api-key": key} if key else {})
    try:
        with urllib.request.urlopen(request, timeout=REACH_S) as answer:
            yield ok("qdrant", f"{url} is ready ({answer.status})")
    except (OSError, ValueError) as error:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        yield fail("qdrant", f"{url} cannot be reached: {reason}", "Start it, or mend qdrant_url in settings.toml.")


def snapshot(state: Published, now: datetime) -> Iterator[Finding]:
    """What is served, and how old it is."""
    made = state.snapshot
    days = (now - made.published_at).days
    told = f"{made.snapshot_id}, {made.passages} passages, published {made.published_at:%Y-%m-%d %H:%M} UTC"
    if days > OLD_DAYS:
        yield warn("snapshot", f"{told}, {days} days ago", "If documents have changed since: onrecord ingest")
    else:
        yield ok("snapshot", told)


def index(made: Parts, state: Published) -> Iterator[Finding]:
    """The published generation opens, and holds what the catalogue says it holds."""
    with reading(made.engine) as connection:
        keys = passages.keys(connection)
    expected = {
        passage_id: payload_of(state.entries[source_id].source, key.leader_id, state.audiences)
        for source_id, ours in keys.items()
        for passage_id, key in ours.items()
        if source_id in state.entries
    }
    root = tree_hash([one.encode("ascii") for one in sorted(expected)]).hex()
    if root != state.snapshot.merkle_root:
        detail = f"its passages have the Merkle root {root}, the published snapshot {state.snapshot.merkle_root}"
        yield fail("catalogue", detail, "Restore the workspace from a backup, or ingest into a new one.")
    reader = made.index.open(state.generation)
    try:
        wrong = differences(reader.contents(), expected)
    finally:
        reader.close()
    if wrong:
        detail = f"{len(wrong)} passages differ from the catalogue: {listed(wrong)}"
        advice = "Remove the folder `index` of the workspace, then run: onrecord ingest"
        yield fail("index", detail, advice)
    else:
        yield ok("index", f"{state.generation} opens and agrees with the catalogue, {len(expected)} passages")


def pauses(made: Parts, state: Published) -> Iterator[Finding]:
    with reading(made.engine) as connection:
        paused = read.pauses(connection)
    if paused.everybody:
        yield warn("pause", "no question is answered", "To answer again: onrecord resume")
        return
    names = [state.leaders[one].name if one in state.leaders else one for one in paused.leaders]
    if names:
        yield warn("pause", f"not quoted: {listed(sorted(names))}", "To quote them again: onrecord resume --leader ID")
    if paused.sources:
        detail = f"documents not quoted: {listed(sorted(paused.sources))}"
        yield warn("pause", detail, "To quote them again: onrecord resume --document ID")
