"""A file that a person names on the command line, as the manifest will know it."""

import os
from pathlib import Path

from audit.errors import OnRecordError
from ingest.manifest.disk import inside, sha256_of

EXTENSIONS = (".pdf", ".docx", ".html", ".htm", ".md", ".markdown", ".txt", ".vtt", ".srt")


def media_type_known(file: Path) -> None:
    if file.suffix.lower() not in EXTENSIONS:
        found = file.suffix or "none"
        message = f"{file} has the extension {found}; expected one of {', '.join(EXTENSIONS)}."
        raise OnRecordError(message, advice="Save it in one of these formats.")


def found_file(manifest: Path, file: Path) -> tuple[str, str]:
    """The file's path relative to the manifest's folder (POSIX), and its sha256.

    Raises `OnRecordError` where it is missing, not a regular file, or outside that folder once symlinks are
    followed.
    """
    folder = Path(os.path.abspath(manifest)).parent
    path = _relative(folder, file)
    if path is None or inside(folder, path) is None:
        advice = f"Put the file below {folder}, such as into {Path('corpus') / file.name}, and add that."
        raise OnRecordError(f"{file} is outside the manifest's folder.", advice=advice)
    try:
        return path, sha256_of(folder / path)
    except FileNotFoundError:
        raise OnRecordError(f"there is no file {file}.", advice="Check the path.") from None
    except OSError as error:
        raise OnRecordError(f"{file} cannot be read: {error.strerror}.") from None


def _relative(folder: Path, file: Path) -> str | None:
    """As it was named where that is inside; else where it really is, since the folder may be a symlink."""
    named, real = Path(os.path.abspath(file)), file.resolve()
    if named.is_relative_to(folder):
        return named.relative_to(folder).as_posix()
    if real.is_relative_to(folder.resolve()):
        return real.relative_to(folder.resolve()).as_posix()
    return None
