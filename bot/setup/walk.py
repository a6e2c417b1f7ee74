"""What the steps share: whom they talk to, and where answers are kept."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.config import Settings, inspect_settings
from bot.models.values import Clock, system_clock
from bot.setup.env_file import keep
from bot.slack.client import MeasuredClient

_TIMEOUT = 10
_AROUND = re.compile(r"^\s*(?:export\s+)?(?:[A-Z_]+\s*=)?\s*['\"`]?|['\"`]?\s*$")
_UNSEEN = re.compile(r"[\u200b-\u200f\u2060\ufeff\xa0]")


class Talk(Protocol):
    """Somebody at a terminal. Every method may raise KeyboardInterrupt or EOFError: they left."""

    def say(self, text: str) -> None:
        """Tell them something."""
        ...

    def show_link(self, text: str, address: str) -> None:
        """Show a link, which may be too long to be read."""
        ...

    def ask(self, question: str, default: str = "") -> str:
        """Return what they typed, or the default where they typed nothing."""
        ...

    def ask_secret(self, question: str) -> str:
        """Return what they typed, which is shown nowhere."""
        ...


@dataclass
class Walk:
    """One walk through the steps. `http` is the public address of HTTP mode, None for Socket Mode."""

    talk: Talk
    env_file: Path = Path(".env")
    http: str | None = None
    clock: Clock = system_clock

    @property
    def settings(self) -> Settings:
        """What is set by now, without the values that cannot be used."""
        return inspect_settings(self.env_file)[0]

    def say(self, text: str) -> None:
        self.talk.say(text)

    def keep(self, name: str, value: str) -> None:
        keep(self.env_file, name, value)

    def client(self, token: str | None) -> MeasuredClient:
        api_url = self.settings.slack_api_url
        return MeasuredClient(token, base_url=api_url, timeout=_TIMEOUT, retry_handlers=[])

    def ask_secret(self, question: str) -> str:
        """Return a secret without what comes along when it is copied: blanks, quotes, the variable's name."""
        return _AROUND.sub("", _UNSEEN.sub("", self.talk.ask_secret(question)))
