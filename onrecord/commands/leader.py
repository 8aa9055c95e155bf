"""`onrecord leader add NAME`: a leader and the record of their consent, its hash computed."""

import argparse
import json
import shlex
from pathlib import Path

from audit.errors import OnRecordError, UsageError
from ingest.domain import Consent, Leader, Scope
from ingest.manifest import values
from ingest.manifest.disk import sha256_of
from ingest.manifest.edit import add_leader
from ingest.manifest.files import found_file
from ingest.manifest.names import slug
from ingest.manifest.read import read_manifest
from onrecord.options.parser import MANIFEST


def run(args: argparse.Namespace) -> int:
    manifest = Path(args.manifest)
    known = read_manifest(manifest)
    leader_id = args.id or slug(args.name)
    if not leader_id:
        raise UsageError(f"no id can be made from {args.name!r}.", advice="Give one: --id ID")
    record, sha256 = found_file(manifest, Path(args.consent))
    scope = frozenset(_scope(word) for word in _words(args.scope))
    leader = Leader(
        leader_id=leader_id,
        name=args.name.strip(),
        title=args.title.strip(),
        consent=Consent(
            record=record,
            sha256=sha256,
            scope=scope,
            audiences=frozenset(_words(args.audiences) if args.audiences else known.audiences[:1]),
            valid_from=args.valid_from,
            valid_until=args.valid_until,
            voices=_models(args.voice, "--voice", Scope.VOICE, scope),
            avatars=_models(args.avatar, "--avatar", Scope.AVATAR, scope),
        ),
    )
    add_leader(manifest, leader)
    _report(args, leader)
    return 0


def _report(args: argparse.Namespace, leader: Leader) -> None:
    consent = leader.consent
    scope = [str(word) for word in Scope if word in consent.scope]
    option = "" if args.manifest == MANIFEST else f" --manifest {shlex.quote(args.manifest)}"
    step = f"onrecord add FILE --leader {leader.leader_id} --date DATE --owner EMAIL{option}"
    models = {
        name: sorted(found)
        for name, found in (("voices", consent.voices), ("avatars", consent.avatars))
        if found is not None
    }
    if args.json:
        entry = {
            "leader_id": leader.leader_id,
            "name": leader.name,
            "title": leader.title,
            "consent": {
                "record": consent.record,
                "sha256": consent.sha256,
                "scope": scope,
                "audiences": sorted(consent.audiences),
                "valid_from": consent.valid_from.isoformat(),
                "valid_until": consent.valid_until.isoformat(),
                **models,
            },
        }
        print(json.dumps({**entry, "manifest": args.manifest, "next": step}, ensure_ascii=False))
        return
    print(f"Added {leader.name}, {leader.title}, as {leader.leader_id} to {args.manifest}.")
    print(f"  consent  {consent.record}  sha256 {consent.sha256}")
    print(f"  covers   {', '.join(scope)}, for {', '.join(sorted(consent.audiences))}")
    for name, found in models.items():
        print(f"  {name:<8} {', '.join(found)}")
    print(f"  term     from {consent.valid_from} until {consent.valid_until} (the first day without consent)")
    print(f"\nNext: {step}")


def _models(files: list[str], option: str, use: Scope, scope: frozenset[Scope]) -> frozenset[str] | None:
    """The SHA-256 of the files; they may lie anywhere, for only their hashes are written."""
    if files and use not in scope:
        raise UsageError(f"{option} names a model, and the consent does not have the scope {use}.",
                         advice=f"Add it, where the leader has agreed to it: --scope quote,{use}")  # fmt: skip
    found = set()
    for file in files:
        try:
            found.add(sha256_of(Path(file)))
        except OSError as error:
            raise OnRecordError(f"{file} cannot be read: {error.strerror}.", advice="Check the path.") from None
    return frozenset(found) or None


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _scope(word: str) -> Scope:
    try:
        return values.word_of(Scope, word)
    except ValueError as error:
        raise OnRecordError(f"--scope: {error}.") from None
