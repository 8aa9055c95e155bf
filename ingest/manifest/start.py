"""A company's own first folder: a commented manifest and policy, folders, a consent form, house rules."""

from importlib.resources import files
from pathlib import Path

from audit.errors import OnRecordError

FILES = ("corpus_manifest.yaml", "policy.yaml", "README.md", "POLICY.md", "corpus/consent/FORM.md")
FOLDERS = ("speeches", "memos", "transcripts", "policies", "consent")


def template(name: str) -> str:
    return files("ingest.manifest").joinpath("template", *name.split("/")).read_text(encoding="utf-8")


def write_start(folder: Path) -> tuple[str, ...]:
    """Write the start and return its files. Where one of them is there already, nothing at all is written."""
    there = [name for name in FILES if (folder / name).exists() or (folder / name).is_symlink()]
    if there:
        message = f"{folder} already has {', '.join(there)}; nothing was written."
        raise OnRecordError(message, advice="Choose an empty folder: onrecord init DIR")
    try:
        for name in FOLDERS:
            (folder / "corpus" / name).mkdir(parents=True, exist_ok=True)
        for name in FILES:
            with (folder / name).open("x", encoding="utf-8", newline="\n") as file:
                file.write(template(name))
    except OSError as error:
        raise OnRecordError(f"{error.filename or folder} could not be written: {error.strerror}.") from None
    return FILES
