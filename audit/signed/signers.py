"""Which keys were in force at which leaf: what a log's own `key` leaves say. Pure.

1. Leaf 0 adds the first record key, and is signed by that key.
2. Every later key leaf is signed by a record key that is in force there, as all leaves are.
3. An added key is in force from its leaf on. `rotate` is signed by the old and the new key; at its leaf both are in
   force, afterwards the new one. `revoke` names the index from which on the key's signatures do not count, which may
   lie before the leaf that says so. An approver's key can be revoked without having been added: which of them count is
   for the manifest, and for the auditor, to say.
4. A checkpoint of size n is signed by a log key that is in force at leaf n - 1.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from audit.errors import RecordError
from audit.keys.domain import PublicKey, Role
from audit.signed.envelopes import Kind, Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A key from leaf `first` on, to leaf `last` and no further; none: to this day."""

    key: PublicKey
    first: int
    last: int | None = None

    def holds(self, index: int) -> bool:
        return self.first <= index and (self.last is None or index <= self.last)


@dataclass(slots=True)
class Signers:
    """The terms of every key that the log names, in the order in which they were added; and by keyid from which leaf on
    a revoked key's signatures do not count."""

    terms: list[Term] = field(default_factory=list)
    revoked: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, leaves: Iterable[tuple[int, Sealed]]) -> "Signers":
        """From the `key` leaves with their indices, in order. Raises RecordError where one of them may not stand."""
        found = cls()
        for index, sealed in leaves:
            found.admit(index, sealed)
        return found

    def admit(self, index: int, sealed: Sealed) -> None:
        """Take the next key leaf in. Raises RecordError."""
        try:
            self._admit(index, sealed)
        except (KeyError, TypeError, ValueError) as error:
            raise RecordError(f"leaf {index} is no change of keys: {error}") from None

    def in_force(self, role: Role, index: int) -> Sequence[PublicKey]:
        """The keys of a role whose signatures count at a leaf."""
        return [one.key for one in self.terms if one.key.role is role and one.holds(index)]

    def current(self, role: Role) -> PublicKey:
        """The key that signs next. Raises RecordError where the log has none."""
        found = [one.key for one in self.terms if one.key.role is role and one.last is None]
        if not found:
            raise RecordError(f"the log names no {role.value} key that is in force.")
        return found[-1]

    def signed(self, index: int, sealed: Sealed) -> bool:
        """Whether a record key that is in force at the leaf has signed it."""
        return any(sealed.signed_by(key) for key in self.in_force(Role.RECORD, index))

    def _admit(self, index: int, sealed: Sealed) -> None:
        if sealed.kind is not Kind.KEY:
            raise ValueError(f"it is of the kind {sealed.kind.value}")
        payload = sealed.payload
        if payload["action"] == "revoke":
            self._signed(index, sealed)
            self._revoke(payload["keyid"], Role(payload["role"]), _index(payload["from_index"]))
            return
        key = PublicKey(role=Role(payload["role"]), name=payload["name"], raw=bytes.fromhex(payload["public"]))
        if key.keyid != payload["keyid"]:
            raise ValueError(f"the keyid of its public key is {key.keyid}, not {payload['keyid']}")
        if payload["action"] == "add":
            if index == 0 and (key.role is not Role.RECORD or not sealed.signed_by(key)):
                raise ValueError("the first leaf adds the record key that signs it")
            if index > 0:
                self._signed(index, sealed)
        elif payload["action"] == "rotate":
            self._signed(index, sealed)
            old = self._named(payload["replaces"])
            if old.key.role is not key.role or not (sealed.signed_by(old.key) and sealed.signed_by(key)):
                raise ValueError("a rotation is signed by the old key and by the new one, both of one role")
            self._end(old.key.keyid, index)
        else:
            raise ValueError(f"unknown action {payload['action']!r}")
        self.terms.append(Term(key=key, first=index))

    def _signed(self, index: int, sealed: Sealed) -> None:
        if not self.signed(index, sealed):
            raise ValueError("no record key that is in force there has signed it")

    def _named(self, keyid: Any) -> Term:
        for one in reversed(self.terms):
            if one.key.keyid == keyid:
                return one
        raise ValueError(f"the log names no key {keyid}")

    def _revoke(self, keyid: Any, role: Role, start: int) -> None:
        if role is not Role.APPROVER:
            self._end(keyid, start - 1)
        self.revoked[keyid] = min(start, self.revoked.get(keyid, start))

    def _end(self, keyid: Any, last: int) -> None:
        term = self._named(keyid)
        place = self.terms.index(term)
        self.terms[place] = replace(term, last=last if term.last is None else min(last, term.last))


def _index(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"expected a leaf's index, got {value!r}")
    return value
