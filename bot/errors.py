"""Errors that a person can be told about: one sentence on what happened, one on what to do."""


class AinewsError(Exception):
    """The base of every error that is raised on purpose.

    `message` is a whole sentence for the person, without markup. `hint` says what they can do next.
    The surfaces (Slack, terminal) decide how to show both; nothing else formats errors.
    """

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}" if self.hint else self.message


class ConfigError(AinewsError):
    """A setting is missing or unusable. The message names the variable. Exit status 2."""


class InvalidInputError(AinewsError):
    """What somebody typed cannot be used. `field` names the form field at fault, where there is one."""

    def __init__(self, message: str, *, field: str | None = None, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.field = field


class NotAllowedError(AinewsError):
    """The person may not do this."""


class LimitError(AinewsError):
    """The person did this as often as they may for now. The hint says when it goes on."""


class NotFoundError(AinewsError):
    """What was asked for does not exist, or not for this person."""


class ConflictError(AinewsError):
    """Somebody else changed the thing in the meantime."""


class LinkError(InvalidInputError):
    """A link cannot be used: not http or https, too long, with credentials, or not a link at all."""


class FetchError(AinewsError):
    """A page could not be read: refused address, time-out, size, status or content type.

    `answers`: there is something behind the link all the same, only nothing that we may or can read.
    """

    def __init__(self, message: str, *, hint: str | None = None, answers: bool = False) -> None:
        super().__init__(message, hint=hint)
        self.answers = answers


class ArchiveFileError(AinewsError):
    """An archive file cannot be read. `path` and, where it is known, the 1-based `line` say where."""

    def __init__(self, message: str, *, path: str, line: int | None = None, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.path = path
        self.line = line


class TemplateError(AinewsError):
    """A template is missing or broken. The message names the file and the line."""


class StoreError(AinewsError):
    """The database cannot be used: unreachable, locked for too long, or of a newer schema."""


class PostError(AinewsError):
    """Slack did not take a message. `code` is Slack's error code or the kind of network failure.

    `permanent`: trying again cannot help. `ambiguous`: Slack may have accepted the message all the same.
    `retry_after`: seconds that Slack asked to wait, with `ratelimited`.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str,
        permanent: bool = False,
        ambiguous: bool = False,
        retry_after: float | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.code = code
        self.permanent = permanent
        self.ambiguous = ambiguous
        self.retry_after = retry_after
