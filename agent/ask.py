"""The whole way from a question to a recorded answer. A refusal is an answer.

1. whom is it about (agent/leaders.py)? An ambiguous name is refused with the choices, a barred topic with whom to ask;
2. retrieve, confirm, rerank (agent/retrieve.py);
3. does the evidence answer it (agent/confidence.py)? If not: refuse, with the nearest passages and whom to ask;
4. statements, quoted or composed (agent/statements.py);
5. in a transaction of the ledger, with access read anew: verify (agent/verify.py); what fails goes, and if nothing is
   left the answer is a refusal; record it. So no pause and no withdrawal falls between the last look and the record,
   and a withdrawal after it finds the record. If another snapshot was published since the draft, it is made again;
6. return (law 7): the caller shows only what these functions give.

`ask` settles all statements at once. `stream` settles and records them one by one, so that each may be shown while the
next is being written; what was given out stays in the record, whatever becomes of the rest.
"""

import time
from collections.abc import Generator, Iterator
from contextlib import closing

from agent.domain import Begun, Question
from agent.draft import Agent, draft, new_record_id
from agent.recording import begun, beside
from agent.settle import Attempt, attempt, close, moved, settle
from agent.statements import statements
from audit.domain import AnswerRecord, Refusal, Statement
from audit.errors import BusyError

TRIES = 4  # when something is published between draft and record
Event = Begun | Statement | AnswerRecord
MOVED = "Documents were published while this was being answered, so it ends here. Ask again for the whole."


def ask(agent: Agent, question: Question) -> AnswerRecord:
    """Answer or refuse, and record it. Raises UsageError for a question that cannot be asked, CatalogueError,
    IndexFault or ModelError where no answer can be made; then nothing may be shown."""
    deadline = _deadline(agent)
    for _ in range(TRIES):
        tried = attempt(agent, question, draft)
        proposed = list(_statements(agent, tried, deadline))
        with agent.ledger.transaction() as connection:
            if moved(tried, connection):
                continue
            shown = settle(agent, tried, proposed, connection)
            record = close(agent, tried, shown, connection)
            agent.ledger.append(connection, record, beside(tried.question, record, tried.work, tried.state))
        return record
    raise busy()


def stream(agent: Agent, question: Question) -> Iterator[Event]:
    """The record's id, each statement as soon as it is checked and recorded, then the whole record. Raises as `ask`."""
    if agent.writer is None:
        record = ask(agent, question)
        yield Begun(record_id=record.record_id, question=question)
        yield from record.statements
        yield record
        return
    record_id, deadline = new_record_id(), _deadline(agent)
    for number in range(TRIES):
        tried = attempt(agent, question, draft, record_id)
        if number == 0:
            yield Begun(record_id=record_id, question=tried.question)
        shown: list[Statement] = []
        with closing(_statements(agent, tried, deadline)) as coming:
            for statement in coming:
                settled = _part(agent, tried, shown, statement)
                if settled is None:
                    break
                yield from settled
        with agent.ledger.transaction() as connection:
            late = moved(tried, connection)
            if late and not shown:
                continue
            if late:
                tried.work.notices.append(MOVED)
            record = close(agent, tried, shown, connection)
            agent.ledger.append(connection, record, beside(tried.question, record, tried.work, tried.state))
        yield record
        return
    raise busy()


def busy() -> BusyError:
    return BusyError("documents are being published faster than this can be answered.", advice="Ask again in a moment.")


def _deadline(agent: Agent) -> float:
    """Of `time.monotonic`: one for all tries, so that a redraft takes no second term."""
    return time.monotonic() + (agent.writer.deadline_s if agent.writer is not None else 0.0)


def _statements(agent: Agent, tried: Attempt, deadline: float) -> Generator[Statement, None, None]:
    if not isinstance(tried.found, Refusal):
        yield from statements(agent, tried.question, tried.found, tried.work, tried.context, deadline)


def _part(agent: Agent, tried: Attempt, shown: list[Statement], statement: Statement) -> tuple[Statement, ...] | None:
    """One statement of a stream, settled, recorded and added to `shown`; none where the published snapshot moved."""
    with agent.ledger.transaction() as connection:
        if moved(tried, connection):
            return None
        settled = settle(agent, tried, [statement], connection)
        if settled:
            record = begun(agent, tried.question, [*shown, *settled], tried.work, tried.state)
            kept = beside(tried.question, record, tried.work, tried.state)
            agent.ledger.append_part(connection, record, kept)
    shown += settled
    return settled
