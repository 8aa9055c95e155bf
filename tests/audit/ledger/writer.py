"""Run by test_many_writers.py as a program of its own: append so many records, some of them in parts."""

import json
import sys
from dataclasses import replace
from pathlib import Path

from audit.database import open_engine
from audit.domain import AnswerRecord
from audit.ledger.ledger import Ledger
from audit.log.appending import Log
from audit.records.wire import from_json


def main() -> None:
    given = json.loads(sys.argv[1])
    record: AnswerRecord = from_json(AnswerRecord, given["record"])
    engine = open_engine(given["database_url"])
    ledger = Ledger(engine, Log(Path(given["keys"])))
    for number in range(given["first"], given["first"] + given["count"]):
        mine = replace(record, record_id=f"{number:032x}")
        with ledger.transaction() as connection:
            ledger.append(connection, mine)
    engine.dispose()


if __name__ == "__main__":
    main()
