"""Where an export finds what lies outside the log: texts and layouts in the catalogue, files by their hash on the disk.

A file is looked for where any declaration of the manifest has ever said that it is, then in the folders that are named.
What it is called does not matter: it is the one whose bytes have the hash.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from sqlalchemy import Connection

from audit.canonical import sha256_hex
from audit.exporting.exhibits import Archives
from ingest.catalogue import history, read
from ingest.catalogue.layouts import kept_layout


def archives(connection: Connection, folders: Sequence[str]) -> Archives:
    """`folders` are searched as a whole, once, and only for what is not found where it was declared."""
    state = read.published(connection)
    beside = Path(state.manifest).parent if state is not None else Path()
    sources, leaders = history.every_source(connection), history.leaders(connection)
    declared = [(one.sha256, one.path) for one in sources]
    declared += [(one.consent.sha256, one.consent.record) for one in leaders]
    paths: dict[str, list[Path]] = {}
    for sha256, path in declared:
        paths.setdefault(sha256, []).append(beside / path)

    @cache
    def searched() -> dict[str, Path]:
        return {sha256_hex(path.read_bytes()): path for path in _files(map(Path, folders))}

    def file(sha256: str) -> bytes | None:
        found = _first(paths.get(sha256, ()), sha256)
        if found is None and sha256 in searched():
            found = searched()[sha256].read_bytes()
        return found

    def text(sha256: str) -> bytes | None:
        rows = history.stored_texts(connection, [sha256])
        return rows[0][2].encode("utf-8") if rows else None

    return Archives(text=text, layout=lambda sha256: kept_layout(connection, sha256), raw=file, consent=file)


def _first(paths: Iterable[Path], sha256: str) -> bytes | None:
    for path in paths:
        data = path.read_bytes() if path.is_file() else b""
        if sha256_hex(data) == sha256:
            return data
    return None


def _files(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in sorted(folder.rglob("*")) if path.is_file())
