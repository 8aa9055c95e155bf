"""An id and a title for what has only a name."""

import re
import unicodedata


def slug(name: str) -> str:
    """`Ada Okafor` to `ada-okafor`; empty where the name has no letter or digit that an id may hold."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def title_from(stem: str) -> str:
    """`all_hands-march` to `All hands march`. Hyphens between digits stay: `all-hands-2026-03`."""
    words = re.sub(r"_+|(?<!\d)-+|-+(?!\d)", " ", stem).strip()
    return words[:1].upper() + words[1:]
