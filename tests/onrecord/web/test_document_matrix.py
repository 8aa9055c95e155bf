"""Every document by every way in: read by whom it is for, and for anybody else, byte for byte, not there."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from reportlab.pdfgen.canvas import Canvas

ROLES = ("employee", "author", "approver", "auditor", "admin")

# Whose audience lets them read it, outside the desks; then: whose lets them be answered from it today.
EMPLOYEES, MANAGERS = "all-employees", "managers"
BOTH, ONE, NONE = {EMPLOYEES, MANAGERS}, {MANAGERS}, set[str]()
DOCUMENTS: dict[str, tuple[set[str], set[str] | None]] = {
    "published": (BOTH, BOTH),
    "for-managers": (ONE, ONE),
    "embargoed": (NONE, NONE),
    "withdrawn": (NONE, NONE),
    "lapsed": (NONE, NONE),
    "a-draft": (NONE, NONE),
    "superseded": (BOTH, None),  # stands beside what has replaced it, where both are found
    "replaced-for-managers": (BOTH, None),
    "expired": (BOTH, NONE),
    "to-come": (NONE, NONE),
    "paused": (NONE, NONE),
}
ANIMALS = "otters herons badgers stoats curlews newts moles voles larks minks hares"
TOPICS = dict(zip(DOCUMENTS, ANIMALS.split(), strict=True))
SECRETS = {one: f"quib{number}frost" for number, one in enumerate(DOCUMENTS)}


def printed(text: str) -> bytes:
    """A PDF of one line."""
    data = BytesIO()
    canvas = Canvas(data, invariant=True)
    canvas.drawString(72, 720, text)
    canvas.save()
    return data.getvalue()


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the shelf is kept, once it was made."""
    return tmp_path_factory.mktemp("shelf") / "company"


@pytest.fixture
def shelf(company: Any, kept: Path) -> Any:
    """The company with a document in each state, each about an animal and with a word that no other has."""
    if kept.exists():
        return company.begun(kept)
    fill(company)
    company.keep(kept)
    return company


def fill(company: Any) -> None:
    text = company.manifest.read_text()
    leader = text[text.index("  - id: ben-okafor") : text.index("documents:")]
    gone = leader.replace("ben-okafor", "cleo-okafor").replace("Ben Okafor", "Cleo Okafor")
    company.manifest.write_text(text.replace("documents:", gone + "documents:", 1))
    day = datetime.now(UTC).date()
    more = {
        "embargoed": "    embargo_until: 2099-01-01\n",
        "a-draft": "draft",
        "expired": f"    effective_until: {day - timedelta(days=1)}\n",
        "to-come": "    effective_from: 2099-01-01\n",
        "published": "    supersedes: [superseded]\n",
        "for-managers": "    supersedes: [replaced-for-managers]\n",
    }
    for one in sorted(DOCUMENTS, key=lambda name: "replaced" not in name and name != "superseded"):
        sentence = f"The care of {TOPICS[one]} costs {SECRETS[one]} crowns in every year."
        facts = {"audience": MANAGERS, "title": TITLE, "date": "2025-06-01"} if one == "for-managers" else {}
        facts |= {"leaders": "cleo-okafor"} if one == "lapsed" else {}
        facts |= {"date": "2025-06-01"} if one == "published" else {}
        company.add(one, f"{one}.pdf", printed(sentence), more.get(one, ""), **facts)
    code, _, err = company.run("ingest")
    assert code == 0, err
    company.sql("UPDATE leaders SET declared = replace(declared, '2040-01-01', '2021-01-01') WHERE leader_id = ?",
                "cleo-okafor")  # fmt: skip
    assert company.run("withdraw", "withdrawn", "--reason", "A wrong figure")[0] == 0
    assert company.run("pause", "--document", "paused")[0] == 0


TITLE = "Quibtitle"  # of what is for managers: no employee may learn that it is there
WAYS: dict[str, Callable[[TestClient, str], Any]] = {
    "page": lambda client, one: client.get(f"/read/{one}"),
    "fragment": lambda client, one: client.get(f"/read/{one}?fragment=1&start=3&end=9"),
    "picture": lambda client, one: client.get(f"/read/{one}/page/1.png"),
    "api": lambda client, one: client.get(f"/api/sources/{one}"),
    "text": lambda client, one: client.get(f"/api/sources/{one}/text"),
}


def told(reply: Any) -> tuple[Any, ...]:
    """All that a reply says; but for its own id, which every one has anew."""
    headers = sorted((name, value) for name, value in reply.headers.items() if name != "x-request-id")
    return reply.status_code, headers, reply.content


def readers(site: Any, audience: str) -> Iterator[tuple[TestClient, str, Callable[[TestClient, str], Any]]]:
    """An employee and a token by every way; who works on the record too, which at these pages adds nothing."""
    for role in ROLES:
        client = site.visit("eve@example.com", role, audience=audience)
        yield from ((client, f"{role} {way}", go) for way, go in WAYS.items() if role == "employee" or way == "api")
    program = site.program("ask", audience=audience)
    yield from ((program, f"token {way}", go) for way, go in WAYS.items())


@pytest.mark.parametrize("audience", [EMPLOYEES, MANAGERS, "", "retired"])
def test_a_document_is_read_by_whom_it_is_for_or_is_not_there(shelf: Any, site: Any, audience: str) -> None:
    expected = {one for one, (read, _) in DOCUMENTS.items() if audience in read}
    for client, who, go in readers(site, audience):
        unknown = told(go(client, "unheard-of"))
        assert unknown[0] == 404
        for one in DOCUMENTS:
            reply = go(client, one)
            if one in expected:
                assert reply.status_code == 200, (who, one)
                assert reply.headers["content-type"] == "image/png" or SECRETS[one] in reply.text, (who, one)
            else:
                assert told(reply) == unknown, (who, one)
            assert audience == MANAGERS or TITLE not in reply.text, (who, one)
        listed = client.get("/api/sources").json()["sources"]
        assert {one["source_id"] for one in listed} & set(DOCUMENTS) == expected, who


@pytest.mark.parametrize("audience", [EMPLOYEES, MANAGERS])
def test_nobody_is_answered_from_what_they_may_not_read(shelf: Any, site: Any, audience: str) -> None:
    client = site.visit("eve@example.com", audience=audience)
    for one, (_, ask) in DOCUMENTS.items():
        reply = client.post("/api/answers", json={"question": f"What does the care of {TOPICS[one]} cost?"})
        page = client.get(f"/record/{reply.json()['record_id']}")
        passages = client.post("/api/search", json={"query": f"What does the care of {TOPICS[one]} cost?"})
        timeline = client.get("/api/timeline", params={"topic": f"the care of {TOPICS[one]}"})
        over_time = client.get(f"/over-time/{timeline.json()['record_id']}")
        for found in (timeline, over_time):
            hidden = {name for name, (may, _) in DOCUMENTS.items() if audience not in may}
            assert not [name for name in hidden if SECRETS[name] in found.text], one
        for found in (reply, page, passages):
            assert found.status_code == 200
            hidden = {name for name, (may, _) in DOCUMENTS.items() if audience not in may}
            leaks = {name for name in hidden if SECRETS[name] in found.text or f'"{name}"' in found.text}
            assert leaks == set(), one
            if ask is not None:
                assert (SECRETS[one] in found.text) == (audience in ask), (one, found.request.url)


def test_at_their_desks_those_who_work_on_the_record_read_all_of_it_and_nobody_else(shelf: Any, site: Any) -> None:
    for role in ROLES:
        client = site.visit("eve@example.com", role)
        for one, (read, _) in DOCUMENTS.items():
            reply = client.get(f"/read/{one}?desk=1")
            works = role in ("author", "approver", "auditor")
            parsed = one not in ("embargoed", "a-draft")  # an ingest has not taken these in
            if works and parsed:
                assert reply.status_code == 200, (role, one)
                assert SECRETS[one] in reply.text, (role, one)
            elif not works and EMPLOYEES not in read:
                assert told(reply) == told(client.get("/read/unheard-of?desk=1")), (role, one)


def records_of(client: TestClient, record_id: str) -> list[Any]:
    return [client.get(f"{path}") for path in (
        f"/record/{record_id}", f"/record/{record_id}.md", f"/record/{record_id}.txt", f"/api/answers/{record_id}",
        f"/api/answers/{record_id}/verification", f"/over-time/{record_id}",
        f"/read/published?record={record_id}",
    )]  # fmt: skip


def test_anothers_answer_is_one_that_there_is_not_but_to_auditors(shelf: Any, site: Any) -> None:
    asked = site.visit("eve@example.com").post("/api/answers", json={"question": "What does the care of otters cost?"})
    record_id = asked.json()["record_id"]
    assert SECRETS["published"] in asked.text
    for role in ROLES:
        client = site.visit("lee@example.com", role, audience=MANAGERS)
        for mine, unknown in zip(records_of(client, record_id), records_of(client, "0" * 32), strict=True):
            if role == "auditor":
                timeline = mine.request.url.path.startswith("/over-time/")  # which an answer is not
                assert mine.status_code == (404 if timeline else 200), mine.request.url
            else:
                assert told(mine) == told(unknown), (role, mine.request.url)
    program = site.program("ask", roles=ROLES, person="lee@example.com")
    assert {one.status_code for one in records_of(program, record_id)} == {404}


def test_what_has_replaced_a_source_is_told_of_a_timeline_in_the_same_way(shelf: Any, site: Any) -> None:
    shelf.answers(everything=False)
    manager = site.visit("eve@example.com", audience=MANAGERS)
    path = manager.post("/over-time", data={"topic": "What does the care of moles cost?"}).headers["location"]
    record_id = path.rpartition("/")[2]
    assert TITLE in manager.get(path).text
    assert manager.post(f"/record/{record_id}/share").status_code == 303
    for reply in records_of(site.visit("lee@example.com"), record_id):
        assert TITLE not in reply.text, reply.request.url
        assert SECRETS["for-managers"] not in reply.text, reply.request.url
    narrowed = site.visit("eve@example.com")  # the manager, who is none any more
    for reply in records_of(narrowed, record_id):
        assert TITLE not in reply.text, reply.request.url
        assert SECRETS["for-managers"] not in reply.text, reply.request.url


def shared_by_a_manager(site: Any, topic: str) -> tuple[str, str]:
    """The id and the words of an answer that a manager has shared."""
    manager = site.visit("eve@example.com", audience=MANAGERS)
    asked = manager.post("/api/answers", json={"question": f"What does the care of {topic} cost?"})
    record_id = asked.json()["record_id"]
    assert manager.post(f"/record/{record_id}/share").status_code == 303
    return record_id, asked.text


def test_an_answer_that_was_shared_is_read_by_whoever_may_read_its_sources(shelf: Any, site: Any) -> None:
    record_id, words = shared_by_a_manager(site, "otters")
    assert SECRETS["published"] in words
    for client in (site.visit("lee@example.com"), site.program("ask", person="lee@example.com")):
        for reply in records_of(client, record_id):
            path = reply.request.url.path
            assert reply.status_code == (404 if "over-time" in path else 200), path  # an answer is no timeline
            assert SECRETS["published"] in reply.text or "over-time" in path or path.endswith("/verification"), path
            hidden = {one for one, (may, _) in DOCUMENTS.items() if EMPLOYEES not in may}
            assert not [one for one in hidden if SECRETS[one] in reply.text]
    secret, words = shared_by_a_manager(site, "herons")
    assert SECRETS["for-managers"] in words
    client = site.visit("lee@example.com")
    for mine, unknown in zip(records_of(client, secret), records_of(client, "0" * 32), strict=True):
        assert told(mine) == told(unknown), mine.request.url


def test_what_has_replaced_a_source_is_told_to_whom_it_is_for_alone(shelf: Any, site: Any) -> None:
    shelf.answers(everything=False)  # a refusal shows what lies nearest, and what became of it
    record_id, words = shared_by_a_manager(site, "moles")
    assert SECRETS["replaced-for-managers"] in words
    whole = site.visit("max@example.com", audience=MANAGERS).get(f"/record/{record_id}").text
    assert TITLE in whole
    for reply in records_of(site.visit("lee@example.com"), record_id):
        assert TITLE not in reply.text, reply.request.url
        assert SECRETS["for-managers"] not in reply.text, reply.request.url


@pytest.mark.parametrize("change", ["withdraw", "pause", "lapse", "narrow"])
def test_ones_own_answer_says_no_more_what_may_not_be_read_any_longer(shelf: Any, site: Any, change: str) -> None:
    one, topic = ("for-managers", "herons") if change == "narrow" else ("published", "otters")
    first = site.visit("eve@example.com", audience=MANAGERS)
    asked = first.post("/api/answers", json={"question": f"What does the care of {topic} cost?"})
    assert SECRETS[one] in asked.text
    client = first if change != "narrow" else site.visit("eve@example.com", audience=EMPLOYEES)
    if change == "withdraw":
        assert shelf.run("withdraw", one, "--reason", "Wrong")[0] == 0
    elif change == "pause":
        assert shelf.run("pause")[0] == 0
    elif change == "lapse":
        shelf.sql("UPDATE leaders SET declared = replace(declared, '2040-01-01', '2021-01-01')")
    for reply in records_of(client, asked.json()["record_id"]):
        assert SECRETS[one] not in reply.text, reply.request.url
