"""Qdrant's own engine in this process: each generation an `EdgeShard` in a folder of its own.

Shards are made without a write-ahead log, so that many processes may read one (with a log, a second process's
attempt to load damages the first one's files). Loading settles two files once; a build does that before it ends.
A generation is built under another name and renamed when it is whole: what has its final name is complete.

The engine writes through mapped files, so a disk that fills up while it works ends the process with SIGBUS and
no word (seen on ext4 and tmpfs). Hence room is asked for beforehand, generously, and again at every batch.
"""

import errno
import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from qdrant_edge import (
    Distance,
    EdgeConfig,
    EdgeShard,
    EdgeSparseVectorParams,
    EdgeVectorParams,
    FieldCondition,
    Filter,
    IntegerIndexParams,
    MatchAny,
    MatchValue,
    Modifier,
    PayloadSchemaType,
    Point,
    Query,
    QueryBatchRequest,
    QueryRequest,
    RangeFloat,
    ScrollRequest,
    SparseVector,
    UpdateOperation,
)

from audit.errors import IndexFault, OnRecordError
from ingest.display import folded
from ingest.encoders.port import Vectors
from ingest.index.files import copy_tree, need_room, sync, sync_tree, taken_bytes
from ingest.index.port import (
    DENSE,
    KEYWORDS,
    NUMBERS,
    PREFETCH,
    SPARSE,
    Hit,
    IndexPoint,
    Payload,
    Window,
    as_payload,
    batches,
    fused_hits,
)
from ingest.locks import SharedLock, unshared
from ingest.sparse import Weights

BATCH = 512
# What an empty generation's files come to where a file system fills their holes (tmpfs does for some): seen 141 MB.
RESERVE = 144 << 20


class EdgeIndex:
    """Generations under `folder`, one subfolder each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def build(
        self,
        generation: str,
        *,
        size: int,
        base: str | None,
        changed: Iterable[IndexPoint],
        removed: Sequence[str],
        everything: Callable[[], Iterable[IndexPoint]],
    ) -> None:
        building = self._folder / f"{generation}.building"
        try:
            for leftover in (*self._folder.glob("*.building"), self._folder / generation):
                shutil.rmtree(leftover, ignore_errors=True)  # only one ingest runs at a time
            building.mkdir(parents=True)
            (building / "lease").touch()
            path = building / "shard"
            shard = self._copy(base, path)
            if shard is not None and removed:
                shard.update(UpdateOperation.delete_points(list(removed)))
            points = everything() if shard is None else changed
            _fill(shard or _create(path, size), path, points)
            EdgeShard.load(str(path)).close()
            sync_tree(building)
            os.replace(building, self._folder / generation)
            sync(self._folder)
        except OnRecordError:  # `everything` reads the catalogue
            shutil.rmtree(building, ignore_errors=True)
            raise
        except Exception as error:  # the engine raises plain Exceptions of many kinds
            shutil.rmtree(building, ignore_errors=True)
            raise _fault(f"the index in {self._folder} could not be written", error) from error

    def _copy(self, base: str | None, path: Path) -> EdgeShard | None:
        """A copy of the generation `base`, loaded; none where there is no whole one."""
        source = self._folder / (base or "") / "shard"
        if base is None or not source.is_dir():
            return None
        need_room(path.parent, RESERVE + 2 * taken_bytes(source))
        copy_tree(source, path)
        try:
            return EdgeShard.load(str(path))
        except Exception:  # as above: it is damaged, and everything is at hand
            shutil.rmtree(path)
            return None

    def open(self, generation: str) -> "EdgeReader":
        folder = self._folder / generation
        try:
            lease = SharedLock(folder / "lease")
        except OSError as error:
            raise _unopened(folder, error) from error
        try:
            return EdgeReader(EdgeShard.load(str(folder / "shard")), lease)
        except Exception as error:  # as above
            lease.release()
            raise _unopened(folder, error) from error

    def published(self, generation: str) -> None:
        for folder in list(self._folder.iterdir()):
            if folder.name == generation:
                continue
            with unshared(folder / "lease") as unread:
                if not unread:
                    continue
                # Under another name first: nobody who waits for the lease now opens a half-removed generation.
                gone = folder.with_name(f"{folder.name.removesuffix('.removed')}.removed")
                with suppress(OSError):
                    os.replace(folder, gone)
            shutil.rmtree(gone, ignore_errors=True)


class EdgeReader:
    """One loaded shard; the lease keeps an ingest from removing it meanwhile."""

    def __init__(self, shard: EdgeShard, lease: SharedLock) -> None:
        self._shard = shard
        self._lease = lease

    def search(self, dense: Vectors, sparse: Weights, window: Window, limit: int) -> list[Hit]:
        visible = _filter(window)
        near = Query.Nearest(dense.tolist(), using=DENSE)
        terms = Query.Nearest(SparseVector(list(sparse.indices), list(sparse.values)), using=SPARSE)
        queries = [near, terms] if sparse.indices else [near]  # a question of stop words alone has no terms
        requests = [QueryRequest(query=query, filter=visible, limit=PREFETCH) for query in queries]
        try:
            found = self._shard.query_batch(QueryBatchRequest(requests))
        except Exception as error:  # as above; a query of another size than the index's, for one
            raise _fault("the index could not be searched", error) from error
        scores = [{str(hit.id): float(hit.score) for hit in hits} for hits in found]
        return fused_hits(scores[0], scores[1] if sparse.indices else {}, limit)

    def contents(self) -> dict[str, Payload]:
        found: dict[str, Payload] = {}
        offset = None
        while True:
            records, offset = self._shard.scroll(ScrollRequest(limit=2000, offset=offset, with_payload=True))
            for record in records:
                found[str(record.id)] = as_payload(record.payload)
            if offset is None:
                return found

    def close(self) -> None:
        self._shard.close()
        self._lease.release()


def _fill(shard: EdgeShard, path: Path, points: Iterable[IndexPoint]) -> None:
    """Upsert, optimise and close. Optimising writes everything once more."""
    for batch in batches(points, BATCH):
        need_room(path, RESERVE + 2 * taken_bytes(path))
        shard.update(UpdateOperation.upsert_points([_point(point) for point in batch]))
    shard.flush()
    need_room(path, RESERVE + 2 * taken_bytes(path))
    shard.optimize()
    shard.flush()
    shard.close()


def _create(path: Path, size: int) -> EdgeShard:
    need_room(path.parent, RESERVE)
    path.mkdir()
    shard = EdgeShard.create(
        str(path),
        EdgeConfig(
            vectors={DENSE: EdgeVectorParams(size=size, distance=Distance.Cosine)},
            sparse_vectors={SPARSE: EdgeSparseVectorParams(modifier=Modifier.Idf)},
            wal_enabled=False,
        ),
    )
    for name in KEYWORDS:
        shard.update(UpdateOperation.create_field_index(name, PayloadSchemaType.Keyword))
    for name in NUMBERS:  # they are only compared: an index for equality as well is 3 MB of files each
        shard.update(UpdateOperation.create_field_index(name, IntegerIndexParams(lookup=False, range=True)))
    return shard


def _point(point: IndexPoint) -> Point:
    sparse = SparseVector(list(point.sparse.indices), list(point.sparse.values))
    vectors: dict[str, Any] = {DENSE: point.dense.tolist(), SPARSE: sparse}
    return Point(point.passage_id, vectors, asdict(point.payload))


def _filter(window: Window) -> Filter:
    must: list[Any] = [
        FieldCondition("audience", range=RangeFloat(lte=window.audience)),
        FieldCondition("effective_from", range=RangeFloat(lte=window.as_of)),
    ]
    if not window.expired:
        must.append(FieldCondition("effective_until", range=RangeFloat(gt=window.as_of)))
    if window.said_from is not None or window.said_until is not None:
        must.append(FieldCondition("date", range=RangeFloat(gte=window.said_from, lt=window.said_until)))
    if window.leaders is not None:
        must.append(FieldCondition("leader_id", match=MatchAny(list(window.leaders))))
    hidden: list[Any] = []
    if window.hidden:
        hidden.append(FieldCondition("source_id", match=MatchAny(list(window.hidden))))
    for pair in window.hidden_words:
        both = zip(KEYWORDS, pair, strict=True)
        hidden.append(Filter(must=[FieldCondition(key, match=MatchValue(value)) for key, value in both]))
    return Filter(must=must, must_not=hidden)


def _unopened(folder: Path, error: Exception) -> IndexFault:
    fault = _fault(f"the published index {folder} cannot be opened", error)
    fault.advice = fault.advice or "Run `onrecord ingest`: it is rebuilt from the catalogue."
    return fault


def _fault(what: str, error: Exception) -> IndexFault:
    """The engine tells the system's errors in its own words, with the number in brackets."""
    told = error.strerror or str(error) if isinstance(error, OSError) else str(error)
    number = error.errno if isinstance(error, OSError) else None
    advice = ""
    if number in (errno.ENOSPC, errno.EDQUOT) or "os error 28" in told or "os error 122" in told:
        advice = "What was published is still there: free some space and run the command again."
    if number in (errno.EROFS, errno.EACCES, errno.EPERM) or "os error 30" in told or "os error 13" in told:
        advice = "Make the workspace writable (the engine writes even to read), or name another with --workspace."
    return IndexFault(f"{what}: {folded(told).rstrip('.')}.", advice=advice)
