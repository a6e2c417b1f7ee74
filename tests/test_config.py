"""Settings: read from the environment and `.env`, explained in `.env.example`, never shown."""

import re
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from bot.config import FixedSettings, Settings, load_settings, require
from bot.errors import ConfigError

ROOT = Path(__file__).parents[1]
VARIABLES = [str(field.alias) for field in Settings.model_fields.values()]


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def _load(tmp_path: Path, text: str | bytes) -> Settings:
    file = tmp_path / ".env"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return load_settings(file)


def test_the_example_explains_exactly_the_variables_there_are() -> None:
    lines = (ROOT / ".env.example").read_text("utf-8").splitlines()
    assigned = [at for at, line in enumerate(lines) if re.match(r"[A-Z]", line)]
    assert sorted(lines[at].partition("=")[0] for at in assigned) == sorted(VARIABLES)
    assert all(lines[at - 1].startswith("# ") for at in assigned), "each has a line of explanation above it"


def test_the_example_as_it_stands_sets_the_defaults() -> None:
    assert load_settings(ROOT / ".env.example") == load_settings(None)


def test_the_readme_lists_exactly_the_variables_there_are() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    section = readme.partition("\n## Settings\n")[2].partition("\n## ")[0]
    assert sorted(re.findall(r"(?m)^\| `([A-Z_]+)` \|", section)) == sorted(VARIABLES)


def test_without_a_file_and_an_environment_there_are_defaults() -> None:
    settings = load_settings(Path("/nowhere/.env"))
    assert settings.database_url.get_secret_value() == "sqlite:///ainews.db"
    assert settings.slack_api_url == "https://slack.com/api/"
    assert (settings.timezone, settings.log, settings.port) == ("UTC", "INFO", 3000)
    assert (settings.slack_bot_token, settings.templates, settings.curators) == (None, None, frozenset())


def test_a_file_is_read_as_people_write_it(tmp_path: Path) -> None:
    settings = _load(
        tmp_path,
        "# ours\nexport SLACK_BOT_TOKEN='xoxb-1'\nAINEWS_CURATORS = U1, W2 ,\n"
        'AINEWS_TIMEZONE="Asia/Tokyo" # there\nAINEWS_LOG=debug\nSOMETHING_ELSE=1\n'
        "SLACK_API_URL=http://127.0.0.1:8484/api\nPORT=\r\n",
    )
    assert settings.slack_bot_token == SecretStr("xoxb-1")
    assert settings.curators == {"U1", "W2"}
    assert (settings.timezone, settings.log, settings.port) == ("Asia/Tokyo", "DEBUG", 3000)
    assert settings.slack_api_url == "http://127.0.0.1:8484/api/"


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "4000")
    monkeypatch.setenv("AINEWS_LOG", "")
    settings = _load(tmp_path, "PORT=5000\nAINEWS_LOG=ERROR\n")
    assert (settings.port, settings.log) == (4000, "ERROR")


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"\.env must be a text file in UTF-8"):
        _load(tmp_path, b"AINEWS_TIMEZONE=\xff\n")


@pytest.mark.parametrize("name", VARIABLES)
def test_every_variable_that_can_be_bad_says_what_it_should_be(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "bad value")
    if name == "AINEWS_TEAM":  # any text: the store judges it
        return
    if name in {"SLACK_SIGNING_SECRET", "SLACK_CLIENT_SECRET", "DATABASE_URL"}:  # the store judges the last
        assert "bad value" not in repr(load_settings(None))
        return
    with pytest.raises(ConfigError) as error:
        load_settings(None)
    assert re.fullmatch(rf"{name} must be .+\.", error.value.message)
    assert error.value.__cause__ is None
    assert "bad value" not in str(error.value), "it may be a secret in the wrong place"


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-geheim")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-geheim")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "geheim")
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:geheim@host/name")
    settings = load_settings(None)
    assert "geheim" not in f"{settings!r} {settings} {settings.model_dump_json()}"


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        load_settings(None).port = 1  # type: ignore[misc]  # that is what is tested


def test_fixed_settings_do_not_read_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in VARIABLES:
        monkeypatch.setenv(name, "bad value")
    (tmp_path / ".env").write_text("PORT=1")
    monkeypatch.chdir(tmp_path)
    settings = FixedSettings(slack_bot_token=SecretStr("xoxb-1"))
    assert (settings.slack_bot_token, settings.port) == (SecretStr("xoxb-1"), 3000)
    assert settings.database_url.get_secret_value() == "sqlite:///ainews.db"


def test_what_is_required_and_missing_is_named() -> None:
    settings = FixedSettings(slack_bot_token=SecretStr("xoxb-1"))
    require(settings, "SLACK_BOT_TOKEN")
    with pytest.raises(ConfigError, match="SLACK_APP_TOKEN is not set; it must be an app-level token"):
        require(settings, "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN")
