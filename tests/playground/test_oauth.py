"""Installing an app by OAuth in the workspace, and taking it away again."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.playground.seed import ADMIN, AI_NEWS
from bot.playground.server import PlaygroundServer
from tests.support.playground import patient_playground
from tests.support.two_workspaces import Answer, get

BACK = "http://127.0.0.1:1/slack/oauth_redirect"


@pytest.fixture
def server() -> Iterator[PlaygroundServer]:
    with patient_playground() as running:
        yield running


def page(server: PlaygroundServer, **changed: str) -> Answer:
    query = {
        "client_id": server.oauth.client_id,
        "scope": "chat:write,commands",
        "state": "mine",
        "redirect_uri": BACK,
    }
    return get(f"{server.url}/oauth/v2/authorize?{urlencode(query | changed)}")


def exchange(server: PlaygroundServer, code: str) -> Any:
    given = {"client_id": server.oauth.client_id, "client_secret": server.oauth.client_secret}
    client = WebClient(base_url=server.api_url)
    return client.oauth_v2_access(code=code, redirect_uri=BACK, **given).data


def refusal(server: PlaygroundServer, code: str) -> str:
    with pytest.raises(SlackApiError) as error:
        exchange(server, code)
    return str(error.value.response["error"])


def new_code(server: PlaygroundServer) -> str:
    location = page(server, answer="allow").headers["location"]
    assert location.startswith(f"{BACK}?")
    query = parse_qs(urlsplit(location).query)
    assert query["state"] == ["mine"]
    return query["code"][0]


def test_the_page_says_what_the_app_may_do_and_a_code_is_good_for_the_token_once(
    server: PlaygroundServer,
) -> None:
    shown = page(server)
    assert "<code>chat:write</code>" in shown.body
    code = new_code(server)
    answer = exchange(server, code)
    assert answer["access_token"] == server.bot_token
    assert (answer["team"]["id"], answer["authed_user"]["id"]) == (server.workspace.team.id, ADMIN)
    assert answer["bot_user_id"] == server.workspace.bot.id
    assert refusal(server, code) == "invalid_code"


def test_who_says_no_sends_the_app_access_denied(server: PlaygroundServer) -> None:
    query = parse_qs(urlsplit(page(server, answer="cancel").headers["location"]).query)
    assert (query["error"], query["state"]) == (["access_denied"], ["mine"])


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"client_id": "9.9"}, "invalid_client_id"),
        ({"client_secret": "guessed"}, "bad_client_secret"),
        ({"code": "guessed"}, "invalid_code"),
        ({"redirect_uri": "https://elsewhere.example"}, "bad_redirect_uri"),
    ],
)
def test_what_does_not_fit_is_refused_as_slack_does(
    server: PlaygroundServer, changed: dict[str, str], code: str
) -> None:
    given = {"code": new_code(server), "redirect_uri": BACK} | changed
    credentials = {
        "client_id": given.pop("client_id", server.oauth.client_id),
        "client_secret": given.pop("client_secret", server.oauth.client_secret),
    }
    with pytest.raises(SlackApiError) as error:
        WebClient(base_url=server.api_url).oauth_v2_access(**credentials, **given)
    assert error.value.response["error"] == code


@pytest.mark.parametrize("changed", [{"client_id": "9.9"}, {"redirect_uri": "javascript:alert(1)"}])
def test_the_page_leads_nowhere_else(server: PlaygroundServer, changed: dict[str, str]) -> None:
    assert page(server, answer="allow", **changed).status == 400


def test_an_app_that_is_taken_away_has_no_token_and_no_channel(server: PlaygroundServer) -> None:
    client = WebClient(server.bot_token, base_url=server.api_url)
    client.auth_test()
    server.oauth.uninstall()
    with pytest.raises(SlackApiError) as error:
        client.auth_test()
    assert error.value.response["error"] == "account_inactive"
    assert server.workspace.bot.id not in server.workspace.channels[AI_NEWS].members
    exchange(server, new_code(server))
    client.auth_test()


def test_neither_secret_nor_token_is_shown_in_the_log_of_calls(server: PlaygroundServer) -> None:
    exchange(server, new_code(server))
    shown = str(server.workspace.calls)
    assert "oauth.v2.access" in shown
    assert server.oauth.client_secret not in shown
    assert server.bot_token not in shown
