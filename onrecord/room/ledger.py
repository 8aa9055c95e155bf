"""The log as it stands: how many leaves it has, of what, under which root, and what is signed of it."""

from dataclasses import dataclass

from sqlalchemy import func, select

from audit.database import reading
from audit.errors import OnRecordError, RecordError
from audit.log.cosigning import Asked, Lag, cosign, cosigned_checkpoint, lag
from audit.log.leaves import Head, head
from audit.tables import answer_parts, answers, leaves, record_keys
from onrecord.parts import Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """`answers` is the number of the last answer or refusal; `kinds` counts leaves; `older` are records without one;
    `readable` those that are not erased."""

    head: Head
    answers: int
    kinds: dict[str, int]
    readable: int
    older: int


def last(made: Parts) -> Head:
    """The last checkpoint. Raises RecordError where nothing was ever logged."""
    with reading(made.engine) as connection:
        found = head(connection)
    if found is None:
        raise RecordError("nothing was logged in this workspace yet.", advice="Run: onrecord ingest")
    return found


def empty(made: Parts) -> bool:
    """Whether nothing was ever logged: nothing was published yet."""
    with reading(made.engine) as connection:
        return head(connection) is None


def state(made: Parts) -> State:
    """Raises RecordError where nothing was ever logged."""
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


def checkpoint(made: Parts) -> str:
    """The signed note of the last checkpoint that enough witnesses cosigned, with their lines, else of the last of all.
    Raises RecordError where nothing was ever logged."""
    with reading(made.engine) as connection:
        return cosigned_checkpoint(connection, made.witnesses)


def have_cosigned(made: Parts) -> Asked:
    """Ask the configured witnesses. Raises OnRecordError where there is none."""
    if made.witnesses is None:
        raise OnRecordError(
            "no witness is configured.",
            advice="Start one with `onrecord witness`, and name its url and vkey under [[witnesses]] in settings.toml.",
        )
    return cosign(made.engine, made.witnesses)


def behind(made: Parts) -> Lag | None:
    """How far the log has grown beyond what enough witnesses cosigned; none without a witness, or without a log."""
    if made.witnesses is None:
        return None
    with reading(made.engine) as connection:
        return lag(connection, made.witnesses)
