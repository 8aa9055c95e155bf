"""Why somebody is not signed in, and why a token is not made: one line each, without a secret in it."""

from audit.errors import OnRecordError


class SignInRefused(OnRecordError):
    """A sign-in has failed. `code` is a short stable word for logs and tests."""

    def __init__(self, message: str, *, code: str, advice: str = "Begin again at the sign-in page.") -> None:
        super().__init__(message, advice=advice)
        self.code = code


class ProviderFault(SignInRefused):
    """The identity provider cannot be reached, or answers what it should not."""


class TokenRefused(OnRecordError):
    """A token of this kind is not made, or is not there."""
