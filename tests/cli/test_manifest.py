"""`ainews manifest`: what Slack is asked for is what the program uses."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from jsonschema import Draft7Validator

from bot.slack.commands import SUBCOMMANDS
from bot.slack.register import EVENTS
from tests.cli.conftest import Terminal

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "bot"
SCHEMA = json.loads((ROOT / "tests/data/slack_app_manifest.schema.json").read_text("utf-8"))
ADDRESS = "https://news.example.com"
OPTIONS = [(), ("--http", ADDRESS), ("--install", ADDRESS), ("--http", ADDRESS, "--install", ADDRESS)]


def _faults(manifest: Any) -> list[str]:
    return [error.message for error in Draft7Validator(SCHEMA).iter_errors(manifest)]


@pytest.mark.parametrize("options", OPTIONS)
def test_it_is_as_slack_wants_it(terminal: Terminal, options: tuple[str, ...]) -> None:
    assert _faults(terminal("manifest", *options).json) == []


@pytest.mark.parametrize("command", ["manifest", "setup"])
@pytest.mark.parametrize("address", ["news.example.com", "ftp://news.example.com", "https://"])
def test_an_address_that_is_none_is_refused(terminal: Terminal, command: str, address: str) -> None:
    outcome = terminal(command, "--http", address)
    assert (outcome.status, outcome.out) == (2, "")
    assert "must be a web address" in outcome.err


def test_the_check_finds_what_slack_refuses(terminal: Terminal) -> None:
    manifest = terminal("manifest").json
    manifest["org_deploy_enabled"] = False  # it belongs under settings
    manifest["features"]["bot_user"]["display_name"] = "AI News"
    manifest["oauth_config"]["scopes"]["bot"].append("channels:everything")
    manifest["settings"]["event_subscriptions"]["bot_events"].append("reaction_changed")
    assert len(_faults(manifest)) == 4


@pytest.mark.parametrize("options", OPTIONS)
def test_yaml_and_the_link_say_the_same(terminal: Terminal, options: tuple[str, ...]) -> None:
    manifest = terminal("manifest", *options).json
    assert yaml.safe_load(terminal("manifest", *options, "--format", "yaml").out) == manifest
    link = urlsplit(terminal("manifest", *options, "--format", "link").out.strip())
    assert (link.hostname, link.path) == ("api.slack.com", "/apps")
    asked = parse_qs(link.query)
    assert asked["new_app"] == ["1"]
    assert json.loads(asked["manifest_json"][0]) == manifest


def test_the_copy_in_the_repository_is_what_the_program_prints(terminal: Terminal) -> None:
    copy = (ROOT / "manifest.yaml").read_text("utf-8")
    printed = terminal("manifest", "--format", "yaml").out
    assert copy == printed, "write it anew: ainews manifest --format yaml > manifest.yaml"


def test_where_other_workspaces_install_it_slack_may_send_them_back(terminal: Terminal) -> None:
    manifest = terminal("manifest", "--install", f"{ADDRESS}/").json
    assert manifest["oauth_config"]["redirect_urls"] == [f"{ADDRESS}/slack/oauth_redirect"]
    assert manifest["settings"]["socket_mode_enabled"] is True


def test_it_needs_no_settings(terminal: Terminal) -> None:
    outcome = terminal("manifest", DATABASE_URL="nonsense", SLACK_BOT_TOKEN="nonsense")
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.json["settings"]["socket_mode_enabled"] is True
    assert "url" not in outcome.json["features"]["slash_commands"][0]
    assert "request_url" not in outcome.json["settings"]["interactivity"]


def test_for_http_mode_every_address_leads_to_the_bot(terminal: Terminal) -> None:
    manifest = terminal("manifest", "--http", "https://news.example.com/").json
    address = "https://news.example.com/slack/events"
    assert manifest["settings"]["socket_mode_enabled"] is False
    assert manifest["features"]["slash_commands"][0]["url"] == address
    assert manifest["settings"]["interactivity"]["request_url"] == address
    assert manifest["settings"]["event_subscriptions"]["request_url"] == address


def test_it_names_every_event_and_subcommand(terminal: Terminal) -> None:
    manifest = terminal("manifest").json
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    assert {event.partition(".")[0] for event in events} == set(EVENTS)
    (command,) = manifest["features"]["slash_commands"]
    assert command["command"] == "/ainews"
    assert command["should_escape"] is True
    assert set(re.findall(r"[\w-]+", command["usage_hint"])) >= {row.name for row in SUBCOMMANDS}
    assert len(command["usage_hint"]) <= 1000


def test_the_scopes_fit_the_methods_that_are_called(terminal: Terminal) -> None:
    """The scopes that https://docs.slack.dev/reference/methods names for each method."""
    needed = {
        "chat_postMessage": {"chat:write"},
        "chat_update": {"chat:write"},
        "chat_delete": {"chat:write"},
        "chat_postEphemeral": {"chat:write"},
        "conversations_history": {"channels:history", "groups:history"},
        "conversations_replies": {"channels:history", "groups:history"},
        "conversations_info": {"channels:read", "groups:read"},
        "conversations_open": {"im:write"},
        "conversations_list": {"channels:read", "groups:read"},
        "users_conversations": {"channels:read", "groups:read"},
        "bots_info": {"users:read"},
        "users_info": {"users:read"},
        "users_list": {"users:read"},
        "reactions_add": {"reactions:write"},
        "reactions_get": {"reactions:read"},
        "auth_test": set(),
        "views_open": set(),
        "views_push": set(),
        "views_update": set(),
        "views_publish": set(),
        "apps_connections_open": set(),
        "chat_getPermalink": set(),
        "oauth_v2_access": set(),
    }
    sources = [path.read_text("utf-8") for path in (PACKAGE / "slack").rglob("*.py")]
    sources.append((PACKAGE / "app.py").read_text("utf-8"))
    called = set(re.findall(r"\bclient\.(\w+_\w+)", "\n".join(sources))) - {"base_url", "retry_handlers"}
    asked = set(terminal("manifest").json["oauth_config"]["scopes"]["bot"])
    assert called - set(needed) == set(), "say in this test which scopes the new method needs"
    assert set().union(*(needed[method] for method in called)) <= asked
