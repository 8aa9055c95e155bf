"""The errors of witnesses, each one line.

WitnessError                  a branch of OnRecordError
├── WitnessSetupError         its folder, its key or the logs it is told of cannot be used
├── WitnessStateError         what it kept about a log is damaged, so it cosigns nothing for it
├── WitnessUnreachable        a log asked, and no answer came in time
├── WitnessRefused            a log asked, and was refused; `status` is the HTTP status
└── WitnessReplyError         a log asked, and the answer is malformed or proves nothing
"""

from audit.errors import OnRecordError


class WitnessError(OnRecordError):
    """A witness cannot be run, reached or believed."""


class WitnessSetupError(WitnessError):
    """Its folder, its key or the logs it is told of cannot be used."""


class WitnessStateError(WitnessError):
    """What it kept about a log is damaged."""


class WitnessUnreachable(WitnessError):
    """No answer came in time."""


class WitnessRefused(WitnessError):
    """It did not cosign. `status` is HTTP's: 422 is a fork or a wrong proof, 409 a tree smaller than the one it knows,
    404 a log and 403 a key that it does not know."""

    def __init__(self, message: str, *, status: int, advice: str = "") -> None:
        super().__init__(message, advice=advice)
        self.status = status


class WitnessReplyError(WitnessError):
    """The answer is malformed, or holds no cosignature of the witness that was asked."""
