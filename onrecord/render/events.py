"""An answer as server-sent events (the WHATWG HTML standard, section 9.2), statement by statement.

`event: begun` has `{"record_id", "question", "as_of", "audience"}`; `event: statement` has `{"number", "statement"}`,
each already checked and in the ledger; `event: record` closes the stream with the whole record as `ask --json` prints
it, receipt included; `event: error` closes it where no answer can be made.
"""

import json
from collections.abc import Iterable, Iterator

from agent.ask import Event
from agent.domain import Begun
from audit.domain import AnswerRecord
from audit.errors import OnRecordError
from audit.ledger.ledger import Ledger
from audit.records.wire import for_reader, to_json


def frames(events: Iterable[Event], ledger: Ledger) -> Iterator[str]:
    """One frame an event; the ledger has the record's receipt. A domain error becomes the last frame, and is raised
    after it."""
    number = 0
    try:
        for event in events:
            if isinstance(event, Begun):
                asked = event.question
                about = {"question": asked.text, "as_of": asked.as_of.isoformat(), "audience": asked.audience}
                yield frame("begun", {"record_id": event.record_id, **about})
            elif isinstance(event, AnswerRecord):
                yield frame("record", for_reader(event, ledger.receipt(event.record_id)))
            else:
                number += 1
                yield frame("statement", {"number": number, "statement": to_json(event)})
    except OnRecordError as error:
        yield frame("error", {"error": error.message, "advice": error.advice})
        raise


def frame(event: str, data: object) -> str:
    """JSON has no line breaks, so that one `data` line holds it."""
    return f"event: {event}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
