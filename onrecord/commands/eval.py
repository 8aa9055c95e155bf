"""`onrecord eval`: measure and calibrate, on data beside the project."""

import argparse
import json
import sys
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from audit.errors import UsageError
from onrecord.options.parser import MANIFEST
from onrecord.parts import Parts, parts
from onrecord.settings import Settings


def run(args: argparse.Namespace) -> int:
    """The first word names an action, or is a file of cases."""
    actions = {"calibrate": _calibrate, "speeches": _speeches, "judge": _judge, "wording": _wording}
    if args.compare is None and args.action in actions and args.path is not None:
        return actions[args.action](args)
    from onrecord.commands import measure

    if args.compare is not None:
        if args.action is not None:
            raise UsageError("--compare takes two reports and nothing else.")
        return measure.comparison(args)
    if args.action in (*actions, "bench") and args.path is None:
        raise UsageError(f"eval {args.action} needs a folder.", advice=f"Type: onrecord eval {args.action} DIR")
    if args.action == "bench":
        return measure.bench(args)
    if args.action is None or args.path is not None:
        known = ", ".join(("bench", *actions))
        raise UsageError(f"eval takes a file of cases, or one of {known} with a folder, or --compare A.json B.json.")
    return measure.cases(args)


def _calibrate(args: argparse.Namespace) -> int:
    """Fit the refusal's confidence model for this workspace's models; the default file is the workspace's own."""
    from eval import bench, calibrate

    made, data = parts(args.workspace), Path(args.path)
    found = []
    for name in bench.SETS:
        questions = bench.questions(data / name)
        with TemporaryDirectory() as folder:
            there = ingested(made, bench.build(data / name, Path(folder)))
            agent = there.agent()
            found += calibrate.rows(agent, name, questions, teller(f"{name}, question", len(questions)))
            agent.library.close()
    entry = calibrate.fit(agent, found)
    out = Path(args.out) if args.out else made.workspace / "calibration.json"
    calibrate.write(entry, out)
    _print(args, entry, [f"{out}: {entry['fitted_on']} questions fitted on"], "measured")
    return 0


def _speeches(args: argparse.Namespace) -> int:
    """The thirty questions over the inaugural addresses; never tuned on."""
    from agent.ask import ask
    from agent.domain import Question
    from audit.records.wire import to_json
    from eval import speeches
    from eval.workspace import AUDIENCE
    from onrecord.parts import now

    made, data = parts(args.workspace), Path(args.path)
    cases = speeches.cases(data)
    with TemporaryDirectory() as folder:
        there = ingested(made, speeches.build(data, Path(folder)))
        agent, tell = there.agent(), teller("question", len(cases))
        records = []
        for number, case in enumerate(cases, start=1):
            at = now()
            records.append(
                ask(agent, Question(text=case.question, audience=AUDIENCE, as_of=at.date(), asked_at=at, id=case.id))
            )
            tell(number)
        agent.library.close()
    texts = {path.stem.casefold(): path.read_text(encoding="utf-8") for path in (data / "corpus").glob("*.txt")}
    scores = speeches.score(cases, records, texts)
    if args.out:
        lines = [json.dumps(to_json(record), ensure_ascii=False) for record in records]
        Path(args.out).write_text("\n".join(lines) + "\n", encoding="utf-8")
    _print(args, asdict(scores), [f"{key:<18} {value:.3f}" for key, value in asdict(scores).items()], None)
    return 0


def _judge(args: argparse.Namespace) -> int:
    """Whether the workspace's judge counts: measured on SummEdits, and kept whether it does or not."""
    from agent.judges.standing import FILE, admission_of, read
    from audit.records.wire import to_json
    from eval import support
    from onrecord.parts import now

    made = parts(args.workspace)
    judge, out = made.judge, Path(args.out) if args.out else made.workspace / FILE
    if judge is None:
        raise UsageError("this workspace has no judge. Set `judge` in its settings.toml.")
    name = judge.name
    read(out)  # a file that is no such file is told before the hour of measuring, not after
    pairs = support.pairs(Path(args.path), args.limit)
    done = support.judged(judge, pairs, teller(f"{name}, pair", len(pairs)))
    found = support.measurement(name, done, args.limit, now())
    support.write(found, out)
    standing = admission_of(found)
    counts = "counts" if standing.admitted else "does not count"
    told = {**to_json(found), "counts": standing.admitted is not None, "reason": standing.reason}
    _print(args, told, [*support.lines(found), f"{counts}: {standing.reason}"], None)
    return 0


def _wording(args: argparse.Namespace) -> int:
    """What the checks of wording catch and stop, on pairs of statements over the sample corpus in DIR."""
    from audit.database import reading
    from eval import wording
    from ingest.catalogue import read
    from ingest.run import ingest

    manifest = Path(args.path) / MANIFEST if Path(args.path).is_dir() else Path(args.path)
    with TemporaryDirectory() as folder:
        plain = Settings.model_validate({"encoder": "hashing", "reranker": "none"})  # nothing is searched for
        made = Parts(workspace=Path(folder), settings=plain)
        with made.workshop() as workshop:
            ingest(workshop, manifest)
        with reading(made.engine) as connection:
            state = read.published(connection)
            assert state is not None
            served = {one: entry for one, entry in state.entries.items() if entry.served}
            documents = {one: read.document(connection, entry) for one, entry in served.items()}
    found = {name: wording.judge(wording.pairs(name), state, documents) for name in wording.SETS}
    told = {name: [asdict(share) for share in wording.shares(rows)] for name, rows in found.items()}
    if args.out:
        Path(args.out).write_text(json.dumps({name: [asdict(row) for row in rows] for name, rows in found.items()}))
    _print(args, told, wording.lines(found), None)
    return 0


def ingested(made: Parts, manifest: Path) -> Parts:
    """The same models in an embedded workspace beside `manifest`, ingested."""
    from ingest.run import ingest

    embedded = made.settings.model_copy(update={"database_url": None, "qdrant_url": None})
    there = replace(made, workspace=manifest.parent / ".onrecord", settings=embedded)
    with there.workshop() as workshop:
        report = ingest(workshop, manifest)
    if report.refused:
        raise UsageError(f"{len(report.refused)} texts were refused, first: {report.refused[0].detail}")
    return there


def teller(what: str, total: int) -> Any:
    def tell(number: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{what} {number} of {total}", end="" if number < total else "\n", file=sys.stderr, flush=True)

    return tell


def _print(args: argparse.Namespace, found: dict[str, Any], lines: list[str], rows: str | None) -> None:
    if args.json:
        print(json.dumps(found, ensure_ascii=False))
        return
    for line in lines:
        print(line)
    for row in found[rows] if rows else []:
        print("  " + ", ".join(f"{key} {value}" for key, value in row.items()))
