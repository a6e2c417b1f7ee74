"""Reading JSON that anybody may have written: a wrong type reads as nothing instead of raising."""

import json
from collections.abc import Mapping
from typing import Any

Json = Mapping[str, Any]


def string(holder: Json, key: str) -> str:
    """Return the string under `key`, or an empty one. Numbers are accepted, as Slack's clients do."""
    value = holder.get(key)
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def mapping(holder: Json, key: str) -> Json:
    """Return the object under `key`, or an empty one."""
    value = holder.get(key)
    return value if isinstance(value, Mapping) else {}


def objects(value: Any) -> list[Json]:
    """Return the objects of a list. What is not an object is left out; what is not a list is empty."""
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def strings(value: Any) -> list[str]:
    """Return the strings of a list."""
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def number(holder: Json, key: str) -> int | None:
    """Return the whole number under `key`, also where it was sent as a string of digits."""
    value = holder.get(key)
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    return (
        int(value)
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 13
        else None
    )


def as_json(value: Any) -> str:
    """Return compact JSON for a data attribute."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
