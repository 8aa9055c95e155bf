"""A document's title inside a statement."""

_MARKS = str.maketrans({"*": "", '"': "'", "“": "‘", "”": "’", "„": "‚", "«": "‹", "»": "›"})


def plain_title(title: str) -> str:
    """Without asterisks and double quotation marks, between which a statement puts titles and words: a title must not
    look as if words of its own were somebody's."""
    return title.translate(_MARKS)
