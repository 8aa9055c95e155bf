"""Is the log whole? Its examination for whoever has the workspace."""

from audit.errors import KeyFault
from audit.examine import examine
from audit.examined import Examination
from audit.keys.workspace import WorkspaceKeys
from audit.records import to_json
from onrecord.parts import Parts


def examined(made: Parts, remembered: str | None = None) -> Examination:
    """Every leaf, subtree, checkpoint, signature and answer again; `remembered` is an earlier checkpoint's note."""
    return examine(made.engine, keys=_keys(made), remembered=remembered)


def facts(found: Examination) -> dict[str, object]:
    """As JSON."""
    return {
        "whole": found.whole,
        "log": found.origin,
        "size": found.size,
        "root": found.root,
        "checked": dict(found.checked),
        "faults": [{"name": one.name, **to_json(one)} for one in found.faults],
        "counted": dict(found.counted),
        "notes": found.notes,
    }


def _keys(made: Parts) -> WorkspaceKeys | None:
    """None where they are not here: whoever examines may have only the database."""
    try:
        return WorkspaceKeys.open(made.log.folder, create=False)
    except KeyFault:
        return None
