"""`onrecord audit log`: how many leaves the log has, of what, and under which root."""

import argparse
import json
from dataclasses import dataclass

from sqlalchemy import func, select

from audit.database import reading
from audit.errors import RecordError
from audit.leaves import Head, head
from audit.tables import answer_parts, answers, leaves, record_keys
from onrecord.parts import Parts, existing
from onrecord.render.log import format_log


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """`answers` is the number of the last answer or refusal; `kinds` counts leaves; `older` are records without one;
    `readable` those that are not erased."""

    head: Head
    answers: int
    kinds: dict[str, int]
    readable: int
    older: int


def run(args: argparse.Namespace) -> int:
    made = existing(args.workspace)
    state = _state(made)
    if args.json:
        found = {"log": state.head.origin, "size": state.head.size, "root": state.head.checkpoint.root.hex()}
        counted = {"answers": state.answers, "leaves": state.kinds, "readable": state.readable, "older": state.older}
        print(json.dumps({**found, **counted, "keys": str(made.log.folder), "checkpoint": state.head.note}))
    else:
        print(format_log(state.head, state.answers, state.kinds, state.readable, state.older))
    return 0


def last(made: Parts) -> Head:
    """The last checkpoint. Raises RecordError where nothing was ever logged."""
    with reading(made.engine) as connection:
        found = head(connection)
    if found is None:
        raise RecordError("nothing was logged in this workspace yet.", advice="Run: onrecord ingest")
    return found


def _state(made: Parts) -> State:
    found = last(made)
    with reading(made.engine) as connection:
        kinds = connection.execute(
            select(leaves.c.kind, func.count().label("leaves"))
            .group_by(leaves.c.kind)
            .order_by(func.min(leaves.c.position))
        )
        counts = {row.kind: row.leaves for row in kinds}
        numbers = [connection.execute(select(func.max(one.c.answer_seq))).scalar() for one in (answers, answer_parts)]
        readable = connection.execute(select(func.count()).select_from(record_keys)).scalar_one()
        older = select(func.count()).select_from(answers).where(answers.c.leaf.is_(None), answers.c.record != "")
        return State(
            head=found,
            answers=max(one or 0 for one in numbers),
            kinds=counts,
            readable=readable,
            older=connection.execute(older).scalar_one(),
        )
