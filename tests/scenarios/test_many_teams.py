"""Two teams in one process that must never see each other: installing, working, leaving, coming back."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_bolt import BoltContext, BoltRequest
from slack_sdk.oauth.installation_store import Installation
from sqlalchemy import text
from sqlmodel import SQLModel

from bot.errors import PostError
from bot.models.values import Item, Person, Role
from bot.newsroom.mark import save, vote
from bot.newsroom.search import search_archive
from bot.operating.metrics import REGISTRY
from bot.playground.form_use import Outcome
from bot.playground.model import Json
from bot.playground.seed import ADMIN, AI_NEWS, CONTRIBUTOR
from bot.playground.server import PlaygroundServer
from bot.slack.leaving import on_revoked, on_uninstalled
from bot.slack.poster import SlackPoster
from bot.slack.teams import ManyTeams
from bot.store.encryption import Cipher
from bot.store.installations import Team, Workspace, find_team, forget_stopped, list_teams
from bot.store.items import queued_items
from bot.store.publications import find_publication
from tests.support.isolation import watching_teams
from tests.support.story import text_of
from tests.support.two_workspaces import ACME, OTHER, TwoWorkspaces, get, running_workspaces
from tests.support.waiting import eventually
from tests.support.website import Website

SLOT = datetime(2024, 3, 4, 8, 0, 30, tzinfo=UTC)
"""Just after Monday nine o'clock in Vienna."""

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what does not depend on the database: each of these runs two workspaces and a bot."""


@pytest.fixture
def workspaces(database_url: str) -> Iterator[TwoWorkspaces]:
    with watching_teams(), running_workspaces(database_url) as running:
        yield running


@pytest.fixture
def both(workspaces: TwoWorkspaces) -> TwoWorkspaces:
    """Both workspaces have installed the app, and have set it up."""
    for slack_id in (ACME, OTHER):
        assert workspaces.install(slack_id).status == 200
        workspaces.set_up(slack_id)
    return workspaces


def queue_of(workspaces: TwoWorkspaces, slack_id: str) -> list[Item]:
    with workspaces.team(slack_id).read() as tx:
        publication = find_publication(tx)
        assert publication is not None
        return queued_items(tx, publication.id)


def hand_in(workspaces: TwoWorkspaces, slack_id: str, url: str) -> Item:
    workspaces.stories[slack_id].command(f"add {url}")
    workspaces.stories[slack_id].sees("Edit")
    (item,) = queue_of(workspaces, slack_id)
    return item


def rows_by_table(workspaces: TwoWorkspaces) -> dict[str, int]:
    with workspaces.bot.store.read() as session:
        return {
            table.name: session.scalar(text(f'SELECT count(*) FROM "{table.name}"')) or 0
            for table in SQLModel.metadata.sorted_tables
        }


def test_installing_asks_slack_stores_an_encrypted_token_and_makes_the_team(
    workspaces: TwoWorkspaces,
) -> None:
    page = get(f"{workspaces.url}/slack/install")
    assert "Add to Slack" in page.body
    assert "HttpOnly" in page.headers["set-cookie"]
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    done = workspaces.install(ACME)
    assert (done.status, "AI News is installed" in done.body) == (200, True)
    assert done.headers["content-security-policy"].startswith("default-src 'none'")
    with workspaces.bot.store.read() as session:
        (team,) = list_teams(session)
        stored = session.execute(text("SELECT bot_token FROM slack_bots")).scalar_one()
        installed = session.execute(text("SELECT bot_token FROM slack_installations")).scalar_one()
    assert (team.workspace, team.name, team.installed_by) == (Workspace(ACME), "Playground", ADMIN)
    token = workspaces.servers[ACME].bot_token
    assert token not in (stored, installed)
    assert "xoxb" not in stored + installed
    key = workspaces.bot._settings.encryption_key
    assert key is not None
    assert Cipher(key.get_secret_value()).decrypt(stored) == token


@ON_SQLITE
def test_curators_in_the_settings_are_nobody_to_many_teams(workspaces: TwoWorkspaces) -> None:
    assert workspaces.bot._settings.curators
    assert workspaces.bot.ticker.curators == ()


@ON_SQLITE
def test_installing_twice_keeps_one_token_and_one_team(workspaces: TwoWorkspaces) -> None:
    for _ in range(2):
        assert workspaces.install(ACME).status == 200
    counts = rows_by_table(workspaces)
    assert (counts["team"], counts["slack_bots"], counts["slack_installations"]) == (1, 1, 1)


@ON_SQLITE
def test_what_can_go_wrong_while_installing_is_said(workspaces: TwoWorkspaces) -> None:
    refused = workspaces.install(ACME, answer="cancel")
    assert "You did not allow it" in refused.body
    link, cookie = workspaces.begin(ACME)
    back = get(f"{link}&answer=allow").headers["location"]
    assert "another browser" in get(back).body
    assert "another browser" in get(back, cookie="slack-app-oauth-state=forged").body
    assert get(back, cookie=cookie).status == 200
    again = get(back, cookie=cookie)
    assert (again.status, "a second time" in again.body) == (401, True)
    link, cookie = workspaces.begin(ACME)
    back = get(f"{link}&answer=allow").headers["location"]
    workspaces.servers[ACME].oauth._codes.clear()
    assert "did not accept the code" in get(back, cookie=cookie).body
    hostile = f"{workspaces.url}/slack/oauth_redirect?error=<script>alert(1)</script>"
    assert "<script>alert" not in get(hostile).body
    link, cookie = workspaces.begin(ACME)
    back = get(f"{link}&answer=allow").headers["location"]
    without_table(workspaces, "slack_installations")
    stored = get(back, cookie=cookie)
    assert (stored.status, "could not be stored" in stored.body) == (500, True)
    without_table(workspaces, "slack_oauth_states")
    begun = get(f"{workspaces.url}/slack/install")
    assert (begun.status, "Our database" in begun.body) == (503, True)


def without_table(workspaces: TwoWorkspaces, name: str) -> None:
    with workspaces.bot.store.write() as session:
        session.execute(text(f"ALTER TABLE {name} RENAME TO {name}_gone"))


def test_two_teams_never_see_each_other(both: TwoWorkspaces, website: Website) -> None:
    acme, other = both.stories[ACME], both.stories[OTHER]
    mine = hand_in(both, ACME, website.link("paper"))
    assert queue_of(both, OTHER) == []
    theirs = hand_in(both, OTHER, website.link("paper"))
    assert theirs.id != mine.id, "the other team's item does not block the same link"

    other.command(f"remove {mine.id}")
    other.sees("not here any more")
    assert [item.id for item in queue_of(both, ACME)] == [mine.id]

    for slack_id, expected in ((ACME, mine), (OTHER, theirs)):
        found = search_archive(both.team(slack_id), expected.headline, now=SLOT)
        assert [hit.item.id for hit in found.hits] == [expected.id]

    both.servers[OTHER].people.open_home(CONTRIBUTOR)
    home = both.servers[OTHER].workspace.wait_for(lambda workspace: workspace.home(CONTRIBUTOR))
    assert f"add {mine.id}" not in text_of(home)

    both.move_to(SLOT)
    for story in (acme, other):
        root = story.posted("AI News")
        assert len(story.thread(root, 1)) == 1
        assert len(story.server.workspace.messages(AI_NEWS)) == 1


@ON_SQLITE
def test_a_team_that_leaves_gets_nothing_more_and_finds_all_again(
    both: TwoWorkspaces, website: Website
) -> None:
    item = hand_in(both, ACME, website.link("paper"))
    hand_in(both, OTHER, website.link("paper"))
    uninstall(both, ACME)
    counts = rows_by_table(both)
    assert (counts["slack_bots"], counts["slack_installations"]) == (1, 1), "only the other team's"

    both.move_to(SLOT)
    both.stories[OTHER].posted("AI News")
    calls_before = calls_of(both.servers[ACME])
    both.bot.ticker.tick()
    assert both.servers[ACME].workspace.messages(AI_NEWS) == []
    assert calls_of(both.servers[ACME]) == calls_before, "not even tried"

    outcome = both.stories[ACME].command("latest")
    assert outcome == Outcome(ok=True), "acknowledged, although the answer was posted before"
    both.stories[ACME].sees("not installed in this workspace any more")

    assert both.install(ACME).status == 200
    both.servers[ACME].people.join(ADMIN, AI_NEWS, both.servers[ACME].workspace.bot.id)
    both.bot.ticker.tick()
    root = both.stories[ACME].posted("AI News")
    assert item.headline in text_of(root)


@ON_SQLITE
def test_a_team_that_left_unheard_is_noticed_and_nothing_is_given_up(
    both: TwoWorkspaces, website: Website
) -> None:
    """Slack gives up telling a server that was down: the first refused token says it too."""
    item = hand_in(both, ACME, website.link("paper"))
    both.servers[ACME].oauth.is_revoked = True
    both.move_to(SLOT)
    wait_until_stopped(both, ACME)
    (team, _) = all_teams(both)
    assert team.stopped_why == "account_inactive"
    assert both.install(ACME).status == 200
    both.bot.ticker.tick()
    assert item.headline in text_of(both.stories[ACME].posted("AI News"))


def uninstall(workspaces: TwoWorkspaces, slack_id: str) -> None:
    """An admin takes the app away. Slack tells it by two events; return when both have been dealt with."""
    before = ends_heard()
    workspaces.servers[slack_id].oauth.uninstall()
    eventually(lambda: all(now > then for now, then in zip(ends_heard(), before, strict=True)))
    wait_until_stopped(workspaces, slack_id)


def ends_heard() -> list[float]:
    """Return how often each of the two events has been dealt with in this process."""
    names = ("tokens_revoked", "app_uninstalled")
    labels = [{"kind": "event", "name": name, "outcome": "ok"} for name in names]
    return [REGISTRY.get_sample_value("ainews_requests_total", each) or 0 for each in labels]


def wait_until_stopped(workspaces: TwoWorkspaces, slack_id: str) -> None:
    """Events are acked before they are dealt with: wait for what they do."""

    def is_stopped() -> bool:
        with workspaces.bot.store.read() as session:
            team = find_team(session, slack_id)
        return team is not None and team.stopped_at is not None

    eventually(is_stopped)


def calls_of(server: PlaygroundServer) -> int:
    """Return how often the bot has called this workspace. What the workspace sent is not counted."""
    return sum(call.direction == "in" for call in server.workspace.calls)


def test_after_the_grace_a_team_is_gone_from_every_table(both: TwoWorkspaces, website: Website) -> None:
    item = hand_in(both, ACME, website.link("paper"))
    reader = Person(CONTRIBUTOR, Role.CONTRIBUTOR)
    save(both.team(ACME), item.id, by=reader, now=SLOT)
    vote(both.team(ACME), item.id, by=reader, now=SLOT, real_now=SLOT)
    with both.bot.store.write() as session:
        acme = find_team(session, ACME)
        assert acme is not None
    uninstall(both, ACME)
    now = datetime.now(UTC)
    grace = timedelta(days=30)
    assert forget_stopped(both.bot.store, now=now + timedelta(days=29), grace=grace) == []
    assert forget_stopped(both.bot.store, now=now + timedelta(days=31), grace=grace) == [ACME]
    with both.bot.store.read() as session:
        left = {
            table.name: session.scalar(
                text(f'SELECT count(*) FROM "{table.name}" WHERE team_id = :team'), {"team": acme.id}
            )
            for table in SQLModel.metadata.sorted_tables
            if "team_id" in table.c and not table.name.startswith("slack_")
        }
        assert [team.workspace.team_id for team in list_teams(session)] == [OTHER]
        documents = session.scalar(text("SELECT count(*) FROM search_document"))
    assert set(left.values()) == {0}, left
    assert documents == 0, "nor in the search index"
    hand_in(both, OTHER, website.link("paper"))


@ON_SQLITE
def test_a_forgotten_team_can_install_again_and_begins_anew(both: TwoWorkspaces) -> None:
    uninstall(both, ACME)
    forget_stopped(both.bot.store, now=datetime.now(UTC) + timedelta(days=31), grace=timedelta(days=30))
    assert both.install(ACME).status == 200
    both.set_up(ACME)
    assert queue_of(both, ACME) == []


def test_a_workspace_of_an_organisation_is_a_team_with_the_organisations_token(
    workspaces: TwoWorkspaces,
) -> None:
    """Keys as in https://docs.slack.dev/enterprise/developing-for-enterprise-orgs."""
    teams = workspaces.bot.teams
    assert isinstance(teams, ManyTeams)
    assert workspaces.bot.oauth is not None
    of_all = installation(enterprise_id="E0ORG00001", bot_token="xoxb-organisation", bot_user_id="U0ORGBOT")
    workspaces.bot.oauth.store_installation(BoltRequest(body=""), of_all)
    inside = request_from("T0INSIDE01", enterprise_id="E0ORG00001", is_enterprise_install=True)
    authorized = teams.tokens(context=inside, enterprise_id="E0ORG00001", team_id="T0INSIDE01", user_id="U1")
    assert authorized is not None
    assert authorized.bot_token == "xoxb-organisation"
    inside.set_authorize_result(authorized)
    desk = teams.desk_of(inside, {"team_id": "T0INSIDE01"})
    assert desk is not None
    again = teams.desk_of(inside, {"team_id": "T0INSIDE01"})
    assert again is not None
    assert (desk.slack_team_id, again.team.team_id) == ("T0INSIDE01", desk.team.team_id)
    assert teams.poster_of(desk.team.team_id)._client.token == "xoxb-organisation"

    own = installation(enterprise_id="E0ORG00001", team_id="T0SINGLE01", bot_token="xoxb-own")
    workspaces.bot.oauth.store_installation(BoltRequest(body=""), own)
    single = request_from("T0SINGLE01", enterprise_id="E0ORG00001")
    authorized = teams.tokens(context=single, enterprise_id="E0ORG00001", team_id="T0SINGLE01", user_id="U1")
    assert authorized is not None
    assert authorized.bot_token == "xoxb-own"

    inside["desk"] = desk
    on_uninstalled(inside, {"event_time": int(workspaces.servers[ACME].clock().timestamp())})
    stopped = {team.workspace.team_id: bool(team.stopped_at) for team in all_teams(workspaces)}
    assert stopped == {"T0INSIDE01": True, "T0SINGLE01": False}
    with pytest.raises(PostError, match="not installed"):
        teams.poster_of(desk.team.team_id)
    workspaces.bot.oauth.store_installation(BoltRequest(body=""), of_all)
    assert not any(team.stopped_at for team in all_teams(workspaces))


@ON_SQLITE
@pytest.mark.parametrize("left_first", [True, False])
def test_a_workspace_that_dropped_its_own_installation_goes_on_with_its_organisations(
    both: TwoWorkspaces, left_first: bool
) -> None:
    teams, token = both.bot.teams, both.servers[ACME].bot_token
    assert isinstance(teams, ManyTeams)
    assert both.bot.oauth is not None
    of_all = installation(enterprise_id="E0ORG00001", bot_token=token)
    if left_first:
        uninstall(both, ACME)
        both.bot.oauth.store_installation(BoltRequest(body=""), of_all)
    else:
        both.bot.oauth.store_installation(BoltRequest(body=""), of_all)
        uninstall(both, ACME)
    both.servers[ACME].oauth.is_revoked = False
    inside = request_from(ACME, enterprise_id="E0ORG00001", is_enterprise_install=True)
    inside.set_authorize_result(
        teams.tokens(context=inside, enterprise_id="E0ORG00001", team_id=ACME, user_id="U1")  # type: ignore[arg-type]  # it is there
    )
    assert teams.desk_of(inside, {"team_id": ACME}) is not None
    eventually(lambda: all_teams(both)[0].stopped_at is None)
    (team, _) = all_teams(both)
    assert team.workspace == Workspace(ACME, "E0ORG00001", True)
    assert teams.poster_of(team.id)._client.token == token


@ON_SQLITE
def test_what_slack_says_again_after_a_new_installation_stops_nothing(both: TwoWorkspaces) -> None:
    acme = both.servers[ACME]
    sent: list[Json] = []
    send, acme.oauth._send = acme.oauth._send, sent.append
    acme.oauth.uninstall()
    assert [event["event"]["type"] for event in sent] == ["tokens_revoked", "app_uninstalled"]
    both.move_to(SLOT)
    assert both.install(ACME).status == 200
    context = request_from(ACME, enterprise_id=None)
    context["desk"] = both.bot.teams.desk_of(context, {})
    on_revoked(sent[0]["event"], context, sent[0])
    on_uninstalled(context, sent[1])
    assert not any(team.stopped_at for team in all_teams(both))
    acme.oauth._send = send
    acme.oauth.uninstall()
    wait_until_stopped(both, ACME)


@ON_SQLITE
def test_one_refused_post_stops_no_team_whose_token_slack_takes(
    both: TwoWorkspaces, monkeypatch: pytest.MonkeyPatch
) -> None:
    poster, acme = poster_of_acme(both), both.servers[ACME]
    acme.oauth.is_revoked = True
    monkeypatch.setattr(poster._client, "auth_test", lambda: None)  # an incident that is over by then
    with pytest.raises(PostError) as refused:
        poster.tell(ADMIN, "Hello")
    assert (refused.value.code, refused.value.permanent) == ("account_inactive", False)
    assert not any(team.stopped_at for team in all_teams(both))


@ON_SQLITE
def test_a_token_that_was_refused_is_kept_and_works_again_with_the_next_request(both: TwoWorkspaces) -> None:
    acme = both.servers[ACME]
    acme.oauth.is_revoked = True
    with pytest.raises(PostError):
        poster_of_acme(both).tell(ADMIN, "Hello")
    assert [bool(team.stopped_at) for team in all_teams(both)] == [True, False]
    both.stories[ACME].command("latest")
    assert [bool(team.stopped_at) for team in all_teams(both)] == [True, False], "still refused"
    acme.oauth.is_revoked = False
    both.stories[ACME].command("latest")
    eventually(lambda: not any(team.stopped_at for team in all_teams(both)))
    poster_of_acme(both).tell(ADMIN, "Hello")


@ON_SQLITE
def test_an_old_token_that_is_refused_after_a_new_installation_stops_nothing(both: TwoWorkspaces) -> None:
    old = poster_of_acme(both)
    acme = both.servers[ACME]
    assert both.bot.oauth is not None
    anew = installation(enterprise_id=None, team_id=ACME, bot_token="xoxb-new")
    both.bot.oauth.store_installation(BoltRequest(body=""), anew)
    acme.oauth.is_revoked = True
    with pytest.raises(PostError) as refused:
        old.tell(ADMIN, "Hello")
    assert not refused.value.permanent
    assert not any(team.stopped_at for team in all_teams(both))
    assert poster_of_acme(both)._client.token == "xoxb-new"


def poster_of_acme(workspaces: TwoWorkspaces) -> SlackPoster:
    poster = workspaces.bot.teams.poster_of(workspaces.team(ACME).team_id)
    assert isinstance(poster, SlackPoster)
    return poster


def all_teams(workspaces: TwoWorkspaces) -> list[Team]:
    with workspaces.bot.store.read() as session:
        return list_teams(session)


def installation(*, enterprise_id: str | None, team_id: str | None = None, **more: Any) -> Installation:
    given = {"bot_id": "B1", "bot_user_id": "U0BOT", "user_id": "U0ADMIN", "app_id": "A1"}
    return Installation(
        enterprise_id=enterprise_id, team_id=team_id, is_enterprise_install=team_id is None, **given | more
    )


def request_from(
    team_id: str, *, enterprise_id: str | None, is_enterprise_install: bool = False
) -> BoltContext:
    return BoltContext(
        {
            "team_id": team_id,
            "enterprise_id": enterprise_id,
            "is_enterprise_install": is_enterprise_install,
        }
    )
