"""`onrecord play RECORD_ID --citation N`: the cited words as the leader spoke them, where they were recorded."""

import argparse
import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from agent.wording import day, timecode
from audit.errors import NotSounded
from audit.records.titles import plain_title
from ingest.display import folded
from onrecord.access import Shown
from onrecord.device import Opens, own_device
from onrecord.identity.domain import Identity
from onrecord.parts import Parts, existing
from onrecord.past import past
from onrecord.recordings.decoding import decoded
from onrecord.recordings.playing import Played, lower
from onrecord.render.lines import Line, Span, Style, line, show
from onrecord.sound_file import form_of, write
from onrecord.sounding import Piece, sounded
from onrecord.speech.domain import Sound


def run(args: argparse.Namespace) -> int:
    """0 when it was heard to its end, or written."""
    if args.output is not None:
        form_of(args.output)
    made = existing(args.workspace)
    who, shown = past(made, args.record_id)

    def tell(one: Played) -> None:
        if args.json:
            print(json.dumps(_facts(one, args.output), ensure_ascii=False))
        else:
            show(_lines(one))

    if args.output is None:
        play(made, who, shown, args.citation, tell)
    else:
        tell(_written(made, who, shown, args.citation, args.output))
    return 0


def play(
    made: Parts,
    who: Identity,
    shown: Shown,
    number: int,
    tell: Callable[[Played], None],
    opens: Opens = own_device,
) -> None:
    """On this machine's device; `tell` is called when it begins. Raises NotSounded."""
    made.playing.judge(who, shown, number)  # before there is any word of devices
    sounded(_pieces(made, who, shown, number, tell), opens)


def _pieces(made: Parts, who: Identity, shown: Shown, number: int, tell: Callable[[Played], None]) -> Iterator[Piece]:
    played, opened = made.playing.play(who, shown, number)
    barred = partial(made.playing.barred, who, shown, number)
    with opened.file:
        for place, sound in enumerate(decoded(opened, played.clip)):
            yield Piece(sound=sound, barred=barred, begins=None if place else partial(tell, played))


def _written(made: Parts, who: Identity, shown: Shown, number: int, path: str) -> Played:
    """Into a file, where it may still be heard when the last of it was read."""
    played, opened = made.playing.play(who, shown, number)
    with opened.file:
        sounds: list[Sound] = list(decoded(opened, played.clip))
    why = made.playing.barred(who, shown, number)
    if why is not None:
        raise NotSounded(f"nothing was written: {lower(why)}.")
    note = f" {folded(played.note)}" if played.note is not None else ""
    write(path, sounds, title=folded(plain_title(played.citation.title)), comment=f"{_where(played)}.{note}")
    return played


def _where(one: Played) -> str:
    cited, clip = one.citation, one.clip
    when = f"{timecode(clip.from_ms)} to {timecode(clip.to_ms)}"
    return f"{folded(cited.speaker)}, {folded(plain_title(cited.title))}, {day(cited.date)}, from {when}"


def _lines(one: Played) -> list[Line]:
    label = Span(f"[{one.number}]", Style.NUMBER)
    found = [line(_where(one), label=label), line(Span(folded(one.citation.quote), Style.QUOTE), indent=4)]
    if one.note is not None:
        found.append(line(Span(folded(one.note), Style.WARNING), indent=4))
    return found


def _facts(one: Played, path: str | None) -> dict[str, Any]:
    return {
        "record_id": one.record_id,
        "citation": one.number,
        "statement": one.statement,
        "source_id": one.citation.source_id,
        "quote": one.citation.quote,
        "from_s": one.clip.from_ms / 1000,
        "to_s": one.clip.to_ms / 1000,
        "note": one.note,
        "leaf": one.leaf,
        "file": path,
    }
