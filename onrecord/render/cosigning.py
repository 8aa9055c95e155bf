"""What each witness said of a checkpoint, a line each; one that knows another history of the log is told loudly."""

import base64
from datetime import UTC, datetime

from audit.log.cosigning import Asked, Reply
from onrecord.render.lines import BLANK, Line, Span, Style, line


def asked_lines(asked: Asked) -> list[Line]:
    """The checkpoint, the witnesses, how many of how many."""
    checkpoint = asked.head.checkpoint
    width = max(len(one.witness.key.name) for one in asked.replies)
    root = base64.b64encode(checkpoint.root).decode("ascii")
    head = f"{checkpoint.origin}: size {checkpoint.size} root {root}"
    found = [line(Span(head, Style.STRONG), whole=True)]
    found += [_reply(one, checkpoint.size, width) for one in asked.replies]
    return [*found, BLANK, line(Span(sums(asked), Style.GOOD if asked.enough else Style.BAD))]


def another_history(one: Reply) -> str:
    return f"ANOTHER HISTORY: {one.witness.key.name} knows another log than this one. {one.fault}"


def sums(asked: Asked) -> str:
    told = f"{asked.cosigned} of {len(asked.replies)} witnesses cosigned size {asked.head.size}"
    needed = f"{asked.threshold} {'is' if asked.threshold == 1 else 'are'}"
    return f"{told}; {needed} {'enough' if asked.enough else 'needed'}."


def _reply(one: Reply, size: int, width: int) -> Line:
    name = f"{one.witness.key.name:<{width}}"
    if one.at is not None:
        when = f"{datetime.fromtimestamp(one.at, UTC):%Y-%m-%d %H:%M} UTC"
        return line(f"cosigned at size {size}, {when}", label=Span(f"ok   {name}", Style.GOOD))
    word, style = ("FORK", Style.BAD) if one.differs else ("not ", Style.WARNING)
    return line(str(one.fault), label=Span(f"{word} {name}", style))
