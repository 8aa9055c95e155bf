"""What the catalogue decides, keeps and never loses."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from audit.database import reading, writing
from audit.errors import CatalogueError
from ingest.catalogue import controls, passages, read, write
from ingest.catalogue.read import Pauses
from ingest.domain import Parsed
from ingest.run import Workshop, ingest

Make = Callable[..., Any]
NOW = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)


def state(shop: Workshop) -> read.Published:
    with reading(shop.engine) as connection:
        found = read.published(connection)
    assert found is not None
    return found


def test_nothing_is_published_before_the_first_ingest(workshop: Make) -> None:
    with workshop() as opened, reading(opened.engine) as connection:
        assert read.published(connection) is None
        assert read.current_snapshot_id(connection) is None


def test_a_publication_that_fails_half_way_leaves_the_one_before(shop: Workshop, company: Any) -> None:
    before = state(shop)
    with writing(shop.engine) as connection:
        connection.execute(text("CREATE TRIGGER fails BEFORE INSERT ON published BEGIN SELECT RAISE(ABORT, 'no'); END"))
    company.rewrite("memo-001", "We shall sell the mill.\n")
    company.save()
    with pytest.raises(CatalogueError):
        ingest(shop, company.path)
    assert state(shop) == before
    with writing(shop.engine) as connection:
        connection.execute(text("DROP TRIGGER fails"))
    assert ingest(shop, company.path).published


def test_a_frozen_text_that_was_changed_in_the_database_is_never_read(shop: Workshop) -> None:
    with writing(shop.engine) as connection:
        connection.execute(text("UPDATE texts SET text = replace(text, 'settled', 'denied')"))
    entry = state(shop).entries["memo-001"]
    with reading(shop.engine) as connection, pytest.raises(CatalogueError, match=r"changed .* sha256 [0-9a-f]{64}"):
        read.document(connection, entry)


def test_the_same_bytes_and_parser_are_frozen_once(shop: Workshop) -> None:
    for words in ("first", "second"):
        with writing(shop.engine) as connection:
            write.keep_text(connection, "f" * 64, Parsed(text=words, parser="test 1"))
    with reading(shop.engine) as connection:
        kept = read.parsed(connection, "f" * 64, "test 1")
    assert kept is not None
    assert kept.text == "first"


def test_a_text_stays_readable_by_its_hash_after_its_source_is_gone(shop: Workshop, company: Any) -> None:
    sha256 = state(shop).entries["memo-001"].text_sha256
    assert sha256 is not None
    words = company.file("memo-001").read_text()
    company.remove("memo-001")
    company.save()
    ingest(shop, company.path)
    with reading(shop.engine) as connection:
        assert read.frozen_text(connection, sha256) == words


def test_passages_that_the_catalogue_does_not_know_are_left_out(shop: Workshop) -> None:
    with reading(shop.engine) as connection:
        keys = [key for found in passages.keys(connection).values() for key in found]
        found = passages.confirmed(connection, [*keys, "00000000-0000-0000-0000-000000000000"], state(shop))
    assert found.keys() == set(keys)


def test_more_passages_than_one_statement_holds_are_read(shop: Workshop) -> None:
    unknown = [f"{number:036}" for number in range(3 * passages.MOST_VARIABLES)]
    with reading(shop.engine) as connection:
        keys = [key for found in passages.keys(connection).values() for key in found]
        assert passages.confirmed(connection, [*keys, *unknown], state(shop)).keys() == set(keys)


def test_withdrawing_what_is_withdrawn_changes_nothing(shop: Workshop) -> None:
    for number in range(2):
        with writing(shop.engine) as connection:
            controls.withdraw(connection, shop.log, "memo-001", f"reason {number}", NOW + timedelta(days=number))
    with reading(shop.engine) as connection:
        assert controls.withdrawals(connection) == {"memo-001": (NOW, "reason 0")}


@pytest.mark.parametrize(
    ("steps", "paused"),
    [
        ("", Pauses()),
        ("pause:ada", Pauses(leaders=frozenset({"ada"}))),
        ("pause:ada pause:", Pauses(everybody=True, leaders=frozenset({"ada"}))),
        ("pause:ada resume:ada", Pauses()),
        ("pause: resume:ada", Pauses(everybody=True)),
        ("pause:ada pause:bo pause: pause::memo resume:", Pauses()),
        ("pause: resume: pause:bo", Pauses(leaders=frozenset({"bo"}))),
        ("pause::memo pause:memo", Pauses(leaders=frozenset({"memo"}), sources=frozenset({"memo"}))),
        ("pause::memo pause::note resume::memo", Pauses(sources=frozenset({"note"}))),
        ("pause::memo pause: resume:ada", Pauses(everybody=True, sources=frozenset({"memo"}))),
    ],
)
def test_pauses_are_what_the_last_word_on_each_says(shop: Workshop, steps: str, paused: Pauses) -> None:
    for step in steps.split():
        action, leader_id, *source_id = step.split(":")
        with writing(shop.engine) as connection:
            controls.control(
                connection, shop.log, action, leader_id or None, "", NOW, source_id="".join(source_id) or None
            )
    with reading(shop.engine) as connection:
        assert read.pauses(connection) == paused


@pytest.mark.parametrize(("leader_id", "source_id"), [("ada", None), (None, "memo"), (None, None)])
@pytest.mark.parametrize("action", ["pause", "resume"])
def test_a_control_in_force_already_is_not_logged_again(
    shop: Workshop, action: str, leader_id: str | None, source_id: str | None
) -> None:
    with writing(shop.engine) as connection:
        if action == "resume":
            controls.control(connection, shop.log, "pause", leader_id, "", NOW, source_id=source_id)
        assert controls.control(connection, shop.log, action, leader_id, "", NOW, source_id=source_id)
        assert not controls.control(connection, shop.log, action, leader_id, "", NOW, source_id=source_id)


def test_one_control_is_of_a_leader_or_of_a_document(shop: Workshop) -> None:
    with writing(shop.engine) as connection, pytest.raises(ValueError, match="ada"):
        controls.control(connection, shop.log, "pause", "ada", "", NOW, source_id="memo")
