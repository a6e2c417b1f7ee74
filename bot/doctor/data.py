"""The database: whether it can be used, what stands in it, and what it tells of the running bot."""

from collections.abc import Generator, Iterator
from datetime import datetime, timedelta

from bot.config import Settings
from bot.errors import AinewsError
from bot.models.findings import Finding, good, of_team, problem, skipped, warning
from bot.newsroom.rehash import count_outdated
from bot.store import Store
from bot.store.checkup import (
    EVENT,
    Channel,
    all_channels,
    all_slots,
    count_doubtful,
    last_request,
    oldest_errand,
    stopped_deliveries,
)
from bot.store.numbers import last_delivered
from bot.store.processes import Process, list_processes
from bot.store.revisions import newest_revision
from bot.store.schema import look_at_schema
from bot.store.search import check_index
from bot.store.search.every_word import check_every_word
from bot.templating import plural

_ALIVE = timedelta(seconds=90)
_LATE = timedelta(minutes=5)
_RECENT = timedelta(days=14)
_A_DAY = timedelta(days=1)


def open_unchanged(settings: Settings) -> Generator[Finding, None, Store | None]:
    """Open the database if it can be used and has this version's schema; never migrate it, nor make it."""
    try:
        store = Store(settings.database_url.get_secret_value())
        if store.path is not None and not store.path.exists():
            yield skipped("database", f"There is no database {store.path} yet; `ainews run` makes it.")
            return None
        revision, newest = look_at_schema(store), newest_revision()
    except AinewsError as error:
        yield problem("database", error.message, error.hint or "Change DATABASE_URL.")
        return None
    yield good("database", "The database answers." if store.path is None else f"{store.path} can be read.")
    if revision == newest:
        yield good("schema", f"The schema is this version's ({newest}).")
        return store
    store.close()
    yield _of_another_version(revision, newest)
    return None


def examine_data(
    store: Store, *, now: datetime, deep: bool = False, many: bool = False
) -> Generator[Finding, None, list[Channel]]:
    """Look at what the database holds; return the channels that get issues. `now` is real time.

    `deep` compares every word of the search index. With `many` teams, findings name theirs.
    """
    channels: list[Channel] = []
    try:
        yield _search_index(store, deep=deep)
        yield from _keys(store)
        with store.read() as session:
            channels = all_channels(session)
        yield from _processes(store, now)
        yield _schedule(store, channels, now, many=many)
        yield from _deliveries(store, now, many=many)
        yield from _traffic(store, now)
    except AinewsError as error:
        yield problem("database", error.message, error.hint or "")
    return channels


def _of_another_version(revision: str | None, newest: str) -> Finding:
    if revision is None or revision < newest:
        stands = f"schema {revision}" if revision else "no tables"
        return warning(
            "schema",
            f"The database has {stands}, this version needs {newest}.",
            "Run `ainews migrate`; `ainews run` does it too, after a backup.",
        )
    return problem(
        "schema",
        f"The database has schema {revision}, which is newer than this version of ainews ({newest}).",
        "Install the version that wrote it, or restore a backup from before.",
    )


def _search_index(store: Store, *, deep: bool) -> Finding:
    try:
        found = check_every_word(store) if deep else check_index(store)
    except AinewsError as error:
        return problem("search_index", error.message, error.hint or "Restore a backup: docs/backup.md.")
    if found.is_good:
        them = "all" if found.sampled == found.items else f"{found.sampled:,}"
        compared = f" The words of {them} of them were compared." if found.items else ""
        return good("search_index", f"The search index holds all {found.items:,} items.{compared}")
    lacks = f"{found.missing:,} items are missing from it, {found.stale:,} should not be in it"
    if found.unguarded:
        what = f"{len(found.unguarded)} of the triggers that keep the search index in step are missing."
        return problem("search_index", what, "Run `ainews reindex`: it creates them, and the index anew.")
    said = "The search index is damaged." if found.damaged else f"The search index is not complete: {lacks}."
    return problem("search_index", said, "Run `ainews reindex`.")


def _keys(store: Store) -> Iterator[Finding]:
    if outdated := count_outdated(store):
        be = "is" if outdated == 1 else "are"
        yield warning(
            "keys",
            f"{plural(outdated, 'link')} {be} recognised by the rules of an earlier version.",
            "Run `ainews rehash`, first with --dry-run: what was covered is then recognised again.",
        )


def _processes(store: Store, now: datetime) -> Iterator[Finding]:
    with store.read() as session:
        processes = list_processes(session)
    alive = [process for process in processes if now - process.seen_at < _ALIVE]
    for process in alive:
        yield _ticking(process, now)
    if alive:
        return
    advice = "Start `ainews run`; where it runs, see its log."
    if processes:
        ago = _ago(now - processes[0].seen_at)
        yield problem("last_tick", f"No process of the bot reports; the last one did {ago}.", advice)
    else:  # it was never started, or it was stopped in order
        yield warning("last_tick", "No process of the bot runs on this database.", advice)


def _schedule(store: Store, channels: list[Channel], now: datetime, *, many: bool) -> Finding:
    with store.read() as session:
        slots = all_slots(session)
    if not slots.next_at or not channels:
        advice = "Type `/ainews schedule` in Slack as an admin or a curator."
        return warning("schedule", "No channel and time are set: issues do not go out by themselves.", advice)
    if now - slots.next_at > _LATE:
        advice = "Start `ainews run`: an issue that is less than two days late is made up."
        found = problem("schedule", f"An issue has been due for {_span(now - slots.next_at)}.", advice)
        return of_team(found, slots.team, slots.team_name) if many else found
    zones = ", ".join(slots.timezones)
    return good("schedule", f"The next issue is due on {slots.next_at:%Y-%m-%d %H:%M} UTC ({zones}).")


def _deliveries(store: Store, now: datetime, *, many: bool) -> Iterator[Finding]:
    with store.read() as session:
        stopped = stopped_deliveries(session, since=now - _RECENT)
        doubtful, delivered = count_doubtful(session), last_delivered(session)
    for one in stopped:
        found = problem(
            "last_delivery",
            f"The issue of {one.date} was not delivered to {one.channel_id}: {one.error}.",
            "Mend the cause, then press Try again in App Home, or use `ainews issue retry`.",
        )
        yield of_team(found, one.team, one.team_name) if many else found
    if doubtful:
        advice = "It is looked up again; after a while curators are asked, in App Home."
        yield warning(
            "last_delivery", f"Whether Slack has {plural(doubtful, 'message')} is not known yet.", advice
        )
    if delivered:
        yield good("last_delivery", f"The last issue was posted on {delivered:%Y-%m-%d %H:%M} UTC.")
    elif not stopped:
        yield skipped("last_delivery", "No issue was posted yet.")


def _traffic(store: Store, now: datetime) -> Iterator[Finding]:
    with store.read() as session:
        waiting_since = oldest_errand(session)
        heard, event = last_request(session), last_request(session, kind=EVENT)
    if waiting_since and now - waiting_since > _LATE:
        advice = "See the log for `errand`, and what Slack answers there."
        yield warning("outbox", f"A change waits to reach Slack for {_span(now - waiting_since)}.", advice)
    yield _events(heard, event, now)


def _ticking(process: Process, now: datetime) -> Finding:
    ticked_at = process.ticked_at
    if ticked_at is not None and now - ticked_at < _ALIVE:
        return good("last_tick", f"{process.id} did its last tick {_ago(now - ticked_at)}.")
    if ticked_at is None and now - process.started_at < _ALIVE:
        return good("last_tick", f"{process.id} has just been started.")
    over = f" It stumbles over {process.error}." if process.error else ""
    since = f"for {_span(now - ticked_at)}" if ticked_at else "since it started"
    advice = "See its log for `a tick failed`."
    return problem("last_tick", f"{process.id} has done no whole tick {since}.{over}", advice)


def _events(heard: datetime | None, event: datetime | None, now: datetime) -> Finding:
    if heard is None:
        return skipped("events", "Nothing has come in from Slack in the last day.")
    if event is None:
        return skipped(
            "events",
            "Commands come in from Slack, but no event did in the last day. If none comes when you open the"
            " bot's Home tab, compare Event Subscriptions with `ainews manifest`.",
        )
    return good("events", f"The last event came in {_ago(now - event)}.")


def _ago(span: timedelta) -> str:
    return f"{_span(span)} ago"


def _span(span: timedelta) -> str:
    seconds = max(round(span.total_seconds()), 0)
    if seconds < 120:
        return f"{seconds} s"
    if seconds < 2 * 3600:
        return f"{seconds // 60} minutes"
    return f"{seconds // 3600} hours" if span < 2 * _A_DAY else f"{span.days} days"
