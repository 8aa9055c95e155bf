"""Clients of a running service, in a process of their own: `python -m bench.asked URL TOKEN QUESTIONS CLIENTS SECONDS`.

Each client asks one question after another, over one connection, for so many seconds. One JSON object comes out:
`asked`, a list of [seconds, status, Retry-After, question's number, what was said], where what was said is of every
statement its text and its citations' places.
"""

import http.client
import json
import sys
import threading
import time
from typing import Any
from urllib.parse import urlsplit

Asked = list[Any]
TIMEOUT_S = 120.0
PAUSE_S = 0.2  # of who was turned away: far sooner than they were told


def said(record: Any) -> list[Any]:
    """Of an answer what is to be the same wherever it is asked."""
    return [
        [one["text"], [[at["source_id"], at["start"], at["end"], at["quote"]] for at in one["citations"]]]
        for one in record["statements"]
    ]


def main(url: str, token: str, questions: list[str], clients: int, seconds: float) -> None:
    found: list[Asked] = []
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(target=_client, args=(url, token, questions, number, until, found))
        for number in range(clients)
    ]
    began = time.monotonic()
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    print(json.dumps({"seconds": time.monotonic() - began, "asked": found}))


def _client(url: str, token: str, questions: list[str], number: int, until: float, found: list[Asked]) -> None:
    """Client `number` begins with a question of its own, so that no two ask the same at once."""
    address = urlsplit(url)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=TIMEOUT_S)
    at = number * 7
    while time.monotonic() < until:
        chosen = at % len(questions)
        began = time.perf_counter()
        connection.request("POST", "/api/answers", json.dumps({"question": questions[chosen]}), headers)
        reply = connection.getresponse()
        body = reply.read()
        took = time.perf_counter() - began
        told = said(json.loads(body)) if reply.status == 200 else None
        found.append([took, reply.status, reply.headers.get("Retry-After"), chosen, told])
        at += 1
        if reply.status == 503:
            time.sleep(PAUSE_S)
    connection.close()


if __name__ == "__main__":
    with open(sys.argv[3], encoding="utf-8") as file:
        main(sys.argv[1], sys.argv[2], json.load(file), int(sys.argv[4]), float(sys.argv[5]))
