"""The program's settings: the only reader of the environment and of `.env`."""

import os
import re
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict
from rapidfuzz import process

from bot.errors import ConfigError

SLACK_API_URL = "https://slack.com/api/"
_SHORTEST_SECRET = 16
_KEY = re.compile(r"[A-Za-z0-9_-]{43}=")
"""32 bytes in URL-safe base64, as Fernet's keys are."""


class Settings(BaseSettings):
    """What the environment says. Each variable stands in `.env.example` with a line of explanation."""

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", populate_by_name=True, env_ignore_empty=True
    )

    slack_bot_token: SecretStr | None = Field(default=None, alias="SLACK_BOT_TOKEN")
    slack_app_token: SecretStr | None = Field(default=None, alias="SLACK_APP_TOKEN")
    slack_signing_secret: SecretStr | None = Field(default=None, alias="SLACK_SIGNING_SECRET")
    slack_client_id: str | None = Field(default=None, alias="SLACK_CLIENT_ID")
    slack_client_secret: SecretStr | None = Field(default=None, alias="SLACK_CLIENT_SECRET")
    slack_api_url: str = Field(default=SLACK_API_URL, alias="SLACK_API_URL")
    database_url: SecretStr = Field(default=SecretStr("sqlite:///ainews.db"), alias="DATABASE_URL")
    curators: Annotated[frozenset[str], NoDecode] = Field(default=frozenset(), alias="AINEWS_CURATORS")
    timezone: str = Field(default="UTC", alias="AINEWS_TIMEZONE")
    templates: Path | None = Field(default=None, alias="AINEWS_TEMPLATES")
    messages_per_minute: int = Field(default=300, alias="AINEWS_MESSAGES_PER_MINUTE", ge=1, le=10_000)
    log: str = Field(default="INFO", alias="AINEWS_LOG")
    submissions_per_hour: int = Field(default=20, alias="AINEWS_SUBMISSIONS_PER_HOUR", ge=1)
    port: int = Field(default=3000, alias="PORT", ge=1, le=65535)
    health: Annotated[tuple[str, int] | None, NoDecode] = Field(
        default=("127.0.0.1", 9484), alias="AINEWS_HEALTH"
    )
    log_format: str = Field(default="text", alias="AINEWS_LOG_FORMAT")
    public_url: str | None = Field(default=None, alias="AINEWS_PUBLIC_URL")
    encryption_key: SecretStr | None = Field(default=None, alias="AINEWS_ENCRYPTION_KEY")
    grace_days: int = Field(default=30, alias="AINEWS_GRACE_DAYS", ge=0, le=3650)
    backups: int = Field(default=3, alias="AINEWS_BACKUPS", ge=0, le=1000)
    team: str | None = Field(default=None, alias="AINEWS_TEAM")
    site_url: str = Field(default="", alias="AINEWS_SITE_URL")
    feed_secret: SecretStr | None = Field(default=None, alias="AINEWS_FEED_SECRET")

    @property
    def has_many_teams(self) -> bool:
        """Whether teams install the app by OAuth, instead of one whose token is set."""
        return self.slack_client_id is not None

    @field_validator("slack_bot_token")
    @classmethod
    def _bot_token(cls, value: SecretStr | None) -> SecretStr | None:
        return _starting_with("xoxb-", value)

    @field_validator("slack_app_token")
    @classmethod
    def _app_token(cls, value: SecretStr | None) -> SecretStr | None:
        return _starting_with("xapp-", value)

    @field_validator("slack_api_url")
    @classmethod
    def _api_url(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")) or not urlsplit(value).hostname:
            raise ValueError("not a web address")
        return value.rstrip("/") + "/"

    @field_validator("public_url")
    @classmethod
    def _public_url(cls, value: str | None) -> str | None:
        return None if value is None else cls._api_url(value).rstrip("/")

    @field_validator("site_url")
    @classmethod
    def _site_url(cls, value: str) -> str:
        if "?" in value or "#" in value:
            raise ValueError("not the address of a folder")
        return cls._api_url(value) if value else ""

    @field_validator("feed_secret")
    @classmethod
    def _hard_to_guess(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < _SHORTEST_SECRET:
            raise ValueError("too short")
        return value

    @field_validator("slack_client_id")
    @classmethod
    def _client_id(cls, value: str | None) -> str | None:
        if value is not None and not value.replace(".", "").isdigit():
            raise ValueError("not a client id")
        return value

    @field_validator("encryption_key")
    @classmethod
    def _keys(cls, value: SecretStr | None) -> SecretStr | None:
        keys = value.get_secret_value().split(",") if value else []
        if any(not _KEY.fullmatch(key.strip()) for key in keys):
            raise ValueError("not keys")
        return value

    @field_validator("curators", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        names = frozenset(name.strip() for name in value.split(",") if name.strip())
        if any(name[0] not in "UW" or not name.isalnum() for name in names):
            raise ValueError("not Slack user ids")
        return names

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("not a time zone")
        return value

    @field_validator("templates")
    @classmethod
    def _existing_folder(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_dir():
            raise ValueError("not a folder")
        return value

    @field_validator("health", mode="before")
    @classmethod
    def _address(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return None if value.lower() == "off" else _as_address(value)

    @field_validator("log_format")
    @classmethod
    def _format(cls, value: str) -> str:
        if value.lower() not in {"text", "json"}:
            raise ValueError("not a format")
        return value.lower()

    @field_validator("log")
    @classmethod
    def _level(cls, value: str) -> str:
        if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("not a level")
        return value.upper()


class FixedSettings(Settings):
    """Settings that come from the program alone, whatever the environment says: the playground's."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


_EXPECTED = {
    "SLACK_BOT_TOKEN": "the bot token of your app, which starts with xoxb-",
    "SLACK_APP_TOKEN": "an app-level token with connections:write, which starts with xapp-",
    "SLACK_SIGNING_SECRET": "the signing secret from your app's Basic Information page",
    "SLACK_API_URL": f"a web address such as {SLACK_API_URL}",
    "DATABASE_URL": "sqlite:///ainews.db or postgresql://user:password@host/name",
    "AINEWS_CURATORS": "Slack user ids with commas between them, such as U012ABCDE,U034FGHIJ",
    "AINEWS_TIMEZONE": "an IANA time zone, such as Europe/Vienna",
    "AINEWS_TEMPLATES": "a folder that exists",
    "AINEWS_MESSAGES_PER_MINUTE": "a number from 1 to 10000",
    "AINEWS_LOG": "DEBUG, INFO, WARNING or ERROR",
    "AINEWS_SUBMISSIONS_PER_HOUR": "a number of links, at least 1",
    "PORT": "a number from 1 to 65535",
    "AINEWS_HEALTH": "a port, or host:port, such as 127.0.0.1:9484; or off",
    "AINEWS_LOG_FORMAT": "text or json",
    "SLACK_CLIENT_ID": "the client id from your app's Basic Information page",
    "SLACK_CLIENT_SECRET": "the client secret from your app's Basic Information page",
    "AINEWS_PUBLIC_URL": "the address of this server from outside, such as https://news.example.com",
    "AINEWS_ENCRYPTION_KEY": "a key that `ainews team new-key` printed",
    "AINEWS_GRACE_DAYS": "a number of days from 0 to 3650",
    "AINEWS_BACKUPS": "a number from 0 to 1000",
    "AINEWS_TEAM": "the id or the name of a Slack workspace",
    "AINEWS_SITE_URL": "a web address such as https://example.com/news/",
    "AINEWS_FEED_SECRET": "at least 16 characters that nobody can guess",
}


def load_settings(env_file: Path | None = Path(".env")) -> Settings:
    """Read the environment, then `.env` for what it does not set.

    Raises:
        ConfigError: a value cannot be used; the sentence names the variable and what it should look like.
    """
    try:
        return Settings(_env_file=env_file)
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0])
        raise ConfigError(f"{name} must be {_EXPECTED[name]}.") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{env_file} must be a text file in UTF-8.") from None


def inspect_settings(env_file: Path | None = Path(".env")) -> tuple[Settings, dict[str, str]]:
    """Read what can be read: the settings without the values that cannot be used, and a sentence on each.

    Raises:
        ConfigError: `.env` is no text.
    """
    given = {**_from_file(env_file), **os.environ}
    named = {name: given[name] for name in _EXPECTED if given.get(name)}
    bad: dict[str, str] = {}
    while True:
        try:
            return FixedSettings.model_validate(named), bad
        except ValidationError as error:
            for found in error.errors():
                name = str(found["loc"][0])
                bad[name] = f"{name} must be {_EXPECTED[name]}."
                named.pop(name, None)


def unknown_names(env_file: Path | None = Path(".env")) -> dict[str, str | None]:
    """Return the names in `.env`, and those like ours in the environment, that no setting has.

    Each with the one that was probably meant.
    """
    ours = [name for name in os.environ if name.startswith("AINEWS_")]
    unknown = [name for name in [*_from_file(env_file), *ours] if name not in _EXPECTED]
    found = {name: process.extractOne(name, _EXPECTED.keys(), score_cutoff=60) for name in unknown}
    return {name: close[0] if close else None for name, close in found.items()}


def _from_file(env_file: Path | None) -> dict[str, str]:
    if env_file is None or not env_file.is_file():
        return {}
    try:
        return {name: value for name, value in dotenv_values(env_file).items() if value is not None}
    except UnicodeDecodeError:
        raise ConfigError(f"{env_file} must be a text file in UTF-8.") from None


def require(settings: Settings, *names: str) -> None:
    """Check that the named variables are set.

    Raises:
        ConfigError: one of them is missing.
    """
    for name in names:
        if getattr(settings, name.lower().removeprefix("ainews_")) is None:
            try_it = " To try AI News without Slack: ainews playground" if name.startswith("SLACK_") else ""
            raise ConfigError(
                f"{name} is not set; it must be {_EXPECTED[name]}.", hint=f"Put it into .env.{try_it}"
            )


def required(settings: Settings) -> tuple[str, ...]:
    """Return which variables the bot needs besides those of its transport: for one team, or for many.

    Raises:
        ConfigError: both are set.
    """
    if not settings.has_many_teams:
        return ("SLACK_BOT_TOKEN",)
    if settings.slack_bot_token is not None:
        raise ConfigError(
            "SLACK_BOT_TOKEN is for one workspace and SLACK_CLIENT_ID for many: set one of the two.",
            hint="docs/teams.md tells how one becomes the other.",
        )
    return ("SLACK_CLIENT_SECRET", "AINEWS_ENCRYPTION_KEY", "AINEWS_PUBLIC_URL")


def _starting_with(prefix: str, value: SecretStr | None) -> SecretStr | None:
    if value is not None and not value.get_secret_value().startswith(prefix):
        raise ValueError("not such a token")
    return value


def _as_address(text: str) -> tuple[str, int]:
    """Read `port` or `host:port`; without a host it is the loopback address."""
    host, _, port = text.rpartition(":")
    number = int(port)
    if not 1 <= number <= 65535:
        raise ValueError("not a port")
    return host.strip("[]") or "127.0.0.1", number
