"""A Web API call's arguments, however they came: as JSON, as a form, with JSON inside the form."""

import json
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl

from bot.playground.model import Json
from bot.playground.refusals import ApiError

_TRUE = {True, "1", "true", "True"}
_FALSE = {False, "0", "false", "False", ""}


@dataclass(slots=True)
class Arguments:
    """Reads arguments by name and form.

    A wrong or missing one is `invalid_arguments`, with a sentence, as Slack answers.
    """

    values: Json = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A required text."""
        value = self.optional_text(name)
        if not value:
            raise ApiError("invalid_arguments", f"[ERROR] missing required field: {name}")
        return value

    def optional_text(self, name: str) -> str | None:
        value = self.values.get(name)
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        raise ApiError("invalid_arguments", f"[ERROR] must be a string [json-pointer:/{name}]")

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.values.get(name)
        if value is None:
            return default
        if isinstance(value, bool | int | str):
            if value in _TRUE:
                return True
            if value in _FALSE:
                return False
        raise ApiError("invalid_arguments", f"[ERROR] must be a boolean [json-pointer:/{name}]")

    def number(self, name: str, *, default: int, low: int, high: int) -> int:
        value = self.values.get(name)
        if value is None or value == "":
            return default
        try:
            number = int(value)
        except (TypeError, ValueError):
            raise ApiError(
                "invalid_arguments", f"[ERROR] must be an integer [json-pointer:/{name}]"
            ) from None
        if number < low:
            raise ApiError("invalid_limit" if name == "limit" else "invalid_arguments")
        return min(number, high)

    def data(self, name: str, *, error: str) -> Any:
        """Structured data, which forms carry as JSON text. Unreadable text is `error`."""
        value = self.values.get(name)
        if isinstance(value, str):
            if not value:
                return None
            try:
                return json.loads(value)
            except ValueError:
                raise ApiError(error) from None
        return value

    def names(self, name: str) -> list[str]:
        """A list of ids, separated by commas in a form."""
        value = self.values.get(name)
        if isinstance(value, list):
            return [str(item) for item in value]
        return [part.strip() for part in (self.optional_text(name) or "").split(",") if part.strip()]


def read_arguments(content_type: str, query: str, body: bytes) -> Arguments:
    """Read a request's arguments.

    Raises:
        ApiError: invalid_json, json_not_object, or invalid_form_data.
    """
    values: Json = dict(parse_qsl(query, keep_blank_values=True))
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/json":
        return Arguments(values | _json_object(body))
    if kind == "multipart/form-data":
        return Arguments(values | _multipart(content_type, body))
    try:
        return Arguments(values | dict(parse_qsl(body.decode(), keep_blank_values=True)))
    except UnicodeDecodeError:
        raise ApiError("invalid_form_data") from None


def _json_object(body: bytes) -> Json:
    if not body.strip():
        return {}
    try:
        value = json.loads(body)
    except ValueError:
        raise ApiError("invalid_json") from None
    if not isinstance(value, dict):
        raise ApiError("json_not_object")
    return value


def _multipart(content_type: str, body: bytes) -> Json:
    """The text fields of a multipart form; slack_sdk sends `data=` calls that way. Files are left out."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + body)
    values: Json = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        if isinstance(name, str) and part.get_filename() is None:
            content = part.get_payload(decode=True)
            values[name] = content.decode() if isinstance(content, bytes) else ""
    return values
