"""`onrecord pause` and `resume`: the kill switch. It holds from the next statement on, without an ingest."""

import argparse
import json
from collections.abc import Collection

from audit.database import reading, writing
from audit.errors import OnRecordError
from ingest.catalogue import controls, read
from ingest.catalogue.read import Published
from ingest.display import folded
from ingest.manifest.faults import expected_one_of
from onrecord.parts import existing, now


def run(args: argparse.Namespace) -> int:
    return switch(args, "pause")


def switch(args: argparse.Namespace, action: str) -> int:
    """Log it where it changes something; tell what is in force afterwards."""
    made = existing(args.workspace)
    with reading(made.engine) as connection:
        state = read.published(connection)
        paused = read.pauses(connection)
    _known(args.leader, state, paused)
    reason = " ".join(args.reason.split())
    with writing(made.engine) as connection:
        changed = controls.control(connection, action, args.leader, reason, now())
        paused = read.pauses(connection)
    if args.json:
        force = {"everybody": None in paused, "leader_ids": sorted(one for one in paused if one is not None)}
        found = {"action": action, "leader_id": args.leader, "reason": reason, "changed": changed, "paused": force}
        print(json.dumps(found, ensure_ascii=False))
    else:
        print(format_pauses(action, changed, args.leader, paused, state))
    return 0


def _known(leader_id: str | None, state: Published | None, paused: Collection[str | None]) -> None:
    """One who has left the manifest may still be resumed."""
    leaders = list(state.leaders) if state else []
    if leader_id is not None and leader_id not in leaders and leader_id not in paused:
        advice = "" if leaders else "Nothing has been published in this workspace yet; run: onrecord ingest"
        raise OnRecordError(f"--leader: {expected_one_of(leader_id, leaders)}.", advice=advice)


def format_pauses(
    action: str, changed: bool, leader_id: str | None, paused: Collection[str | None], state: Published | None
) -> str:
    """What was done, and what is in force."""

    def name(one: str) -> str:
        return folded(state.leaders[one].name) if state and one in state.leaders else one

    whose = name(leader_id) if leader_id else "everybody"
    done = {"pause": "Paused", "resume": "Resumed"}[action]
    first = f"{done}: {whose}." if changed else f"Nothing to do: {_already(action, whose, leader_id)}."
    alone = sorted(name(one) for one in paused if one is not None)
    if None in paused:
        also = f" ({', '.join(alone)} also alone)" if alone else ""
        return f"{first}\nIn force: no question is answered{also}. To answer again: onrecord resume"
    if alone:
        return f"{first}\nIn force: {', '.join(alone)} not quoted; everybody else is. To lift all: onrecord resume"
    return f"{first}\nIn force: no pause."


def _already(action: str, whose: str, leader_id: str | None) -> str:
    if action == "pause":
        return f"{whose} was paused already"
    return f"{whose} was not paused" if leader_id else "nobody was paused"
