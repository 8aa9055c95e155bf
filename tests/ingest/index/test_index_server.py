"""What is true of a Qdrant server alone: names, the alias, and what goes wrong between here and there."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from qdrant_client import QdrantClient, models

from audit.errors import IndexFault
from ingest.index.port import Window
from ingest.index.server import ServerIndex
from ingest.sparse import query_weights

pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect in the local Qdrant:UserWarning")

Make = Callable[..., Any]
ANYBODY = Window(audience=0, as_of=100, leaders=None, hidden=())


@pytest.fixture
def client() -> Iterator[QdrantClient]:
    made = QdrantClient(":memory:")
    yield made
    made.close()


@pytest.fixture
def answering() -> Iterator[Callable[..., str]]:
    """A server that gives every request the same answer; gives its URL."""
    servers: list[HTTPServer] = []

    def start(status: int, body: bytes, content_type: str = "application/json") -> str:
        class Handler(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                self.rfile.read(int(self.headers.get("content-length") or 0))
                self.send_response(status)
                self.send_header("content-type", content_type)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_PUT = do_POST = do_DELETE = _answer

            def log_message(self, format: str, *args: object) -> None:
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def collections(client: QdrantClient) -> set[str]:
    return {one.name for one in client.get_collections().collections}


def alias(client: QdrantClient) -> dict[str, str]:
    return {one.alias_name: one.collection_name for one in client.get_aliases().aliases}


def test_a_generation_is_a_collection_with_both_vectors_and_idf(
    client: QdrantClient, build: Make, point: Make, generation: Make
) -> None:
    build(ServerIndex(client, prefix="onrecord"), generation(1), [point(1, "hiring")])
    assert collections(client) == {f"onrecord-{generation(1)}"}
    params = client.get_collection(f"onrecord-{generation(1)}").config.params
    assert isinstance(params.vectors, dict)
    assert params.vectors["dense"].size == 64
    assert params.sparse_vectors is not None
    assert params.sparse_vectors["bm25"].modifier is models.Modifier.IDF


def test_publishing_moves_the_alias_to_the_new_generation(
    client: QdrantClient, build: Make, point: Make, generation: Make
) -> None:
    index = ServerIndex(client, prefix="onrecord")
    for n in (1, 2):
        build(index, generation(n), [point(n, "hiring")])
        index.published(generation(n))
        assert alias(client) == {"onrecord": f"onrecord-{generation(n)}"}


def test_the_generation_before_stays_for_questions_under_way_and_older_ones_go(
    client: QdrantClient, build: Make, point: Make, generation: Make
) -> None:
    index = ServerIndex(client, prefix="onrecord")
    for n in (1, 2, 3):
        build(index, generation(n), [point(n, "hiring")])
        index.published(generation(n))
    assert collections(client) == {f"onrecord-{generation(n)}" for n in (2, 3)}


def test_other_prefixes_and_other_peoples_collections_stay(
    client: QdrantClient, build: Make, point: Make, generation: Make
) -> None:
    index = ServerIndex(client, prefix="onrecord")
    others = {
        "onrecord",
        "onrecord-notes",
        "elsewhere",
        f"onrecord-test-{generation(1)}",
        f"onrecord-v2-{generation(1)}",
    }
    others -= {"onrecord"}  # an alias of this name is to come
    for name in others:
        client.create_collection(name, vectors_config=models.VectorParams(size=2, distance=models.Distance.DOT))
    for n in (1, 2, 3):
        build(index, generation(n), [point(n, "hiring")])
        index.published(generation(n))
    assert others < collections(client)


def test_publishing_a_generation_that_is_not_there_leaves_the_alias(
    client: QdrantClient, build: Make, point: Make, generation: Make
) -> None:
    index = ServerIndex(client, prefix="onrecord")
    build(index, generation(1), [point(1, "hiring")])
    index.published(generation(1))
    with pytest.raises(IndexFault):
        index.published(generation(2))
    assert alias(client) == {"onrecord": f"onrecord-{generation(1)}"}


def test_a_server_that_lost_points_is_caught(point: Make, build: Make, generation: Make) -> None:
    class Forgetful(QdrantClient):
        def upsert(self, collection_name: str, points: Any, **kwargs: Any) -> models.UpdateResult:  # type: ignore[override]
            return super().upsert(collection_name, points[:-1], **kwargs)

    client = Forgetful(":memory:")
    with pytest.raises(IndexFault, match=r"holds 2 points .*; 3 were sent"):
        build(ServerIndex(client, prefix="onrecord"), generation(1), [point(n, "hiring") for n in range(3)])
    client.close()


def test_a_generation_that_goes_while_it_is_read_is_a_fault_in_one_line(
    client: QdrantClient, build: Make, point: Make, generation: Make
) -> None:
    index = ServerIndex(client, prefix="onrecord")
    build(index, generation(1), [point(1, "hiring")])
    reader = index.open(generation(1))
    client.delete_collection(f"onrecord-{generation(1)}")
    with pytest.raises(IndexFault, match=r"has no collection .* Run `onrecord ingest`"):
        reader.search(point(1, "hiring").dense, query_weights("hiring"), ANYBODY, 5)
    with pytest.raises(IndexFault, match=r"has no collection"):
        reader.contents()


def told(url: str, generation: str, api_key: str | None = None) -> str:
    index = ServerIndex.at(url, api_key, prefix="onrecord")
    with pytest.raises(IndexFault) as caught:
        index.open(generation)
    message = str(caught.value)
    assert message.isprintable(), "one line"
    assert caught.value.advice
    return message


def test_a_server_that_cannot_be_reached_is_told_with_its_address(generation: Make) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        assert "cannot be reached" in told(url, generation(1))


@pytest.mark.filterwarnings("ignore:Api key is used with an insecure connection:UserWarning")
@pytest.mark.parametrize("status", [401, 403])
def test_a_wrong_key_is_told_without_the_key(answering: Make, generation: Make, status: int) -> None:
    url = answering(status, b"Must provide an API key or an Authorization bearer token", "text/plain")
    message = told(url, generation(1), "s3cret")
    assert "does not accept the API key" in message
    assert "s3cret" not in message


def test_a_password_in_the_address_is_not_repeated(answering: Make, generation: Make) -> None:
    url = answering(401, b"").replace("http://", "http://sam:s3cret@")
    assert "s3cret" not in told(url, generation(1))


def test_the_servers_own_words_are_passed_on(answering: Make, generation: Make) -> None:
    body = json.dumps({"status": {"error": "Service internal error:\ndisk \x1b[31mfull"}, "time": 0.0}).encode()
    message = told(answering(500, body), generation(1))
    assert "Service internal error: disk [31mfull" in message


@pytest.mark.parametrize("body", [b"<html>It works!</html>", b"{}", b'{"result": 7}', b""])
def test_a_server_that_is_no_qdrant_is_told_in_one_line(answering: Make, generation: Make, body: bytes) -> None:
    assert "127.0.0.1" in told(answering(200, body, "text/html"), generation(1))


def test_a_missing_collection_is_told_with_its_name(answering: Make, point: Make, generation: Make) -> None:
    body = json.dumps({"status": {"error": "Not found: Collection `x` doesn't exist!"}, "time": 0.0}).encode()
    index = ServerIndex.at(answering(404, body), None, prefix="onrecord")
    with pytest.raises(IndexFault):
        index.open(generation(1))


@pytest.mark.parametrize("url", ["ftp://example.com", "http://[", "", "http://host:port"])
def test_an_address_that_is_none_is_told_at_once(url: str) -> None:
    with pytest.raises(IndexFault, match=r"URL cannot be used.*qdrant_url") as caught:
        ServerIndex.at(url, None, prefix="onrecord")
    assert "\n" not in str(caught.value)
