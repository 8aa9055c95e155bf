"""A question without what may tell who asked it: addresses, and numbers that are somebody's. Pure.

1. An e-mail address becomes `[address]`, also one in the full-width characters that NFKC folds.
2. Six digits or more in a row, or nine or more with single spaces, hyphens, dots or brackets between them, become
   `[number]`: a telephone, an account, a number of staff. A date of eight digits stays, and so does an amount with
   commas.

It is no more than that: a name that somebody wrote into their question stays in it.
"""

import re
import unicodedata

from ingest.display import folded

ADDRESS, NUMBER = "[address]", "[number]"
_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"']+@[^\s@<>()\[\],;:\"']*[^\s@<>()\[\],;:\"'.?!]")
_BETWEEN = r"[ \u00a0.\-‐‑–/()]{0,2}"
_NUMBER = re.compile(rf"\+?(?:\(?\d(?:{_BETWEEN}\d){{8,}}|\d{{6,}})")


def masked(text: str) -> str:
    """On one line. Masking what is masked changes nothing."""
    plain = folded(unicodedata.normalize("NFKC", text))
    return _NUMBER.sub(NUMBER, _ADDRESS.sub(ADDRESS, plain))
