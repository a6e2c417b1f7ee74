"""A database that was brought back from a backup: what stands in Slack already is not posted again."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import text

from bot.issues.notify import tell
from bot.store.backup import back_up, restore
from bot.store.deliveries import posted_parts
from bot.store.issues import find_issue
from tests.faults.support import CHANNELS, DAY, Newsroom
from tests.support.examples import add

WEEK = timedelta(days=7)
PARTS = 6  # a root and two entries in each of two channels


def posted(newsroom: Newsroom) -> list[list[tuple[str, int, int]]]:
    return [newsroom.placed(channel) for channel in CHANNELS]


def test_after_restoring_last_weeks_backup_nothing_is_posted_twice(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    newsroom.publish()
    newsroom.settle(newsroom.ticker())
    for name in ("next-1", "next-2"):
        add(newsroom.team, newsroom.publication, name)
    taken = back_up(newsroom.store, tmp_path / "last-week")
    newsroom.publish(items=0, on=DAY + WEEK)
    newsroom.settle(newsroom.ticker())
    before = posted(newsroom)

    newsroom.store.close()
    restored = restore(newsroom.store, taken.path, now=newsroom.clock())
    assert restored.aside is not None
    assert restored.aside.exists()
    newsroom.publish(items=0, on=DAY + WEEK)  # the slot is still to come in this database
    newsroom.settle(newsroom.ticker())
    assert posted(newsroom) == before
    newsroom.expect_whole(on=DAY)
    newsroom.expect_whole(on=DAY + WEEK)


def test_a_backup_from_amid_a_delivery_goes_on_where_slack_stands(newsroom: Newsroom, tmp_path: Path) -> None:
    newsroom.publish()
    taken = back_up(newsroom.store, tmp_path / "amid")
    newsroom.settle(newsroom.ticker())
    newsroom.store.close()
    assert restore(newsroom.store, taken.path, now=newsroom.clock()).doubted == PARTS
    newsroom.settle(newsroom.ticker())
    newsroom.expect_whole()
    with newsroom.team.read() as tx:
        issue = find_issue(tx, DAY)
        assert issue is not None
        assert len(posted_parts(tx, issue_id=issue.id)) == PARTS, "the ledger knows every message again"


def test_nobody_is_told_twice_after_a_restore(newsroom: Newsroom, tmp_path: Path) -> None:
    with newsroom.team.write() as tx:
        tell(tx, "U0CURATOR1", "The queue is empty.", now=newsroom.clock(), once_key="empty")
    taken = back_up(newsroom.store, tmp_path / "with-a-message")
    newsroom.ticker().tick()
    newsroom.store.close()
    restore(newsroom.store, taken.path, now=newsroom.clock())
    newsroom.ticker().tick()
    workspace = newsroom.server.workspace
    told = workspace.messages(workspace.direct_message("U0CURATOR1").id)
    assert [message.text for message in told] == ["The queue is empty."]
    with newsroom.store.read() as session:
        assert session.execute(text("SELECT error FROM outbox")).scalar_one() == "restored"
