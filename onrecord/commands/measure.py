"""`onrecord eval CASES`, `eval bench DIR` and `eval --compare A B`: the measured report."""

import argparse
import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from agent.draft import Agent, reranker_name
from audit.records.wire import to_json
from audit.reports.tally import EVALUATED
from eval import report as reports
from eval import suite as suites
from eval.asking import answer, each
from eval.cases.read import read_cases
from eval.cases.resolve import resolve
from eval.compare import compare
from eval.domain import Found, Report, Threshold
from eval.texts import Texts
from ingest.catalogue.read import Published
from onrecord.commands.eval import ingested, teller
from onrecord.parts import existing, now, parts
from onrecord.render.evaluation import comparison_lines, report_lines, told
from onrecord.render.lines import show
from onrecord.render.page import page


def cases(args: argparse.Namespace) -> int:
    """The company's own questions, asked in the workspace that is there. 1 where a threshold was missed."""
    file = read_cases(Path(args.action))
    agent = existing(args.workspace).agent()
    texts = Texts(agent.library)
    state = texts.state()
    asked = resolve(file, state, texts.one, now().date())
    tell = teller("question", len(asked))
    found = each(asked, lambda one: answer(agent, one, texts, EVALUATED + one.id), tell)
    agent.library.close()
    run = _run(agent, state, args.action, file.sha256, "all", args.workspace)
    return _tell(args, run, found, file.thresholds)


def bench(args: argparse.Namespace) -> int:
    """A public benchmark, in a workspace that is made for it."""
    made, suite = parts(args.workspace), suites.suite(Path(args.path), args.part)
    with TemporaryDirectory() as folder:
        agent = ingested(made, suites.build(suite, Path(folder))).agent()
        state = Texts(agent.library).state()
        found = suites.measure(agent, suite, teller(f"{suite.folder.name}, question", suite.size))
        agent.library.close()
    part = "all" if suite.kind is suites.Kind.SPEECHES else args.part
    return _tell(args, _run(agent, state, suite.folder.resolve().name, suite.sha256, part, None), found, ())


def comparison(args: argparse.Namespace) -> int:
    """Two reports, question by question."""
    before, after = (reports.read(Path(one)) for one in args.compare)
    found = compare(before, after)
    text = json.dumps(to_json(found), ensure_ascii=False)
    if args.out:
        reports.replace_text(Path(args.out), text + "\n")
    if args.json:
        print(text)
    else:
        show(comparison_lines(found, tuple(args.compare)))
    return 0


def _run(agent: Agent, state: Published, name: str, sha256: str, part: str, workspace: str | None) -> reports.Run:
    composer = agent.writer.model.name if agent.writer is not None else "extractive"
    models = {"encoder": agent.encoder.name, "reranker": reranker_name(agent), "composer": composer}
    return reports.Run(
        set=name,
        set_sha256=sha256,
        part=part,
        workspace=workspace,
        measured_at=now(),
        models=models,
        snapshot_id=state.snapshot.snapshot_id,
        passages=state.snapshot.passages,
    )


def _tell(args: argparse.Namespace, run: reports.Run, found: Found, thresholds: tuple[Threshold, ...]) -> int:
    report = reports.report(run, found, thresholds)
    if args.out:
        reports.write(report, Path(args.out))
    if args.html:
        reports.replace_text(Path(args.html), page(report))
    if args.json:
        print(reports.text(report))
    else:
        show(report_lines(report))
    for line in _wrong(report):
        print(f"onrecord: {line}", file=sys.stderr)
    return 0 if report.passed else 1


def _wrong(report: Report) -> list[str]:
    """One line for each threshold that was missed and each question that failed."""
    missed = [f"threshold missed: {told(one)}" for one in report.verdicts if not one.met]
    return [*missed, *(f"question {one.id} failed: {one.detail}" for one in report.failures)]
