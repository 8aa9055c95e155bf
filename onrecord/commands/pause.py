"""`onrecord pause` and `resume`: the kill switch. It holds from the next statement on, without an ingest."""

import argparse
import json

from ingest.catalogue.read import Pauses, Published
from ingest.display import folded
from onrecord.desk import pausing
from onrecord.parts import existing, now


def run(args: argparse.Namespace) -> int:
    return switch(args, "pause")


def switch(args: argparse.Namespace, action: str) -> int:
    """Do it, and tell what is in force afterwards."""
    done = pausing.switch(
        existing(args.workspace),
        action,
        args.reason,
        now(),
        leader_id=args.leader,
        source_id=args.document,
        dashes="--",
    )
    paused = done.paused
    if args.json:
        force = {
            "everybody": paused.everybody,
            "leader_ids": sorted(paused.leaders),
            "source_ids": sorted(paused.sources),
        }
        whose = {"leader_id": args.leader, "source_id": args.document}
        found = {"action": action, **whose, "reason": done.reason, "changed": done.changed, "paused": force}
        print(json.dumps(found, ensure_ascii=False))
    else:
        print(format_pauses(action, done.changed, args.leader, args.document, paused, done.state))
    return 0


def format_pauses(
    action: str, changed: bool, leader_id: str | None, source_id: str | None, paused: Pauses, state: Published | None
) -> str:
    """What was done, and what is in force."""
    named = leader_name(leader_id, state) if leader_id else document_name(source_id, state) if source_id else None
    done = {"pause": "Paused", "resume": "Resumed"}[action]
    first = f"{done}: {named or 'everybody'}." if changed else f"Nothing to do: {_already(action, named)}."
    alone = sorted(leader_name(one, state) for one in paused.leaders)
    alone += sorted(document_name(one, state) for one in paused.sources)
    listed = ", ".join(alone)
    if paused.everybody:
        also = f" ({listed} also alone)" if alone else ""
        return f"{first}\nIn force: no question is answered{also}. To answer again: onrecord resume"
    if alone:
        rest = "everything else is" if paused.sources else "everybody else is"
        return f"{first}\nIn force: {listed} not quoted; {rest}. To lift all: onrecord resume"
    return f"{first}\nIn force: no pause."


def leader_name(leader_id: str, state: Published | None) -> str:
    return folded(state.leaders[leader_id].name) if state and leader_id in state.leaders else leader_id


def document_name(source_id: str, state: Published | None) -> str:
    """A document's title with its id, which is what `resume` takes."""
    entry = state.entries.get(source_id) if state else None
    return f"{folded(entry.source.title)} ({source_id})" if entry else source_id


def _already(action: str, named: str | None) -> str:
    if action == "pause":
        return f"{named or 'everybody'} was paused already"
    return f"{named} was not paused" if named else "nothing was paused"
