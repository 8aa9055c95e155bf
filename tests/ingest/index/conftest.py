"""Points and adapters for the index's tests."""

import os
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from qdrant_client import QdrantClient

from ingest.encoders.hashing import HashingEncoder
from ingest.index.edge import EdgeIndex
from ingest.index.port import FOREVER, Index, IndexPoint, Payload
from ingest.index.server import ServerIndex
from ingest.sparse import document_weights

SERVER = os.environ.get("ONRECORD_TEST_QDRANT_URL")
ADAPTERS = [
    "edge",
    "memory",
    pytest.param(
        "server",
        marks=[pytest.mark.qdrant, pytest.mark.skipif(not SERVER, reason="ONRECORD_TEST_QDRANT_URL is not set")],
    ),
]


@pytest.fixture(scope="session")
def point() -> Callable[..., IndexPoint]:
    """One passage's point: its vectors are of `text`, the rest is its payload."""

    def make(
        number: int,
        text: str,
        *,
        source: str = "memo",
        leader: str = "ada",
        audience: int = 0,
        since: int = 1,
        until: int = FOREVER,
        said: int = 1,
    ) -> IndexPoint:
        return IndexPoint(
            passage_id=str(uuid.UUID(int=number)),
            dense=HashingEncoder().query(text),
            sparse=document_weights(text),
            payload=Payload(
                source_id=source,
                leader_id=leader,
                audience=audience,
                effective_from=since,
                effective_until=until,
                date=said,
            ),
        )

    return make


@pytest.fixture(scope="session")
def generation() -> Callable[[int], str]:
    """A generation's name."""
    return lambda number: f"v2-{number:012x}-{number:08x}"


@pytest.fixture(scope="session")
def build() -> Callable[..., None]:
    """Build a generation from `points`; a base may be given with what has changed since."""

    def run(
        index: Index,
        name: str,
        points: Sequence[IndexPoint],
        *,
        base: str | None = None,
        changed: Sequence[IndexPoint] = (),
        removed: Sequence[str] = (),
    ) -> None:
        index.build(name, size=64, base=base, changed=changed, removed=removed, everything=lambda: points)

    return run


@pytest.fixture(params=ADAPTERS)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    """Each adapter in turn, empty."""
    if request.param == "edge":
        yield EdgeIndex(tmp_path / "index")
    elif request.param == "memory":
        client = QdrantClient(":memory:")
        yield ServerIndex(client, prefix="onrecord")
        client.close()
    else:
        assert SERVER is not None
        prefix = f"onrecord-test-{uuid.uuid4().hex[:12]}"
        yield ServerIndex.at(SERVER, os.environ.get("ONRECORD_QDRANT_API_KEY"), prefix=prefix)
        client = QdrantClient(url=SERVER, api_key=os.environ.get("ONRECORD_QDRANT_API_KEY"), check_compatibility=False)
        for one in client.get_collections().collections:
            if one.name.startswith(prefix):
                client.delete_collection(one.name)
        client.close()
