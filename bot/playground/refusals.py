"""How the workspace says no: to the app in Slack's codes, to the page and tests in sentences."""

from typing import Any

from bot.errors import AinewsError
from bot.playground.limits import Refusal


class ApiError(Exception):
    """A Web API call that Slack would answer with `ok: false`.

    `messages` are the explanations under `response_metadata`; `details` further keys of the answer.
    """

    def __init__(self, code: str, *messages: str, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.messages = messages
        self.details = details

    @classmethod
    def of(cls, refusal: Refusal) -> "ApiError":
        return cls(refusal.error, *refusal.messages)

    def answer(self) -> dict[str, Any]:
        """The answer's body. Block errors are told twice, as Slack does."""
        body: dict[str, Any] = {"ok": False, "error": self.code, **self.details}
        if self.messages:
            body["response_metadata"] = {"messages": list(self.messages)}
        if self.code == "invalid_blocks":
            body["errors"] = [message.removeprefix("[ERROR] ") for message in self.messages]
        return body


class CannotDoThatError(AinewsError):
    """A person tried what Slack's client would not let them do: no such button, channel, option."""


class NotDeliveredError(AinewsError):
    """The app did not take an interaction. `code` is Slack's: operation_timeout or dispatch_failed."""

    def __init__(self, code: str) -> None:
        super().__init__(f"The app did not answer: {code}.")
        self.code = code
