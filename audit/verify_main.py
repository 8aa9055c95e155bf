"""`onrecord-verify BUNDLE --policy POLICY [--json]`: the auditor's command, with the wheel's base dependencies alone.

Exit codes: 0 VERIFIED and VERIFIED_WITH_ERASURES, 3 UNWITNESSED, 1 FAILED, 2 where the command's words are wrong or a
file cannot be read. What the bundle itself says is printed without characters that a terminal would obey.
"""

import argparse
import io
import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from audit.bundles.archive import MOST_BYTES
from audit.records.wire import to_json
from audit.verify_bundle import verify
from audit.verify_report import STEPS, Answered, Failure, Report, Verdict

CODES = {Verdict.VERIFIED: 0, Verdict.VERIFIED_WITH_ERASURES: 0, Verdict.FAILED: 1, Verdict.UNWITNESSED: 3}
WORDS = {
    Verdict.VERIFIED: "every step holds for every answer in this bundle.",
    Verdict.VERIFIED_WITH_ERASURES: "every step holds; what was erased cannot be read, and the log says who erased it.",
    Verdict.UNWITNESSED: "every step but the fourth holds: whoever keeps this log may show others another one.",
    Verdict.FAILED: "do not rely on it.",
}
MOST_POLICY = 1_000_000  # bytes
MOST_SHOWN = 20  # failures, notes and answers; --json has them all


def main(argv: Sequence[str] | None = None) -> int:
    """Verify one bundle; gives the exit code."""
    args = _parser().parse_args(argv)
    try:
        data, policy = _read(args.bundle, MOST_BYTES), _read(args.policy, MOST_POLICY)
    except OSError as error:
        print(f"onrecord-verify: {_plain(str(error.filename))}: {error.strerror}.", file=sys.stderr)
        return 2
    report = verify(data, policy)
    text = json.dumps(_facts(report)) if args.json else "\n".join(_lines(report))
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        print(text, flush=True)
    except BrokenPipeError:  # whoever reads has seen enough; the exit code still tells
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return CODES[report.verdict]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="onrecord-verify",
        description="Check, offline and trusting nothing but your own policy, where past answers come from.",
        epilog="0: VERIFIED or VERIFIED_WITH_ERASURES, 3: UNWITNESSED, 1: FAILED, 2: it could not be begun",
    )
    parser.add_argument("bundle", metavar="BUNDLE", type=Path, help="what `onrecord audit export` wrote")
    parser.add_argument("--policy", metavar="POLICY", type=Path, required=True, help="whom you trust: a JSON file")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    return parser


def _read(path: Path, most: int) -> bytes:
    """The file; one byte more than may be verified, where it is larger."""
    with path.open("rb") as file:
        return file.read(most + 1)


def _facts(report: Report) -> dict[str, Any]:
    found: dict[str, Any] = to_json(report)
    failures = [{**one, "name": STEPS.get(one["step"], "verifier")} for one in found["failures"]]
    return {"verdict": report.verdict.value, **found, "failures": failures}


def _lines(report: Report) -> Iterator[str]:
    yield from _log(report)
    yield from _some([_answer(one) for one in report.answers], "answers")
    yield from _some([f"note  {_plain(one.place)}: {_plain(one.detail)}" for one in report.notes], "notes")
    yield from _some(["\n".join(_failure(one)) for one in report.failures], "failures")
    yield ""
    yield f"{report.verdict.value}: {WORDS[report.verdict]}"


def _log(report: Report) -> Iterator[str]:
    seal = report.seal
    if seal is None:
        return
    yield f"log {_plain(seal.origin)}, {seal.size} leaves, root {seal.root}"
    seen = [f"{_plain(name)} at {at:%Y-%m-%d %H:%M:%S} UTC" for name, at in seal.witnesses]
    yield f"seen by {', '.join(seen) or 'no witness that the policy names'}; the policy asks for {seal.threshold}"
    if report.range is not None:
        yield f"answers {report.range[0]} to {report.range[-1]} of this log, none between is missing"


def _answer(one: Answered) -> str:
    numbers = ", ".join(map(str, one.numbers))
    told = "erased" if one.erased else f"{_plain(one.outcome)}, {one.places} places in documents"
    times = "once" if one.utterances == 1 else f"{one.utterances} times"
    heard = f"; read aloud or played {times}" if one.utterances else ""
    return f"record {one.record_id}, number {numbers}, asked {_plain(one.asked_at)}: {told}{heard}"


def _failure(one: Failure) -> Iterator[str]:
    yield f"FAILED at step {one.step} ({STEPS.get(one.step, 'verifier')}), code {one.code}"
    yield f"  {_plain(one.place)}: {_plain(one.detail)}"
    for word, value in (("expected", one.expected), ("found", one.found)):
        if value is not None:
            yield f"  {word:<9}{_plain(value)}"


def _some(lines: Sequence[str], what: str) -> Iterator[str]:
    yield from lines[:MOST_SHOWN]
    if len(lines) > MOST_SHOWN:
        yield f"... and {len(lines) - MOST_SHOWN} more {what}; --json has them all"


def _plain(text: str) -> str:
    """On one line, without anything that a terminal would obey."""
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text)


if __name__ == "__main__":
    sys.exit(main())
