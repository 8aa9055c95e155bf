"""The witnesses that a workspace's settings name, and asking them."""

from collections.abc import Sequence

from audit.cosigning import Asked, cosign
from audit.errors import Problem, SettingsError
from audit.leaves import Head
from audit.notes import NoteError, read_vkey
from audit.witness.client import RemoteWitness
from audit.witness.faults import WitnessSetupError
from onrecord.parts import Parts
from onrecord.settings import FILE


def named(made: Parts) -> list[RemoteWitness]:
    """Each witness of the settings. Raises SettingsError for one that cannot be asked."""
    return [_witness(made, place, one) for place, one in enumerate(made.settings.witnesses)]


def ask(made: Parts) -> tuple[Head | None, Sequence[Asked]]:
    """The last checkpoint, which every witness of the settings was asked to cosign."""
    return cosign(made.engine, named(made))


def _witness(made: Parts, place: int, text: str) -> RemoteWitness:
    url, _, vkey = text.partition(" ")
    try:
        return RemoteWitness(url=url, key=read_vkey(vkey.strip()))
    except (NoteError, WitnessSetupError) as error:
        message = f"expected its address, a space and its verifier key; {error.message}"
        problem = Problem(line=0, path=f"witnesses[{place}]", message=message)
        raise SettingsError(str(made.workspace / FILE), (problem,)) from error
