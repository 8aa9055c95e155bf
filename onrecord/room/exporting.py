"""A bundle about some answers: chosen, at the last checkpoint, as one file that can be checked elsewhere."""

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from audit.bundles.archive import pack
from audit.database import reading
from audit.errors import RecordError
from audit.exporting.export import Exported, export, last_head, numbered
from audit.log.cosigning import cosign
from audit.log.leaves import Head, head_at
from onrecord.archives import archives
from onrecord.parts import Parts
from onrecord.render.cosigning import another_history


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """These answers, by the beginnings of their ids; without any, those with a number in `[since, until]`, to the last
    one where there is no `until`."""

    answers: Sequence[str] = ()
    since: int = 1
    until: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """`data` are the file's bytes. `unseen` is what those witnesses have to say that did not cosign the checkpoint."""

    exported: Exported
    data: bytes
    unseen: tuple[str, ...]


def bundle(
    made: Parts, choice: Choice, *, folders: Sequence[str] = (), continues: int | None = None, most: int | None = None
) -> Bundle:
    """`folders` are searched for what is not where the manifest says; the log's growth since `continues` leaves is
    proved. Raises RecordError where the bundle could not be verified, where it would have more than `most` answers, and
    as `audit.exporting.export.export`."""
    with reading(made.engine) as connection:
        if choice.answers:
            chosen = [made.ledger.resolve(one) for one in choice.answers]
        else:
            chosen = numbered(connection, choice.since, choice.until)
    if most is not None and len(chosen) > most:
        raise RecordError(
            f"the bundle would have {len(chosen):,} answers; here it may have {most:,}.", advice=command(choice)
        )
    head, unseen = _checkpoint(made)
    with reading(made.engine) as connection:
        at = head_at(connection, head.size)
        exported = export(connection, archives(connection, folders), chosen, at=at, older=continues)
    if exported.missing:
        count = len(exported.missing)
        raise RecordError(
            f"the bundle would lack {count} file{'' if count == 1 else 's'}, and could not be verified: "
            f"{'; '.join(exported.missing[:5])}.",
            advice="Put them back where the manifest says, or name a folder that has them: --files DIR",
        )
    return Bundle(exported=exported, data=pack(exported.files), unseen=tuple(unseen))


def command(choice: Choice) -> str:
    """What to type for the same bundle."""
    which = f"--answers {' '.join(choice.answers)}" if choice.answers else f"--since {choice.since}"
    until = f" --until {choice.until}" if choice.until is not None else ""
    return f"Run: onrecord audit export {which}{until} -o bundle.zip"


def write(path: Path, data: bytes) -> None:
    """Whole or not at all."""
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    try:
        with open(handle, "wb") as file:
            file.write(data)
        os.chmod(beside, 0o644)
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise


def _checkpoint(made: Parts) -> tuple[Head, list[str]]:
    """The last checkpoint, and what those witnesses have to say that did not cosign it. Another history ends it."""
    if made.witnesses is None:
        with reading(made.engine) as connection:
            return last_head(connection), []
    asked = cosign(made.engine, made.witnesses)
    other = next((one for one in asked.replies if one.differs), None)
    if other is not None:
        raise RecordError(another_history(other))
    return asked.head, [f"{one.witness.key.name}: {one.fault}" for one in asked.replies if one.fault is not None]
