"""Which part of a recording is the cited one. Times are milliseconds from the recording's beginning."""

from dataclasses import dataclass

from audit.domain import Citation
from audit.errors import NotSounded
from ingest.domain import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """A part of a recording, half-open."""

    from_ms: int
    to_ms: int

    @property
    def fragment(self) -> str:
        """As a temporal fragment of an address, in normal play time (W3C Media Fragments URI 1.0, section 4.2.1)."""
        return f"t={self.from_ms / 1000:.3f},{self.to_ms / 1000:.3f}"


def clip_of(document: Document, citation: Citation) -> Clip:
    """From where the first cue that the quote touches begins to where the last one ends: never cut short, and never
    finer than the transcript tells. Raises NotSounded where the transcript is not the cited one, or has no times."""
    if citation.text_sha256 != document.text_sha256:
        raise NotSounded(f"the transcript {document.source_id} was replaced after this was cited from it.")
    touched = [one for one in document.cues if one.start < citation.end and citation.start < one.end]
    if not touched:
        raise NotSounded(f"the transcript {document.source_id} does not say when these words were spoken.")
    return Clip(from_ms=min(one.from_ms for one in touched), to_ms=max(one.to_ms for one in touched))
