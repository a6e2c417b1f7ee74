"""`ainews purge` and `ainews export --everything`."""

import json

import pytest

from bot.store import Store
from tests.cli.conftest import Terminal
from tests.support import schemas


@pytest.fixture
def lived_in(terminal: Terminal) -> Terminal:
    """A team that has used everything there is."""
    store = Store("sqlite:///ainews.db")
    schemas.run(store, (schemas.FOLDER / f"{schemas.revisions()[-1]}.sql").read_text("utf-8"))
    store.close()
    return terminal


def test_purging_says_what_would_go_asks_and_does_it(lived_in: Terminal) -> None:
    rehearsed = lived_in("purge", "U0CONTRIB1", "--dry-run")
    assert (rehearsed.status, "vote: 1 row would be deleted" in rehearsed.err) == (0, True)
    assert "item: 3 rows would be kept without their name" in rehearsed.err
    assert lived_in("item", "show", "1", "--json").json["submitted_by"] == "U0CONTRIB1"
    refused = lived_in("purge", "U0CONTRIB1")
    assert (refused.status, "Add --yes" in refused.err) == (1, True)
    done = lived_in("purge", "<@U0CONTRIB1|carl>", "--yes")
    assert (done.status, "U0CONTRIB1 is forgotten" in done.err) == (0, True)
    assert lived_in("item", "show", "1", "--json").json["submitted_by"] is None
    assert "Nothing here is of U0CONTRIB1" in lived_in("purge", "U0CONTRIB1").err


def test_who_is_to_be_forgotten_must_be_said_by_id(lived_in: Terminal) -> None:
    refused = lived_in("purge", "carl", "--yes")
    assert (refused.status, "carl is no Slack user id" in refused.err) == (1, True)


def test_everything_goes_into_a_folder_a_file_for_each_table(lived_in: Terminal) -> None:
    done = lived_in("export", "--everything", "--out", "all")
    assert done.status == 0
    items = (lived_in.folder / "all" / "item.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["id"] for line in items] == [1, 2, 3, 4, 5]
    assert (lived_in.folder / "all" / "item.jsonl").stat().st_mode & 0o777 == 0o600
    assert not (lived_in.folder / "all" / "slack_bots.jsonl").exists()


def test_everything_can_be_one_stream(lived_in: Terminal) -> None:
    done = lived_in("export", "--everything")
    tables = [json.loads(line)["table"] for line in done.out.splitlines()]
    assert tables[0] == "team"
    assert tables.count("item") == 5
