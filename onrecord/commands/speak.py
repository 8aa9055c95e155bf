"""`onrecord speak RECORD_ID`: a past answer read aloud, the disclosure first."""

import argparse
import json

from audit.errors import UsageError
from onrecord.aloud import DISCLOSURE, Aloud, aloud, read_out, write_out, written
from onrecord.parts import existing
from onrecord.render.lines import Span, Style, line, show
from onrecord.sound_file import captions_of, form_of
from onrecord.speech.domain import Likeness, Utterance
from onrecord.speech.label import label


def run(args: argparse.Namespace) -> int:
    """0 when it was heard to its end, or written."""
    if args.output is not None:
        form_of(args.output)
    reading = aloud(existing(args.workspace), args.record_id, source=args.source)
    if args.statement is not None and args.statement not in reading.shown.numbers:
        known = ", ".join(map(str, reading.shown.numbers))
        raise UsageError(f"--statement {args.statement}: the answer has no such statement; expected one of {known}.")
    numbers = reading.numbers(args.statement)
    told: list[Utterance] = []

    def begins(one: Utterance) -> None:
        if not args.json:
            _say(reading, one, told[-1].voice if told else None)
        told.append(one)

    if args.output is None:
        read_out(reading, numbers, begins)
    else:
        for one in write_out(reading, numbers, args.output):
            begins(one)
    _report(args, reading, told)
    return 0


def _say(reading: Aloud, one: Utterance, before: Likeness | None) -> None:
    """Its words, as they begin to be heard; what speaks, where that is another than before."""
    if one.voice != before:
        show([line(Span(label(reading.shown, one.number, one.voice), Style.STRONG))])
    if one.number == DISCLOSURE:
        show([line(Span(one.script.text, Style.DIM))])
    else:
        show([line(one.script.text, label=Span(str(one.number), Style.NUMBER))])


def _report(args: argparse.Namespace, reading: Aloud, told: list[Utterance]) -> None:
    if args.json:
        facts = {
            "record_id": reading.shown.record.record_id,
            "file": args.output,
            "captions": captions_of(args.output) if args.output is not None else None,
            "seconds": round(sum(one.sound.seconds for one in told), 3),
            "utterances": [
                {
                    "number": one.number,
                    "text": one.script.text,
                    "label": label(reading.shown, one.number, one.voice),
                    "seconds": round(one.sound.seconds, 3),
                    "voice": one.voice.sha256,
                    "audio_sha256": one.sound.sha256,
                    "leaf": one.leaf,
                }
                for one in told
            ],
        }
        print(json.dumps(facts, ensure_ascii=False))
    elif args.output is not None:
        print(written(args.output, told))
