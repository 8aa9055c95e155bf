"""The layouts of published texts: what a `source` leaf binds by its hash, kept for whoever exports it later."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, insert, select

from audit.canonical import read_json, sha256_hex
from audit.errors import CatalogueError
from audit.records.layouts import Cue, Layout, PageStretch, Stretch, Turn
from audit.records.wire import from_json, to_json
from ingest.catalogue import tables
from ingest.catalogue.passages import batches
from ingest.catalogue.read import Entry


def layouts_of(connection: Connection, entries: Sequence[Entry]) -> dict[str, Layout]:
    """The layout of each served source's frozen text, by the source's id. Raises CatalogueError where one is gone."""
    found, texts = dict[str, Layout](), tables.texts.c
    by_file: dict[tuple[str, str | None], list[Entry]] = {}
    for one in entries:
        if one.served:
            by_file.setdefault((one.source.sha256, one.parser), []).append(one)
    for batch in batches(sorted({file for file, _ in by_file})):
        rows = connection.execute(
            select(texts.raw_sha256, texts.parser, texts.layout).where(texts.raw_sha256.in_(batch))
        )
        for row in rows:
            for entry in by_file.get((row.raw_sha256, row.parser), []):
                found[entry.source.source_id] = _layout(read_json(row.layout), entry)
    gone = next((one.source.source_id for one in entries if one.served and one.source.source_id not in found), None)
    if gone is not None:
        raise CatalogueError(f"{gone} has no frozen text in the catalogue.", advice="Restore it from a backup.")
    return found


def keep(connection: Connection, layouts: Iterable[Layout]) -> None:
    """Keep each under its hash; the same is kept once."""
    new: Mapping[str, str] = {sha256_hex(data): data.decode("utf-8") for data in (one.data for one in layouts)}
    kept = tables.layouts.c
    for batch in batches(sorted(new)):
        known = set(connection.execute(select(kept.sha256).where(kept.sha256.in_(batch))).scalars())
        rows = [{"sha256": one, "layout": new[one]} for one in batch if one not in known]
        if rows:
            connection.execute(insert(tables.layouts), rows)


def kept_layout(connection: Connection, sha256: str) -> bytes | None:
    """A layout's bytes as they are stored now; none where there are none."""
    query = select(tables.layouts.c.layout).where(tables.layouts.c.sha256 == sha256)
    found: str | None = connection.execute(query).scalar_one_or_none()
    return None if found is None else found.encode("utf-8")


def _layout(known: Mapping[str, object], entry: Entry) -> Layout:
    return Layout(
        pages=from_json(tuple[PageStretch, ...], known["pages"]),
        segments=from_json(tuple[Turn, ...], to_json(entry.segments)),
        cues=from_json(tuple[Cue, ...], known["cues"]),
        furniture=from_json(tuple[Stretch, ...], known["furniture"]),
    )
