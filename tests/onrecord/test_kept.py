"""The published state is read once for each publication."""

from audit.database import reading
from ingest.catalogue import read
from onrecord.parts import parts
from tests.onrecord.conftest import Company


def test_it_is_read_once_and_anew_when_something_was_published(company: Company) -> None:
    made = parts(str(company.workspace))
    with reading(made.engine) as connection:
        first = made.kept.published(connection)
        assert first == read.published(connection)
        assert made.kept.published(connection) is first
    assert company.run("reject", "parental", "--reason", "Wrong draft")[0] == 0
    assert company.run("ingest")[0] == 0
    with reading(made.engine) as connection:
        second = made.kept.published(connection)
        assert second == read.published(connection)
        assert second != first
    made.engine.dispose()


def test_where_nothing_was_published_there_is_nothing(empty: Company) -> None:
    made = parts(str(empty.workspace))
    with reading(made.engine) as connection:
        assert made.kept.published(connection) is None
    made.engine.dispose()
