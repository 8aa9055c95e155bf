"""A Qdrant server or cluster: each generation a collection `<prefix>-<generation>`.

The catalogue's pointer decides which one is read; the alias `<prefix>` names the same one, for other readers. A
server cannot copy a collection, so every generation is uploaded whole. Nor can it tell who reads one: the
generation before stays until the next, so that questions under way end on what they began with.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Self
from urllib.parse import urlsplit

from qdrant_client import QdrantClient, models
from qdrant_client.common.client_exceptions import QdrantException
from qdrant_client.http.exceptions import ApiException, ResponseHandlingException, UnexpectedResponse

from audit.errors import IndexFault
from ingest.display import folded
from ingest.encoders.port import Vectors
from ingest.index.port import (
    DENSE,
    GENERATION,
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
from ingest.sparse import Weights

BATCH = 256  # points of one upload
PAGE = 1000  # points of one page of contents
READ_SECONDS, WRITE_SECONDS = 10, 120
NO_KEY, NO_ACCESS, NOT_FOUND = 401, 403, 404  # HTTP


class ServerIndex:
    """Generations on one server; `where` names it in messages."""

    def __init__(self, client: QdrantClient, *, prefix: str, where: str = "the Qdrant server") -> None:
        self._client = client
        self._prefix = prefix
        self._where = where

    @classmethod
    def at(cls, url: str, api_key: str | None, *, prefix: str) -> Self:
        """Connects at the first use only. Raises IndexFault where `url` is not one."""
        try:
            host = (urlsplit(url).netloc or url).rpartition("@")[2]  # no user and password in messages
            if not host:
                raise ValueError("it is empty")
            client = QdrantClient(url=url, api_key=api_key, timeout=READ_SECONDS, check_compatibility=False)
        except ValueError as error:
            raise IndexFault(
                f"the Qdrant server's URL cannot be used: {error}.", advice="Correct qdrant_url in settings.toml."
            ) from error
        return cls(client, prefix=prefix, where=f"the Qdrant server {host}")

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
        name = self._collection(generation)
        with _told(self._where):
            self._client.delete_collection(name, timeout=WRITE_SECONDS)
            self._create(name, size)
            sent = 0
            for batch in batches(everything(), BATCH):
                points = [_point(point) for point in batch]
                self._client.upsert(name, points, wait=True, timeout=WRITE_SECONDS)
                sent += len(points)
            found = self._client.count(name, exact=True, timeout=WRITE_SECONDS).count
        if found != sent:
            raise IndexFault(
                f"{self._where} holds {found} points of {name}; {sent} were sent.",
                advice="What was published before is still served; run `onrecord ingest` again.",
            )

    def _create(self, name: str, size: int) -> None:
        self._client.create_collection(
            name,
            vectors_config={DENSE: models.VectorParams(size=size, distance=models.Distance.COSINE)},
            sparse_vectors_config={SPARSE: models.SparseVectorParams(modifier=models.Modifier.IDF)},
            timeout=WRITE_SECONDS,
        )
        kinds = dict.fromkeys(KEYWORDS, models.PayloadSchemaType.KEYWORD)
        for field, kind in (kinds | dict.fromkeys(NUMBERS, models.PayloadSchemaType.INTEGER)).items():
            self._client.create_payload_index(name, field, kind, wait=True, timeout=WRITE_SECONDS)

    def open(self, generation: str) -> "ServerReader":
        name = self._collection(generation)
        with _told(self._where):
            there = self._client.collection_exists(name)
        if not there:
            raise _missing(self._where, name)
        return ServerReader(self._client, name, self._where)

    def published(self, generation: str) -> None:
        """As in the protocol, but for the generation before, which goes at the next publication."""
        name = self._collection(generation)
        with _told(self._where):
            aliases = {one.alias_name: one.collection_name for one in self._client.get_aliases().aliases}
            before = aliases.get(self._prefix)
            if before != name:
                self._client.update_collection_aliases(self._switch(before, name), timeout=WRITE_SECONDS)
            for one in self._client.get_collections().collections:
                if self._is_ours(one.name) and one.name not in (name, before):
                    self._client.delete_collection(one.name, timeout=WRITE_SECONDS)

    def _switch(self, before: str | None, name: str) -> list[models.AliasOperations]:
        """Both in one request, which the server carries out as one."""
        delete = models.DeleteAliasOperation(delete_alias=models.DeleteAlias(alias_name=self._prefix))
        create = models.CreateAliasOperation(
            create_alias=models.CreateAlias(collection_name=name, alias_name=self._prefix)
        )
        return [create] if before is None else [delete, create]

    def _collection(self, generation: str) -> str:
        return f"{self._prefix}-{generation}"

    def _is_ours(self, name: str) -> bool:
        """Not so `<prefix>-test-<generation>`, which is another prefix's."""
        return name.startswith(f"{self._prefix}-") and GENERATION.fullmatch(name[len(self._prefix) + 1 :]) is not None


class ServerReader:
    """One collection. Nothing is held: the client belongs to the index."""

    def __init__(self, client: QdrantClient, name: str, where: str) -> None:
        self._client = client
        self._name = name
        self._where = where

    def search(self, dense: Vectors, sparse: Weights, window: Window, limit: int) -> list[Hit]:
        visible = _filter(window)
        near: tuple[models.Query, str] = (models.NearestQuery(nearest=dense.tolist()), DENSE)
        terms: tuple[models.Query, str] = (models.NearestQuery(nearest=_sparse(sparse)), SPARSE)
        queries = [near, terms] if sparse.indices else [near]  # a question of stop words alone has no terms
        requests = [models.QueryRequest(query=q, using=u, filter=visible, limit=PREFETCH) for q, u in queries]
        with _told(self._where, self._name):
            found = self._client.query_batch_points(self._name, requests, timeout=READ_SECONDS)
        scores = [{str(hit.id): float(hit.score) for hit in response.points} for response in found]
        return fused_hits(scores[0], scores[1] if sparse.indices else {}, limit)

    def contents(self) -> dict[str, Payload]:
        found: dict[str, Payload] = {}
        offset = None
        while True:
            with _told(self._where, self._name):
                records, offset = self._client.scroll(
                    self._name, limit=PAGE, offset=offset, with_payload=True, timeout=WRITE_SECONDS
                )
            for record in records:
                found[str(record.id)] = as_payload(record.payload)
            if offset is None:
                return found

    def close(self) -> None:
        pass


def _point(point: IndexPoint) -> models.PointStruct:
    return models.PointStruct(
        id=point.passage_id,
        vector={DENSE: point.dense.tolist(), SPARSE: _sparse(point.sparse)},
        payload=asdict(point.payload),
    )


def _sparse(weights: Weights) -> models.SparseVector:
    return models.SparseVector(indices=list(weights.indices), values=list(weights.values))


def _filter(window: Window) -> models.Filter:
    must: list[models.Condition] = [
        models.FieldCondition(key="audience", range=models.Range(lte=window.audience)),
        models.FieldCondition(key="effective_from", range=models.Range(lte=window.as_of)),
    ]
    if not window.expired:
        must.append(models.FieldCondition(key="effective_until", range=models.Range(gt=window.as_of)))
    if window.said_from is not None or window.said_until is not None:
        must.append(models.FieldCondition(key="date", range=models.Range(gte=window.said_from, lt=window.said_until)))
    if window.leaders is not None:
        must.append(models.FieldCondition(key="leader_id", match=models.MatchAny(any=list(window.leaders))))
    hidden: list[models.Condition] = []
    if window.hidden:
        hidden.append(models.FieldCondition(key="source_id", match=models.MatchAny(any=list(window.hidden))))
    for pair in window.hidden_words:
        both = [
            models.FieldCondition(key=key, match=models.MatchValue(value=value))
            for key, value in zip(KEYWORDS, pair, strict=True)
        ]
        hidden.append(models.Filter(must=list(both)))
    return models.Filter(must=must, must_not=hidden)


@contextmanager
def _told(where: str, collection: str | None = None) -> Iterator[None]:
    """Map the client's errors to one line; `collection` is the one that must be there."""
    try:
        yield
    except UnexpectedResponse as error:
        if error.status_code == NOT_FOUND and collection:
            raise _missing(where, collection) from error
        raise _refused(where, error) from error
    except ResponseHandlingException as error:
        raise IndexFault(
            f"{where} cannot be reached: {folded(str(error.source)) or type(error.source).__name__}.",
            advice="Check qdrant_url in settings.toml and that the server runs; `onrecord doctor` tries it.",
        ) from error
    except (ApiException, QdrantException, ValueError, AssertionError) as error:  # the last two: no Qdrant's answer
        if collection and "not found" in str(error):  # the in-memory mode's 404
            raise _missing(where, collection) from error
        raise IndexFault(
            f"{where} failed: {folded(str(error))[:300]}.", advice="Run `onrecord doctor`, then the command again."
        ) from error


def _refused(where: str, error: UnexpectedResponse) -> IndexFault:
    if error.status_code in (NO_KEY, NO_ACCESS):
        return IndexFault(
            f"{where} does not accept the API key ({error.status_code} {error.reason_phrase}).",
            advice="Set ONRECORD_QDRANT_API_KEY to a key that may write, or qdrant_api_key in settings.toml.",
        )
    try:
        said = str(error.structured()["status"]["error"])
    except (ValueError, KeyError, TypeError):
        said = error.reason_phrase or "no reason given"
    return IndexFault(
        f"{where} refused a request ({error.status_code}): {folded(said)[:300].rstrip('.')}.",
        advice="What was published before is still served; run `onrecord doctor`.",
    )


def _missing(where: str, collection: str) -> IndexFault:
    return IndexFault(
        f"{where} has no collection {collection}.",
        advice="Run `onrecord ingest`: it is rebuilt from the catalogue.",
    )
