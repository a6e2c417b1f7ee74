"""`.env` is changed one value at a time; everything else in it stays."""

import stat
from pathlib import Path

import pytest

from bot.config import load_settings
from bot.errors import ConfigError
from bot.setup.env_file import keep


def test_a_new_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    keep(path, "SLACK_BOT_TOKEN", "xoxb-1-abc")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    token = load_settings(path).slack_bot_token
    assert token is not None
    assert token.get_secret_value() == "xoxb-1-abc"


def test_what_stands_in_it_stays(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    before = "# Ours\nexport A='b c' # why\n\nSLACK_BOT_TOKEN=old\nPORT=3001"
    path.write_text(before)
    path.chmod(0o644)
    keep(path, "SLACK_BOT_TOKEN", "xoxb-new")
    keep(path, "AINEWS_TIMEZONE", "Europe/Vienna")
    after = before.replace("SLACK_BOT_TOKEN=old", "SLACK_BOT_TOKEN=xoxb-new")
    lines = [line for line in path.read_text().splitlines() if line]
    assert lines == [*filter(None, after.splitlines()), "AINEWS_TIMEZONE=Europe/Vienna"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(file.name for file in tmp_path.iterdir()) == [".env"]


@pytest.mark.parametrize("value", ["a b", "it's", 'say "x"', "#1", "a\\b", "$HOME"])
def test_every_value_comes_back_as_it_was(tmp_path: Path, value: str) -> None:
    keep(tmp_path / ".env", "SLACK_SIGNING_SECRET", value)
    secret = load_settings(tmp_path / ".env").slack_signing_secret
    assert secret is not None
    assert secret.get_secret_value() == value


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be written"):
        keep(tmp_path / "nowhere/.env", "PORT", "1")
