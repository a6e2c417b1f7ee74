"""A small language for describing JSON that Slack accepts, and for saying where something else breaks it.

A rule looks at a value and writes what is wrong into `Findings`, in the words of Slack's own answers:
`[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any


class Findings:
    """What is wrong with one payload, in the order in which it was found."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def add(self, pointer: str, text: str) -> None:
        self.messages.append(f"[ERROR] {text} [json-pointer:{pointer}]")

    def __bool__(self) -> bool:
        return bool(self.messages)


Rule = Callable[[Any, str, Findings], None]


def string(
    max_length: int | None = None,
    *,
    min_length: int = 1,
    one_of: Iterable[str] | None = None,
    pattern: str | None = None,
) -> Rule:
    """Text of at most `max_length` characters (code points, as Slack counts)."""
    choices = frozenset(one_of) if one_of is not None else None
    shape = re.compile(pattern) if pattern is not None else None

    def check(value: Any, pointer: str, findings: Findings) -> None:
        if not isinstance(value, str):
            findings.add(pointer, "must be a string")
        elif len(value) < min_length:
            findings.add(pointer, f"must be more than {min_length - 1} characters")
        elif max_length is not None and len(value) > max_length:
            findings.add(pointer, f"must be less than {max_length + 1} characters")
        elif choices is not None and value not in choices:
            findings.add(pointer, "must be a valid enum value")
        elif shape is not None and not shape.fullmatch(value):
            findings.add(pointer, "must match the required format")

    return check


def url(max_length: int = 3000, *, schemes: str = r"[a-zA-Z][a-zA-Z0-9+.-]*") -> Rule:
    """A link with a scheme and without white space. https://docs.slack.dev/reference/block-kit"""
    shape = re.compile(rf"(?:{schemes}):[^\s<>]+")

    def check(value: Any, pointer: str, findings: Findings) -> None:
        string(max_length)(value, pointer, findings)
        if isinstance(value, str) and value and not shape.fullmatch(value):
            findings.add(pointer, "must be a valid URL")

    return check


def boolean(value: Any, pointer: str, findings: Findings) -> None:
    """True or false."""
    if not isinstance(value, bool):
        findings.add(pointer, "must be a boolean")


def integer(low: int | None = None, high: int | None = None) -> Rule:
    """A whole number between `low` and `high`, both included."""

    def check(value: Any, pointer: str, findings: Findings) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            findings.add(pointer, "must be an integer")
        elif (low is not None and value < low) or (high is not None and value > high):
            findings.add(pointer, f"must be between {low} and {high}")

    return check


def array(rule: Rule, *, min_items: int = 1, max_items: int | None = None) -> Rule:
    """A list whose items all obey `rule`."""

    def check(value: Any, pointer: str, findings: Findings) -> None:
        if not isinstance(value, list):
            findings.add(pointer, "must provide an array")
            return
        if len(value) < min_items:
            findings.add(pointer, f"no fewer than {min_items} items allowed")
        if max_items is not None and len(value) > max_items:
            findings.add(pointer, f"no more than {max_items} items allowed")
            return
        for number, item in enumerate(value):
            rule(item, f"{pointer}/{number}", findings)

    return check


def record(fields: Mapping[str, Rule], *, required: Iterable[str] = ()) -> Rule:
    """An object with these fields and no others."""
    needed = tuple(required)

    def check(value: Any, pointer: str, findings: Findings) -> None:
        if not isinstance(value, dict):
            findings.add(pointer, "must provide an object")
            return
        for name in needed:
            if name not in value:
                findings.add(pointer, f"missing required field: {name}")
        for name, item in value.items():
            if name in fields:
                fields[name](item, f"{pointer}/{name}", findings)
            else:
                findings.add(pointer, f"invalid additional property: {name}")

    return check


def typed(kinds: Mapping[str, Rule]) -> Rule:
    """An object whose `type` says which rule it must obey."""

    def check(value: Any, pointer: str, findings: Findings) -> None:
        if not isinstance(value, dict):
            findings.add(pointer, "must provide an object")
        elif "type" not in value:
            findings.add(pointer, "missing required field: type")
        elif not isinstance(value["type"], str) or value["type"] not in kinds:
            findings.add(f"{pointer}/type", f"unsupported type: {value['type']}")
        else:
            kinds[value["type"]](value, pointer, findings)

    return check


def both(*rules: Rule) -> Rule:
    """All of the rules. Later ones run only when the earlier ones found nothing at all."""

    def check(value: Any, pointer: str, findings: Findings) -> None:
        for rule in rules:
            own = Findings()
            rule(value, pointer, own)
            findings.messages += own.messages
            if own:
                return

    return check


def exactly_one(*names: str) -> Rule:
    """Exactly one of these fields is there."""

    def check(value: Any, pointer: str, findings: Findings) -> None:
        present = [name for name in names if name in value]
        if len(present) != 1:
            listed = " or ".join(f"`{name}`" for name in names)
            findings.add(pointer, f"must define exactly one of {listed}")

    return check


def at_least_one(*names: str) -> Rule:
    """At least one of these fields is there."""

    def check(value: Any, pointer: str, findings: Findings) -> None:
        if not any(name in value for name in names):
            listed = " or ".join(f"`{name}`" for name in names)
            findings.add(pointer, f"must define either {listed}")

    return check
