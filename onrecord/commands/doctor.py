"""`onrecord doctor`: what is installed, reachable and stale, and what to do about it. It changes nothing."""

import argparse
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.doctor.finding import Finding, Level, fail, looked_at
from onrecord.doctor.installed import extras, packages, python
from onrecord.options.parser import MANIFEST

if TYPE_CHECKING:
    from ingest.catalogue.read import Published


def run(args: argparse.Namespace) -> int:
    """0 where nothing failed; a warning is no failure."""
    findings = list(_findings(args))
    good = not any(one.level is Level.FAIL for one in findings)
    if args.json:
        checks = [
            {"name": one.name, "level": one.level.value, "detail": one.detail, "advice": one.advice} for one in findings
        ]
        print(json.dumps({"ok": good, "checks": checks}, ensure_ascii=False))
    else:
        _present(findings)
    return 0 if good else 1


def _findings(args: argparse.Namespace) -> Iterator[Finding]:
    """From the ground up; what stands on something that failed is not looked at."""
    yield from looked_at("python", python)
    yield from looked_at("packages", packages)
    installed = looked_at("extras", extras)
    yield from installed
    if not any(one.level is Level.FAIL for one in installed):
        yield from looked_at("settings", lambda: _workspace(args))


def _workspace(args: argparse.Namespace) -> Iterator[Finding]:
    from onrecord.doctor import hearing, keys, models, policy, server, speech, witnesses, workspace
    from onrecord.parts import now, parts

    made = parts(args.workspace)
    if not made.exists:
        yield fail("workspace", f"there is no workspace {args.workspace} yet", "Run: onrecord ingest")
    yield from looked_at("workspace", lambda: workspace.folder(made))
    yield from looked_at("qdrant", lambda: workspace.qdrant(made))
    broken = looked_at("database", lambda: workspace.database(made)) if made.exists else []
    yield from broken
    state, withdrawn = None, {}
    if made.exists and not any(one.level is Level.FAIL for one in broken):
        from audit.database import reading
        from ingest.catalogue import controls, read

        with reading(made.engine) as connection:
            state, withdrawn = read.published(connection), controls.withdrawals(connection)
        yield from looked_at("keys", lambda: keys.workspace(made))
        if state is None:
            yield fail("snapshot", "nothing has been published in this workspace yet", "Run: onrecord ingest")
        yield from looked_at(witnesses.NAME, lambda: witnesses.witnesses(made, now()))
    yield from looked_at("own keys", keys.own)
    snapshot = state.snapshot if state else None
    yield from looked_at("encoder", lambda: models.encoder(made, snapshot))
    yield from looked_at("reranker", lambda: models.reranker(made))
    yield from looked_at("calibration", lambda: models.calibration(made))
    yield from looked_at("language model", lambda: server.language_model(made))
    yield from looked_at("judge", lambda: models.judge(made))
    yield from looked_at("voice", lambda: speech.voice(made, published=state is not None))
    yield from looked_at("avatar", lambda: speech.face(made, published=state is not None))
    yield from looked_at(hearing.NAME, lambda: hearing.recogniser(made))
    if state is not None:
        published = state
        yield from looked_at("snapshot", lambda: workspace.snapshot(published, now()))
        yield from looked_at("index", lambda: workspace.index(made, published))
        yield from looked_at("pause", lambda: workspace.pauses(made, published))
        folder = Path(published.manifest if args.manifest == MANIFEST else args.manifest).parent
        yield from looked_at("policy", lambda: policy.policy(made, published, folder, now().date()))
    path = Path(args.manifest if args.manifest != MANIFEST or state is None else state.manifest)
    yield from looked_at(
        "manifest", lambda: _library(path, state, withdrawn, unsigned=made.settings.unsigned_approvals)
    )


def _library(
    path: Path, state: "Published | None", withdrawn: Mapping[str, object], *, unsigned: bool
) -> Iterator[Finding]:
    from ingest.manifest.read import read_manifest
    from onrecord.doctor import library
    from onrecord.parts import now

    read, folder = read_manifest(path), path.parent
    yield from looked_at("manifest", lambda: library.manifest(path, read, state))
    yield from looked_at("files", lambda: library.files(read, folder, now()))
    yield from looked_at("recordings", lambda: library.recordings(read, folder, now()))
    yield from looked_at("consent", lambda: library.consents(read, folder, now()))
    yield from looked_at("approvals", lambda: library.approvals(read, now(), unsigned=unsigned))
    if state is not None:
        published = state
        yield from looked_at("embargo", lambda: library.embargoes(published, withdrawn, now()))
    yield from looked_at("withdrawn", lambda: library.withdrawals(read, withdrawn))


def _present(findings: list[Finding]) -> None:
    """rich, where it is there and stdout is a terminal; else plain, since a doctor must speak even then."""
    try:
        from onrecord.render.health import format_health
        from onrecord.render.lines import show
    except ModuleNotFoundError:
        for one in findings:
            print(f"{one.level:<5} {one.name:<14} {one.detail}" + (f"  -> {one.advice}" if one.advice else ""))
        return
    show(format_health(findings))
