"""Where somebody is sent after signing in: to a page of ours, whatever the address says."""

import re

HOME = "/"
MOST = 2000
OURS = re.compile(r"/(?![/\\])[!-\[\]-~]*")  # one slash first; printable ASCII without a space or a backslash


def ours(text: str | None) -> str:
    """The path where it is one of ours, else home. Browsers read `//host`, `/\\host` and a path with a tab or a line
    break in it as another host (WHATWG URL, section 4.4), so only plain paths pass."""
    return text if text and len(text) <= MOST and OURS.fullmatch(text) else HOME
