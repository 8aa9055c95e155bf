"""What a publication, a withdrawal and a pause leave in the log, in the transaction from which on they hold."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, text

from audit.canonical import canonical_json, read_json, sha256_hex, text_sha256
from audit.database import open_engine, prepare, reading, writing
from audit.domain import (
    AnswerRecord,
    Citation,
    Composer,
    Outcome,
    SnapshotReference,
    Statement,
)
from audit.errors import CatalogueError, KeyFault
from audit.keys.domain import PrivateKey, Role
from audit.ledger.ledger import Ledger
from audit.log.leaves import Leaf, leaves_between
from audit.records.layouts import Layout
from audit.records.wire import from_json, to_json
from audit.signed.approvals import approval_payload, sign
from audit.signed.envelopes import Kind
from audit.tables import checkpoints, leaves, tree
from ingest.catalogue import controls, logged, read, tables
from ingest.catalogue.layouts import kept_layout, layouts_of
from ingest.index.memory import MemoryReader
from ingest.index.port import IndexPoint
from ingest.run import Workshop, ingest

Make = Callable[..., Any]
NOW = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
LEE = PrivateKey.generate(Role.APPROVER, "second@example.com")
FIRST = [
    "key record", "key log", "manifest", "consent ada-moss", "consent bo-stein", "source memo-000", "approval memo-000",
    "source memo-001", "approval memo-001", "source memo-002", "approval memo-002", "source memo-003",
    "approval memo-003", "snapshot",
]  # fmt: skip


class InMemory:
    """An index that keeps its generations: what is logged does not depend on where the vectors are."""

    def __init__(self) -> None:
        self._generations: dict[str, MemoryReader] = {}

    def build(self, generation: str, *, everything: Callable[[], Iterable[IndexPoint]], **_: Any) -> None:
        self._generations[generation] = MemoryReader(list(everything()))

    def open(self, generation: str) -> MemoryReader:
        return self._generations[generation]

    def published(self, generation: str) -> None:
        pass


@pytest.fixture
def shop(workshop: Make, database_url: str) -> Iterator[Callable[..., Any]]:
    """A workshop with a database of each kind."""
    engine, index = open_engine(database_url), InMemory()
    prepare(engine)

    @contextmanager
    def opened(now: datetime = NOW) -> Iterator[Workshop]:
        with workshop(now=now, index=index) as made:
            yield replace(made, engine=engine)

    yield opened
    engine.dispose()


def run(shop: Make, company: Any, now: datetime = NOW) -> None:
    company.save()
    with shop(now) as made:
        ingest(made, company.path)


def logged_leaves(shop: Make, first: int = 0) -> list[Leaf]:
    with shop() as made, reading(made.engine) as connection:
        return list(leaves_between(connection, first))


def told(found: list[Leaf]) -> list[str]:
    """Each leaf's kind, and what it is about where that has a name of its own."""
    nameless = ("manifest", "snapshot")
    return [
        one.kind if one.kind in nameless else f"{one.kind} {one.payload.get('role') or one.subject}".strip()
        for one in found
    ]


def answered(shop: Make, source_id: str, record_id: str = "a" * 32) -> None:
    """A past answer that cited a source."""
    citation = Citation(
        evidence_key="e1", source_id=source_id, title="T", speaker="Ada Moss", leader_id="ada-moss", date=NOW.date(),
        page=None, timecode=None, start=0, end=1, quote="I", source_sha256="0" * 64, text_sha256="0" * 64,
    )  # fmt: skip
    record = AnswerRecord(
        record_id=record_id, question="?", asked_at=NOW, as_of=NOW.date(), audience="everybody", leaders=(),
        outcome=Outcome.ANSWERED, refusal=None, statements=(Statement(text="I", citations=(citation,)),), evidence=(),
        disclosure="", confidence=None, models={}, composer=Composer(kind="x", model=None, prompt_version=None),
        snapshot=SnapshotReference(snapshot_id="s", manifest_sha256="m", passages=0),
    )  # fmt: skip
    with shop() as made, writing(made.engine) as connection:
        Ledger(made.engine, made.log).append(connection, record)


def test_the_first_publication_logs_all_that_it_serves(shop: Make, company: Any) -> None:
    run(shop, company)
    found = logged_leaves(shop)
    assert told(found) == FIRST
    by = {(one.kind, one.subject): one.payload for one in found}
    with shop() as made, reading(made.engine) as connection:
        state = read.published(connection)
    assert state is not None
    assert (
        found[2].payload["manifest_sha256"] == state.snapshot.manifest_sha256 == sha256_hex(company.path.read_bytes())
    )
    assert (found[2].payload["organisation"], found[2].payload["policy_sha256"]) == ("Test Ltd", None)
    consent = by["consent", "ada-moss"]
    assert consent["leader"] == to_json(state.leaders["ada-moss"])
    assert consent["record_sha256"] == sha256_hex((company.folder / "corpus" / "consent.md").read_bytes())
    entry, source = state.entries["memo-001"], by["source", "memo-001"]
    assert source["source"] == to_json(entry.source)
    assert (source["sha256"], source["text_sha256"]) == (entry.source.sha256, entry.text_sha256)
    assert source["parser"] == entry.parser
    approval = by["approval", "memo-001"]
    assert (approval["by"], approval["text_sha256"]) == ("second@example.com", None)
    assert "log" not in approval
    last = found[-1].payload
    assert {key: last[key] for key in to_json(state.snapshot)} == to_json(state.snapshot)


def test_all_of_a_publication_is_under_one_checkpoint(shop: Make, company: Any) -> None:
    run(shop, company)
    assert {one.checkpoint for one in logged_leaves(shop)} == {len(FIRST)}


def test_the_same_again_logs_nothing(shop: Make, company: Any) -> None:
    run(shop, company)
    run(shop, company, NOW + timedelta(days=1))
    assert len(logged_leaves(shop)) == len(FIRST)


def test_a_change_logs_what_has_changed(shop: Make, company: Any) -> None:
    run(shop, company)
    company.rewrite("memo-001", "We will go on.")
    company.add("memo-004", leader="bo-stein")
    company.manifest["leaders"][0]["consent"]["scope"] = ["quote", "paraphrase"]
    run(shop, company)
    assert told(logged_leaves(shop, len(FIRST))) == [
        "manifest", "consent ada-moss", "source memo-001", "approval memo-001", "source memo-004", "approval memo-004",
        "snapshot",
    ]  # fmt: skip


def test_a_declaration_that_comes_back_is_logged_again(shop: Make, company: Any) -> None:
    """The last leaf about a leader is the consent that is in force."""
    scopes = (["quote"], ["quote", "paraphrase"], ["quote"])
    for scope in scopes:
        company.manifest["leaders"][0]["consent"]["scope"] = scope
        run(shop, company)
    consents = [one.payload["leader"]["consent"]["scope"] for one in logged_leaves(shop) if one.subject == "ada-moss"]
    assert consents == [["quote"], ["paraphrase", "quote"], ["quote"]]


def test_a_signed_approval_is_logged_as_its_approver_signed_it(shop: Make, company: Any) -> None:
    company.manifest["approvers"] = [{"by": LEE.public.name, "public": LEE.public.raw.hex()}]
    document = company.document("memo-000")
    facts = {"source_id": "memo-000", "by": LEE.public.name, "at": datetime(2026, 2, 1, 9, tzinfo=UTC)}
    facts |= {"sha256": document["sha256"], "text_sha256": text_sha256(company.file("memo-000").read_text())}
    signature = sign(approval_payload(**facts), LEE)
    document["approval"] |= {"text_sha256": facts["text_sha256"], "signature": to_json(signature)}
    run(shop, company)
    signed, unsigned = [one.sealed for one in logged_leaves(shop) if one.kind == "approval"][:2]
    assert signed.payload == approval_payload(**facts)
    assert signed.signed_by(LEE.public)
    assert (len(signed.signatures), len(unsigned.signatures)) == (2, 1)


def test_what_was_published_before_there_were_recordings_is_logged_as_it_was(shop: Make, company: Any) -> None:
    run(shop, company)
    for leaf in logged_leaves(shop):
        assert not any(key in canonical_json(leaf.payload) for key in (b'"media', b'"voices"', b'"avatars"'))


def test_a_policy_of_its_own_is_a_manifest_leaf(shop: Make, company: Any) -> None:
    run(shop, company)
    topic = "{id: law, title: Law, words: [lawsuit], examples: []}"
    policy = f"version: 1\ncontact: law@example.com\ntopics:\n  - {topic}\nblackouts: []\nallow: []\n"
    (company.folder / "policy.yaml").write_text(policy)
    run(shop, company)
    (leaf,) = logged_leaves(shop, len(FIRST))
    with shop() as made, reading(made.engine) as connection:
        policy_sha256 = connection.execute(text("SELECT policy_sha256 FROM published_policy")).scalar_one()
    assert (leaf.kind, leaf.payload["policy_sha256"]) == ("manifest", policy_sha256)


def test_what_cannot_be_logged_is_not_published(shop: Make, company: Any) -> None:
    run(shop, company)
    with shop() as made, reading(made.engine) as connection:
        before = read.current_snapshot_id(connection)
        shutil.rmtree(made.log.folder)
    company.add("memo-004")
    with pytest.raises(KeyFault):
        run(shop, company)
    with shop() as made, reading(made.engine) as connection:
        assert read.current_snapshot_id(connection) == before
    assert len(logged_leaves(shop)) == len(FIRST)


def withdrawn_in_the_manifest(shop: Make, company: Any) -> None:
    company.document("memo-000")["withdrawn"] = {"at": "2026-06-15T11:00:00Z", "reason": "A wrong figure."}
    run(shop, company)


def lapsed(shop: Make, company: Any) -> None:
    company.manifest["leaders"][0]["consent"]["valid_until"] = "2026-06-16"
    run(shop, company)
    run(shop, company, NOW + timedelta(days=1))


GONE = {withdrawn_in_the_manifest: "A wrong figure.", lapsed: "no leader of it has a consent that covers quoting it"}


@pytest.mark.parametrize("how", GONE)
def test_what_is_not_served_any_more_since_it_was_taken_back_lists_the_answers_that_used_it(
    shop: Make, company: Any, how: Callable[..., None]
) -> None:
    run(shop, company)
    answered(shop, "memo-000")
    how(shop, company)
    found = [one for one in logged_leaves(shop) if one.kind == "withdraw" and one.subject == "memo-000"]
    assert len(found) == 1
    assert GONE[how] in found[0].payload["reason"]
    assert found[0].payload["answers"] == [{"record_id": "a" * 32, "role": "cited"}]
    assert found[0].payload["told"] == []


def test_a_withdrawal_by_command_is_logged_once_and_a_return_after_it(shop: Make, company: Any) -> None:
    run(shop, company)
    answered(shop, "memo-000")
    for _ in range(2):
        with shop() as made, writing(made.engine) as connection:
            controls.withdraw(connection, made.log, "memo-000", "A wrong figure.", NOW)
    run(shop, company)
    company.document("memo-000")["approval"]["at"] = "2026-06-16T09:00:00Z"
    run(shop, company, NOW + timedelta(days=2))
    assert told(logged_leaves(shop, len(FIRST) + 1)) == [
        "withdraw memo-000", "snapshot", "manifest", "source memo-000", "approval memo-000", "snapshot",
    ]  # fmt: skip


def test_a_lapsed_source_that_is_served_again_is_a_leaf_again(shop: Make, company: Any) -> None:
    run(shop, company)
    lapsed(shop, company)
    count = len(logged_leaves(shop))
    company.manifest["leaders"][0]["consent"]["valid_until"] = "2031-01-01"
    run(shop, company, NOW + timedelta(days=2))
    assert told(logged_leaves(shop, count)) == [
        "manifest", "consent ada-moss", "source memo-000", "approval memo-000", "source memo-002", "approval memo-002",
        "snapshot",
    ]  # fmt: skip


def test_pause_and_resume_are_logged_where_they_change_something(shop: Make) -> None:
    steps = [("pause", "ada-moss", None), ("pause", "ada-moss", None), ("pause", None, "memo-000"), ("resume",) * 1]
    for action, *whose in steps:
        leader_id, source_id = whose or (None, None)
        with shop() as made, writing(made.engine) as connection:
            controls.control(connection, made.log, action, leader_id, "a rumour", NOW, source_id=source_id)
    found = logged_leaves(shop, 2)
    assert [(one.kind, one.payload["action"], one.subject) for one in found] == [
        ("control", "pause", "ada-moss"), ("control", "pause", "memo-000"), ("control", "resume", ""),
    ]  # fmt: skip
    assert {one.payload["reason"] for one in found} == {"a rumour"}


def forget_the_log(shop: Make) -> None:
    """As a version without a log left the database."""
    with shop() as made, writing(made.engine) as connection:
        for table in (leaves, tree, checkpoints, tables.logged):
            connection.execute(delete(table))


def test_what_was_published_before_there_was_a_log_is_caught_up_once(shop: Make, company: Any) -> None:
    run(shop, company)
    forget_the_log(shop)
    with shop() as made, writing(made.engine) as connection:
        controls.withdraw(connection, made.log, "memo-000", "A wrong figure.", NOW)
    for _ in range(2):
        with shop() as made:
            logged.catch_up(made.engine, made.log, NOW)
    expected = [one for one in FIRST if "memo-000" not in one]
    assert told(logged_leaves(shop)) == [*expected[:2], "withdraw memo-000", *expected[2:]]
    run(shop, company)
    assert told(logged_leaves(shop, len(expected) + 1)) == ["snapshot"]


def test_where_nothing_was_published_there_is_nothing_to_catch_up(shop: Make) -> None:
    with shop() as made:
        logged.catch_up(made.engine, made.log, NOW)
        assert not made.log.folder.exists()
    assert logged_leaves(shop) == []


def test_every_leaf_belongs_to_the_log_and_has_the_time_of_its_publication(shop: Make, company: Any) -> None:
    run(shop, company)
    found = [one for one in logged_leaves(shop, 2) if one.kind != Kind.APPROVAL]
    assert {one.payload["at"] for one in found} == {to_json(NOW)}
    assert len({one.payload["log"] for one in found}) == 1


def test_a_source_s_leaf_binds_where_things_stand_in_its_text(shop: Make, company: Any) -> None:
    run(shop, company)
    with shop() as made, reading(made.engine) as connection:
        state = read.published(connection)
        for leaf in logged_leaves(shop):
            if leaf.kind != Kind.SOURCE:
                continue
            data = kept_layout(connection, leaf.payload["layout_sha256"])
            assert data is not None
            assert sha256_hex(data) == leaf.payload["layout_sha256"]
            layout = from_json(Layout, read_json(data))
            assert layout.data == data
            entry = state.entries[leaf.subject]
            document = read.document(connection, entry)
            assert to_json(layout.segments) == to_json(entry.segments)
            assert to_json(layout.pages) == to_json(document.pages)
            assert to_json(layout.cues) == to_json(document.cues)
            assert to_json(layout.furniture) == to_json(document.furniture)
        assert kept_layout(connection, "0" * 64) is None


def test_the_same_layout_is_kept_once(shop: Make, company: Any) -> None:
    run(shop, company)
    with shop() as made, reading(made.engine) as connection:
        before = connection.execute(select(tables.layouts)).all()
    company.manifest["documents"][0]["title"] = "Another title"
    run(shop, company, NOW + timedelta(hours=1))
    with shop() as made, reading(made.engine) as connection:
        assert connection.execute(select(tables.layouts)).all() == before
    assert "source memo-000" in told(logged_leaves(shop, len(FIRST)))


def test_a_source_whose_frozen_text_is_gone_is_not_logged(shop: Make, company: Any) -> None:
    run(shop, company)
    with shop() as made, writing(made.engine) as connection:
        connection.execute(delete(tables.texts))
    with shop() as made, reading(made.engine) as connection:
        state = read.published(connection)
        with pytest.raises(CatalogueError, match=r"memo-000 has no frozen text in the catalogue\."):
            layouts_of(connection, list(state.entries.values()))
