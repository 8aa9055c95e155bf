"""What measures."""

from onrecord.options.parser import Commands


def add(commands: Commands) -> None:
    """One command for all of it."""
    sub = commands.add("eval", "measure: your own cases, a public benchmark, two reports beside each other")
    sub.add_argument(
        "action", metavar="CASES", nargs="?", help="cases.yaml, or: bench, calibrate, speeches, judge, wording"
    )
    sub.add_argument("path", metavar="DIR", nargs="?", help="the benchmark's folder; wording: the sample corpus's")
    sub.add_argument("--compare", metavar=("A.json", "B.json"), nargs=2, help="what B has gained or lost against A")
    sub.add_argument("--part", choices=["reported", "tuned", "all"], default="reported", help="bench: which questions")
    sub.add_argument("--out", metavar="FILE", help="where the result is written (JSON)")
    sub.add_argument("--html", metavar="FILE", help="where the report is written as one page")
    sub.add_argument("--limit", metavar="N", type=int, help="judge: at most so many pairs")
