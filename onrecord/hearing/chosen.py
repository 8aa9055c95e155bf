"""What hears the questions of a workspace, by its settings."""

from audit.errors import ModelError
from onrecord.hearing import whisper
from onrecord.hearing.hearing import Hearing
from onrecord.hearing.names import Names
from onrecord.hearing.recogniser import Recogniser
from onrecord.parts import Parts


def hearing(made: Parts) -> Hearing | None:
    """None where the settings switch it off, or where its packages are not installed. No model is loaded before
    somebody speaks."""
    setting = made.settings.recogniser
    if whisper.missing(setting) is not None:
        return None

    def recogniser() -> Recogniser:
        found = whisper.chosen(setting)
        if found is None:
            raise ModelError("no recogniser is configured.")
        return found

    return Hearing(recogniser, Names(made).of)
