"""What each witness said of a checkpoint, a line each; one that knows another history of the log is not overlooked."""

import base64
from datetime import UTC, datetime

from audit.cosigning import Asked, Reply
from onrecord.render.lines import BLANK, Line, Span, Style, line


def asked_lines(asked: Asked) -> list[Line]:
    """The checkpoint, the witnesses, how many of how many; what differs last, where it is read."""
    checkpoint = asked.head.checkpoint
    width = max(len(one.witness.key.name) for one in asked.replies)
    root = base64.b64encode(checkpoint.root).decode("ascii")
    head = f"{checkpoint.origin}: size {checkpoint.size} root {root}"
    found = [line(Span(head, Style.STRONG), whole=True)]
    found += [_reply(one, checkpoint.size, width) for one in asked.replies]
    found += [BLANK, line(Span(sums(asked), Style.GOOD if asked.enough else Style.BAD))]
    odd = [one for one in asked.replies if one.differs]
    if odd:
        found += [BLANK, *(line(Span(another_history(one), Style.BAD), whole=True) for one in odd)]
        found.append(line(f"This log's checkpoint has the size {checkpoint.size} and the root {root}.", whole=True))
    return found


def another_history(one: Reply) -> str:
    return f"ANOTHER HISTORY: {one.witness.key.name} does not know the log that it was shown. {one.fault}"


def sums(asked: Asked) -> str:
    told = f"{asked.cosigned} of {len(asked.replies)} witnesses cosigned size {asked.head.size}"
    return f"{told}; {asked.threshold} asked for" + ("." if asked.enough else ": not enough.")


def _reply(one: Reply, size: int, width: int) -> Line:
    name = f"{one.witness.key.name:<{width}}"
    if one.at is not None:
        when = f"{datetime.fromtimestamp(one.at, UTC):%Y-%m-%d %H:%M} UTC"
        return line(f"cosigned at size {size}, {when}", label=Span(f"ok   {name}", Style.GOOD))
    word, style = ("FORK", Style.BAD) if one.differs else ("not ", Style.WARNING)
    return line(str(one.fault), label=Span(f"{word} {name}", style))
