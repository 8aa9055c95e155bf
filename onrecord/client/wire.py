"""Between JSON, server-sent events and types; nothing here sends anything."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from audit.domain import AnswerRecord, Receipt
from audit.errors import RecordError
from audit.records.wire import from_json
from onrecord.client.domain import Answer, Verification
from onrecord.client.errors import NotUnderstood
from onrecord.client.over_time import Change, Entry, Timeline


def answer_of(value: Any) -> Answer:
    """A record as the service gives it. Of what was withheld the asker has no words, and what is left out of a past
    answer is none, so neither is in it."""
    if not isinstance(value, dict):
        raise NotUnderstood("the service answered with something else than a record.", advice=VERSIONS)
    receipt = value.get("receipt")
    bare = {key: one for key, one in value.items() if key not in BESIDE}
    return Answer(record=read(AnswerRecord, bare), receipt=read(Receipt, receipt) if receipt is not None else None)


def verification_of(value: Any) -> Verification:
    """Each finding as the verifier has it; its step's name is derived."""
    if not isinstance(value, dict) or not isinstance(value.get("findings"), list):
        raise NotUnderstood("the service answered with something else than a verification.", advice=VERSIONS)
    findings = [{key: one for key, one in each.items() if key != "name"} for each in value["findings"]]
    found: Verification = read(Verification, value | {"findings": findings})
    return found


def timeline_of(value: Any) -> Timeline:
    """A record with what it comes to over time."""
    answer = answer_of(value)
    told = value.get("timeline")
    if not isinstance(told, dict):
        raise NotUnderstood("the service answered with a record, but without its timeline.", advice=VERSIONS)
    entries, changes = told.get("entries"), told.get("changes")
    return Timeline(answer=answer, entries=read(tuple[Entry, ...], entries), changes=read(tuple[Change, ...], changes))


def read(kind: Any, value: Any) -> Any:
    """A frozen type from its JSON. Raises NotUnderstood."""
    try:
        return from_json(kind, value)
    except RecordError as error:
        raise NotUnderstood(f"the service's answer is {error.message}", advice=VERSIONS) from error


def parsed(text: str | bytes) -> Any:
    """Raises NotUnderstood for what is no JSON."""
    try:
        return json.loads(text)
    except ValueError:
        raise NotUnderstood(
            "the service's answer is no JSON.", advice="Is the URL that of an OnRecord service?"
        ) from None


def events(lines: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """Name and data of each server-sent event (the WHATWG HTML standard, section 9.2), from the lines of a stream."""
    name, data = "message", list[str]()
    for line in lines:
        if not line:
            if data:
                yield name, parsed("\n".join(data))
            name, data = "message", []
            continue
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "event":
            name = value
        elif field == "data":
            data.append(value)


BESIDE = ("receipt", "withheld", "left_out", "numbers", "timeline")  # what is no part of the record itself
VERSIONS = "Client and service may be of different versions."
