"""Step 5 of an examination, of what was read aloud or played: each utterance stands behind the leaf that binds its
statement and before an erasure of its record, is numbered one by one, and is named beside the log as it says itself."""

import contextlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from audit.canonical import read_json
from audit.database import aware
from audit.errors import RecordError
from audit.examining.examined import Examination
from audit.ledger.contents import WHOLE
from audit.log.leaves import Leaf, leaves_of
from audit.records.sections import SALT_BYTES, Name, decrypted, place_of
from audit.records.wire import to_json
from audit.signed.envelopes import Kind
from audit.signed.uttered import Uttered, uttered
from audit.tables import answer_parts, answers, record_keys, sections, utterances


class Bound(NamedTuple):
    """A leaf of a record, and how many statements it binds; none where its content is gone."""

    leaf: int
    statements: int | None


class Utterances:
    """Takes the leaves as they come, and says at the end what is left over."""

    def __init__(self, connection: Connection, found: Examination) -> None:
        self._connection, self._found = connection, found
        self._number = 0
        self._erased: dict[str, int] = {}
        for leaf in leaves_of(connection, [Kind.ERASE]):
            with contextlib.suppress(RecordError):  # step 1 tells it
                self._erased.setdefault(str(leaf.payload.get("record_id")), leaf.position)

    def take(self, batch: Sequence[Leaf]) -> None:
        """The next leaves, in order."""
        ours: list[Uttered] = []
        for leaf in (one for one in batch if one.kind == Kind.UTTERANCE):
            self._number += 1
            self._found.checked[5] += 1
            try:
                ours.append(uttered(leaf.position, leaf.sealed))
            except RecordError as error:
                self._found.fail(5, f"leaf {leaf.position}", error.message)
        if not ours:
            return
        rows = self._rows(ours[0].index, ours[-1].index)
        bound = _bound(self._connection, sorted({one.said.record_id for one in ours}))
        for place, one in enumerate(ours, self._number - len(ours) + 1):
            self._found.compare(5, one.place, "utterances are not numbered one by one", place, one.said.utterance_seq)
            said = (one.said.utterance_seq, one.said.record_id, to_json(one.at))
            detail = "its number, its record or its time is another beside the log"
            self._found.compare(5, one.place, detail, said, rows.get(one.index))
            self._stands(one, bound.get(one.said.record_id, ()))

    def finish(self) -> None:
        """What no leaf names."""
        rows = self._connection.execute(select(func.count()).select_from(utterances)).scalar_one()
        self._found.compare(5, "utterances", "rows name leaves that are no utterances'", self._number, rows)

    def _rows(self, first: int, last: int) -> dict[int, tuple[int, str, str]]:
        query = select(utterances).where(utterances.c.leaf.between(first, last))
        return {
            row.leaf: (row.number, row.record_id, to_json(aware(row.at))) for row in self._connection.execute(query)
        }

    def _stands(self, one: Uttered, bound: Sequence[Bound]) -> None:
        statement, record_id = one.said.statement, one.said.record_id
        before = [own for own in bound if own.leaf < one.index]
        if not any(own.statements is None or statement <= own.statements for own in before):
            detail = f"no leaf before it binds a statement {statement} of record {record_id}"
            self._found.fail(5, one.place, detail)
        erased = self._erased.get(record_id)
        if erased is not None and erased < one.index:
            self._found.fail(5, one.place, f"record {record_id} had been erased by leaf {erased}")


def _bound(connection: Connection, ids: Sequence[str]) -> Mapping[str, list[Bound]]:
    """The leaves of some records. A part binds as many statements as its number, a whole as many as its answer has."""
    found: dict[str, list[Bound]] = {}
    parts = select(answer_parts.c.record_id, answer_parts.c.leaf, answer_parts.c.number)
    within = answer_parts.c.record_id.in_(ids), answer_parts.c.leaf.is_not(None)
    for record_id, leaf, number in connection.execute(parts.where(*within)):
        found.setdefault(record_id, []).append(Bound(leaf, number))
    counts = _statements(connection, ids)
    whole = select(answers.c.record_id, answers.c.leaf).where(answers.c.record_id.in_(ids))
    for record_id, leaf in connection.execute(whole.where(answers.c.leaf.is_not(None))):
        found.setdefault(record_id, []).append(Bound(leaf, counts.get(record_id)))
    return found


def _statements(connection: Connection, ids: Sequence[str]) -> dict[str, int]:
    """How many statements the answers of some records have, those that can be read: step 6 tells the others. Where the
    whole's is that of the first part, it is kept as that one's (`audit.ledger.contents`)."""
    known = connection.execute(select(record_keys).where(record_keys.c.record_id.in_(ids)))
    keys = {row.record_id: row.key for row in known}
    query = select(sections).where(
        sections.c.record_id.in_(ids), sections.c.part.in_((WHOLE, 1)), sections.c.name == Name.ANSWER.value
    )
    found = {}
    for row in connection.execute(query.order_by(sections.c.part.desc())):
        with contextlib.suppress(RecordError, KeyError, TypeError):
            place = place_of(row.record_id, row.part, row.name)
            data = decrypted(keys[row.record_id], place, row.nonce, row.ciphertext)
            found[row.record_id] = len(read_json(data[SALT_BYTES:])["statements"])
    return found
