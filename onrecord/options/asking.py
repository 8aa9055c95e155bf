"""What people ask with."""

import argparse

from onrecord.options.parser import Commands, count, day, number


def add(commands: Commands) -> None:
    """Questions, sentences, topics, and what was asked in vain."""
    sub = commands.add("ask", "answer a question from the record, or refuse")
    sub.add_argument("question", metavar="QUESTION", nargs="?")
    sub.add_argument("--leader", metavar="ID", help="only this leader's words; anyone: whoever is named")
    sub.add_argument(
        "--as-of", metavar="DATE", type=day, help="what held then (default: as the question says, else today)"
    )
    sub.add_argument("--said-from", metavar="DATE", type=day, help="only what was said on that day or later")
    sub.add_argument("--said-until", metavar="DATE", type=day, help="only what was said before that day")
    sub.add_argument("--any-time", action="store_true", help="whatever time of saying the question names")
    sub.add_argument("--audience", metavar="NAME", help="default: the first audience of the manifest")
    sub.add_argument(
        "--composer",
        choices=["extractive", "vllm"],
        help="verbatim quotes, or statements written by a vLLM server (default where one is configured)",
    )
    sub.add_argument("--events", action="store_true", help="print server-sent events, each statement as it is checked")
    sub.add_argument("--rerank", metavar="N", type=count, default=None, help="passages to rerank")
    sub.add_argument("--batch", metavar="FILE", help="one JSON question a line in, one record a line out")
    sub.add_argument("--asker", metavar="REF", help="a reference to whoever asks, kept beside the record, erasable")
    sub.add_argument("--speak", action="store_true", help="read the answer aloud, each statement as it is checked")
    _spoken(sub)

    sub = commands.add("speak", "read a past answer aloud: a synthetic voice, and the disclosure first")
    sub.add_argument("record_id", metavar="RECORD_ID")
    sub.add_argument("--statement", metavar="N", type=number, help="this one alone, and the disclosure before it")
    _spoken(sub)

    sub = commands.add("play", "hear the cited words as they were spoken, where there is a recording of them")
    sub.add_argument("record_id", metavar="RECORD_ID")
    sub.add_argument("--citation", metavar="N", type=number, required=True, help="its number in the answer")
    _output(sub)

    sub = commands.add("check", "is this sentence on record: supported, contradicted, or not on record")
    sub.add_argument("statement", metavar="STATEMENT", nargs="?")
    sub.add_argument("--leader", metavar="ID", help="only this leader's words")
    sub.add_argument("--as-of", metavar="DATE", type=day, help="what held on that day (default today)")
    sub.add_argument("--audience", metavar="NAME", help="default: the first audience of the manifest")
    sub.add_argument("--batch", metavar="FILE", help="one JSON statement a line in, one verdict a line out")

    sub = commands.add(
        "timeline", "what was said on a topic, in order of date: quotes, what was superseded, what changed"
    )
    sub.add_argument("topic", metavar="TOPIC")
    sub.add_argument("--leader", metavar="ID", help="only this leader's words; anyone: whoever is named")
    sub.add_argument("--as-of", metavar="DATE", type=day, help="what was on record by that day (default today)")
    sub.add_argument("--said-from", metavar="DATE", type=day, help="only what was said on that day or later")
    sub.add_argument("--said-until", metavar="DATE", type=day, help="only what was said before that day")
    sub.add_argument("--audience", metavar="NAME", help="default: the first audience of the manifest")

    sub = commands.add(
        "gaps", "what people ask that the record does not answer, grouped by meaning (the operator's view)"
    )
    sub.add_argument("--since", metavar="DATE", type=day, help="only what was asked from then on (default 90 days)")


def _spoken(sub: argparse.ArgumentParser) -> None:
    sub.add_argument(
        "--no-source", dest="source", action="store_false", help="without where it stands, behind each statement"
    )
    _output(sub)


def _output(sub: argparse.ArgumentParser) -> None:
    sub.add_argument(
        "-o", "--output", metavar="FILE", help="into a .wav, .flac, .opus or .mp3 file, and to no loudspeaker"
    )
