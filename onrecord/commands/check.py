"""`onrecord check`: is a sentence on record? One sentence, or a batch of them."""

import argparse
import json
import sys
from datetime import date
from typing import Any

from agent.check import check, check_against
from agent.domain import LONGEST
from agent.draft import Agent
from agent.repair import Jury
from audit.canonical import read_json
from audit.domain import AnswerRecord
from audit.errors import CatalogueError, RecordError, UsageError
from audit.records.wire import for_reader, to_json
from onrecord.commands.ask import lines, question_of
from onrecord.parts import Parts, now, parts
from onrecord.render.answer import present
from onrecord.render.check import verdict_lines

KEYS = ("id", "leader", "as_of", "audience")


def run(args: argparse.Namespace) -> int:
    """0 for every verdict. A line of a batch that is no statement is told as one, and makes it 1."""
    if (args.statement is None) == (args.batch is None):
        raise UsageError("check needs a STATEMENT, or --batch FILE.jsonl, and not both.")
    made = parts(args.workspace)
    if args.batch is not None:
        return _batch(args, made)
    if not any(character.isalnum() for character in args.statement):
        raise UsageError("the statement is empty.", advice='Check, for example: onrecord check "The plant stays open."')
    record = check(_agent(made), question_of(args, made, {"question": args.statement}))
    if args.json:
        shown = for_reader(record, made.ledger.receipt(record.record_id))
        print(json.dumps(_facts(record) | {"record": shown}, ensure_ascii=False))
    else:
        present(record, made, head=verdict_lines(record))
    return 0


def _batch(args: argparse.Namespace, made: Parts) -> int:
    """One verdict a line out, in order; always JSON. With `evidence` nothing is looked up and no workspace needed."""
    agent: Agent | None = None
    jury: Jury | None = None
    failed, asked = False, False
    for number, line in lines(args.batch):
        entry: Any = None
        try:
            entry = read_json(line)
            _reject(entry)
            if "evidence" in entry:
                if not asked:
                    jury, asked = made.jury(), True
                found = _against(args, entry, jury)
            else:
                agent = agent or _agent(made)
                found = _facts(check(agent, question_of(args, made, {**entry, "question": entry["statement"]})))
            print(json.dumps({"id": entry.get("id"), **found}, ensure_ascii=False), flush=True)
        except (UsageError, RecordError) as error:
            failed = True
            name = entry.get("id") if isinstance(entry, dict) else None
            print(json.dumps({"id": name, "error": error.message, "line": number}), flush=True)
            print(f"onrecord: {args.batch}, line {number}: {error}", file=sys.stderr)
    return 1 if failed else 0


def _agent(made: Parts) -> Agent:
    if not made.exists:
        raise CatalogueError(f"there is no workspace {made.workspace} yet.", advice="Run: onrecord ingest")
    return made.agent(judged=True)


def _reject(entry: Any) -> None:
    """Raises UsageError for what is no statement."""
    if not isinstance(entry, dict) or not isinstance(entry.get("statement"), str):
        raise UsageError('expected an object such as {"id": "s1", "statement": "...", "evidence": ["..."]}.')
    if not any(character.isalnum() for character in entry["statement"]):
        raise UsageError("the statement is empty.")
    unknown = sorted(set(entry) - {"statement", "evidence", *KEYS})
    if unknown:
        raise UsageError(f"unknown key {unknown[0]!r}; expected one of statement, evidence, {', '.join(KEYS)}.")
    texts = entry.get("evidence", [])
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise UsageError("evidence must be a list of texts.")
    if len(entry["statement"]) > LONGEST:
        raise UsageError(f"the statement has {len(entry['statement']):,} characters; at most {LONGEST:,} are read.")
    if any("\ud800" <= one <= "\udfff" for text in [entry["statement"], *texts] for one in text):
        raise UsageError("a text holds bytes that are no text.", advice="Write it as UTF-8.")
    for key in KEYS:
        if not isinstance(entry.get(key), str | None):
            raise UsageError(f"{key} must be a text, got {json.dumps(entry[key])}.")


def _against(args: argparse.Namespace, entry: dict[str, Any], jury: Jury | None) -> dict[str, object]:
    try:
        as_of = date.fromisoformat(entry["as_of"]) if entry.get("as_of") else args.as_of
    except ValueError:
        raise UsageError(f"as_of must be a date such as 2026-03-04, got {entry['as_of']!r}.") from None
    found, excerpts = check_against(entry["statement"], entry["evidence"], as_of or now().date(), jury)
    return {**to_json(found), "citations": [to_json(one) for one in excerpts]}


def _facts(record: AnswerRecord) -> dict[str, object]:
    """What the stable JSON of a verdict has; a sentence that was not judged at all is not on record, and says why."""
    facts: dict[str, object] = {"id": record.id, "record_id": record.record_id}
    if record.checked is None:
        facts |= {"verdict": "not_on_record", "score": 0.0, "checks": []}
    else:
        facts |= to_json(record.checked)
    cited = [to_json(citation) for statement in record.statements for citation in statement.citations]
    return facts | {"citations": cited, "refusal": to_json(record.refusal)}
