"""Forgetting a person, and taking along all that a team has: on a database with rows in every table."""

import json
import re

import pytest
from sqlalchemy import text

from bot.newsroom.search import search_archive
from bot.store import Store, TeamStore
from bot.store.items import get_item
from bot.store.privacy import forget_person, rows_of_team
from tests.conftest import NOW
from tests.support import schemas

CONTRIBUTOR, CURATOR, READER = "U0CONTRIB1", "U0CURATOR1", "U0READER01"


@pytest.fixture
def lived_in(store: Store) -> TeamStore:
    """A team that has used everything there is."""
    schemas.run(store, (schemas.FOLDER / f"{schemas.revisions()[-1]}.sql").read_text("utf-8"))
    with store.write() as session:
        session.execute(text("UPDATE team SET installed_by = :who"), {"who": CURATOR})
        session.execute(
            text("UPDATE item SET summary = :words WHERE id = 3"),
            {"words": f"Found by <@{CONTRIBUTOR}|carl>, not by {CONTRIBUTOR}X."},
        )
        session.execute(
            text("INSERT INTO inbox (team_id, request_id, kind, received_at) VALUES (1, :id, 'x', :now)"),
            {"id": f"introduced:{CURATOR}", "now": "2024-01-01 08:00:00.000000"},
        )
    return store.team(1)


def everything(team: TeamStore) -> dict[str, list[dict[str, object]]]:
    with team.read() as tx:
        return {table: list(rows) for table, rows in rows_of_team(tx)}


def forget(team: TeamStore, person: str) -> None:
    with team.write() as tx:
        forget_person(tx, person, now=NOW)


@pytest.mark.parametrize("person", [CONTRIBUTOR, CURATOR, READER])
def test_a_person_who_is_forgotten_stands_in_no_table_any_more(lived_in: TeamStore, person: str) -> None:
    named = re.compile(rf"(?<![A-Z0-9]){person}(?![A-Z0-9])")
    assert named.search(json.dumps(everything(lived_in)))
    forget(lived_in, person)
    assert not named.search(json.dumps(everything(lived_in)))
    with lived_in.read() as tx:
        assert forget_person(tx, person, now=NOW).is_empty


def test_what_the_team_keeps_is_whole_but_for_the_name(lived_in: TeamStore) -> None:
    before = everything(lived_in)
    forget(lived_in, CONTRIBUTOR)
    after = everything(lived_in)
    for table in ("item", "item_link", "entry", "issue", "issue_part", "delivery_part", "archive_segment"):
        assert len(after[table]) == len(before[table]), table
    with lived_in.read() as tx:
        item, waiting = get_item(tx, 1), get_item(tx, 3)
    assert item is not None
    assert (item.title, item.submitted_by, item.note) == ("Überraschend große Modelle", None, "")
    assert item.votes == 1, "their vote is theirs"
    assert waiting is not None
    assert waiting.summary == f"Found by somebody, not by {CONTRIBUTOR}X."
    assert search_archive(lived_in, f"from:<@{CONTRIBUTOR}>", now=NOW).total == 0
    assert search_archive(lived_in, "große modelle", now=NOW).total == 2


def test_posted_messages_that_name_them_are_written_anew(lived_in: TeamStore) -> None:
    with lived_in.write() as tx:
        tx.session.execute(text("UPDATE delivery_part SET state = 'sent', ts = '1.2' WHERE id = 2"))
    forget(lived_in, CONTRIBUTOR)
    pending = [row for row in everything(lived_in)["outbox"] if row["kind"] == "refresh_item"]
    assert [row["payload"] for row in pending] == [{"item": 1}]


def test_another_teams_person_of_the_same_id_is_left_alone(lived_in: TeamStore) -> None:
    with lived_in.store.write() as session:
        session.execute(
            text("INSERT INTO team (id, name, created_at, stopped_why) VALUES (2, 'x', :now, '')"),
            {"now": "2024-01-01 08:00:00.000000"},
        )
        session.execute(
            text("INSERT INTO hand_in (team_id, person, at) VALUES (2, :who, :now)"),
            {"who": CONTRIBUTOR, "now": "2024-01-01 08:00:00.000000"},
        )
    forget(lived_in, CONTRIBUTOR)
    other = everything(lived_in.store.team(2))
    assert [row["person"] for row in other["hand_in"]] == [CONTRIBUTOR]


def test_who_installed_it_for_the_whole_organisation_is_forgotten_there_too(lived_in: TeamStore) -> None:
    with lived_in.store.write() as session:
        session.execute(text("UPDATE team SET enterprise_id = 'E0ORG00001' WHERE id = 1"))
        for enterprise in ("E0ORG00001", "E0OTHER001"):
            session.execute(
                text(
                    "INSERT INTO slack_installations"
                    " (client_id, app_id, enterprise_id, user_id, is_enterprise_install, installed_at)"
                    " VALUES ('1.2', 'A1', :enterprise, :who, :yes, :now)"
                ),
                {"enterprise": enterprise, "who": CURATOR, "yes": True, "now": "2024-01-01 08:00:00.000000"},
            )
    with lived_in.write() as tx:
        assert forget_person(tx, CURATOR, now=NOW).unnamed["slack_installations"] == 1
    with lived_in.store.read() as session:
        rows = session.execute(text("SELECT enterprise_id, user_id FROM slack_installations"))
        assert {row.enterprise_id: row.user_id for row in rows if row.enterprise_id} == {
            "E0ORG00001": "somebody",
            "E0OTHER001": CURATOR,
        }


def test_everything_of_a_team_is_taken_along_and_no_token(lived_in: TeamStore) -> None:
    rows = everything(lived_in)
    counts = schemas.count_rows(lived_in.store)
    secret = {"slack_bots", "slack_installations", "slack_oauth_states"}
    assert secret.isdisjoint(rows)
    expected = {table: count for table, count in counts.items() if table not in secret | {"process"}}
    assert {table: len(found) for table, found in rows.items()} == expected
    assert "sealed" not in json.dumps(rows)
    assert not any("token" in name for found in rows.values() for row in found for name in row)


def test_the_fixture_has_rows_in_every_table(lived_in: TeamStore) -> None:
    empty = {table for table, count in schemas.count_rows(lived_in.store).items() if count == 0}
    assert empty == set(), "add some to tests/data/schemas, so that the tests above mean something"
