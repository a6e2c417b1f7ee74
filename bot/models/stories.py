"""An earlier item that a story follows, as its message and its page name it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class EarlierItem:
    """`issue` is the date of the newest issue that printed it, `permalink` its message in Slack, if any."""

    id: int
    headline: str
    url: str
    issue: date
    permalink: str = ""
