"""A key's term, as a person reads it."""

from audit.log.rotation import NamedKey


def term(one: NamedKey) -> str:
    """From which leaf on it signs, until which; that it was replaced or revoked."""
    if one.revoked is not None:
        return f"since leaf {one.first}; {said(one)}"
    return f"signs since leaf {one.first}" if one.last is None else f"from leaf {one.first} to {one.last}; replaced"


def said(one: NamedKey) -> str:
    """Of a key that was revoked."""
    assert one.revoked is not None
    return f"revoked from leaf {one.revoked.start} on: {one.revoked.reason}"
