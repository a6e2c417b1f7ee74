"""Items: `add`, `item show`, `search`, `link`; how items are changed is in `item_changes`."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from bot.app import LocalDesk, build_reader
from bot.cli import item_changes
from bot.cli.answer import show_answer
from bot.cli.output import complain, console, desk, plain, print_json, say, show_item, standing
from bot.cli.terminal import TERMINAL, AsJson, refuse_options
from bot.errors import AinewsError, NotFoundError
from bot.links.canonical import canonicalize
from bot.links.fetch import Fetcher
from bot.models.values import CanonicalLink, Description, system_clock
from bot.newsroom.rehash import Rehashed
from bot.newsroom.rehash import rehash as rehash_keys
from bot.newsroom.search import search_archive
from bot.newsroom.submit import ReadLink, Request, Submission, parse_tags, submit_link
from bot.store.changes import changes_of
from bot.store.items import get_item
from bot.templating import plural


def add_commands(cli: typer.Typer) -> None:
    item = typer.Typer(help="One item.", no_args_is_help=True)
    item.command("show")(show)
    item_changes.add_to(item)
    cli.add_typer(item, name="item")
    cli.command()(add)
    # A query may begin with a minus: `-kind:paper` is no option.
    cli.command(context_settings={"ignore_unknown_options": True})(search)
    cli.command()(link)
    cli.command()(rehash)


def add(
    links: Annotated[list[str], typer.Argument(metavar="LINK", help="The links to hand in.")],
    note: Annotated[str, typer.Option(help="Why it is worth reading; #tags in it become tags.")] = "",
    as_json: AsJson = False,
) -> None:
    """Hand in links. Each is read, described and queued, once."""
    results: list[dict[str, Any]] = []
    failed = False
    with desk() as opened:
        for typed in links:
            try:
                submission = _submit(opened, typed, note)
            except AinewsError as error:
                failed = True
                results.append({"original": typed, "error": str(error)})
                complain(error)
                continue
            results.append(submission.item.as_json() | {"new": submission.is_new})
            if not as_json:
                _tell(submission)
    if as_json:
        print_json(results)
    if failed:
        raise typer.Exit(1)


def show(
    item_id: Annotated[int, typer.Argument(metavar="ID", help="The item's number.")], as_json: AsJson = False
) -> None:
    """Show everything about an item."""
    with desk() as opened, opened.team.read() as tx:
        item = get_item(tx, item_id)
        changes = changes_of(tx, item_id)
    if item is None:
        raise NotFoundError(f"There is no item {item_id}.", hint="Look for it with: ainews search")
    if as_json:
        print_json(item.as_json())
    else:
        show_item(item)
        for change in changes:
            what = f"{change.field}: {change.before or 'nothing'} → {change.after or 'nothing'}"
            console().print(plain(f"{change.at:%Y-%m-%d %H:%M} {change.person or 'terminal'}, {what}"))


def rehash(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change; change nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make the stored keys of links anew, after an upgrade changed how links are recognised.

    Two items that turn out to be one story keep their keys and are listed: remove or merge one of them.
    """
    with desk() as opened:
        result = rehash_keys(opened.team, dry_run=dry_run)
    if as_json:
        print_json(asdict(result))
    else:
        _tell_rehashed(result, dry_run=dry_run)


def search(
    query: Annotated[
        list[str],
        typer.Argument(
            metavar="QUERY",
            help="Words, a phrase in quotes, filters like kind:paper; -word leaves out.",
            callback=refuse_options,
        ),
    ],
    limit: Annotated[int, typer.Option(help="How many results.", min=1, max=1000)] = 10,
    exactly: Annotated[bool, typer.Option("--exactly", help="Correct nothing that was typed.")] = False,
    as_json: AsJson = False,
) -> None:
    """Search everything that was covered."""
    with desk() as opened:
        answer = search_archive(
            opened.team,
            " ".join(query),
            now=system_clock(),
            limit=limit,
            exactly=exactly,
            names_of=opened.names_of,
        )
        if as_json:
            print_json(answer.as_json())
        else:
            show_answer(opened, answer)


def link(
    links: Annotated[list[str], typer.Argument(metavar="LINK", help="The links to look at.")],
    fetch: Annotated[bool, typer.Option("--fetch", help="Read the pages too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show what the program makes of a link. Nothing is saved."""
    read = build_reader(Fetcher()) if fetch else None
    results = [_look_at(typed, read) for typed in links]
    if as_json:
        print_json(results)
    else:
        for result in results:
            for name, value in result.items():
                console().print(f"{name + ':':<14} {plain(str(value))}")
            console().print()
    if any("error" in result for result in results):
        raise typer.Exit(1)


def _submit(opened: LocalDesk, typed: str, note: str) -> Submission:
    return submit_link(
        opened.team,
        opened.publication,
        typed,
        by=TERMINAL,
        read=opened.read,
        now=system_clock(),
        request=Request((typed,), note, parse_tags(note)),
    )


def _tell(submission: Submission) -> None:
    if submission.problem:
        say(f"The page could not be read: {submission.problem}")
    if submission.missing:
        say(f"Nobody said yet: {', '.join(submission.missing)}.")
    if submission.similar:
        say(f"Perhaps the same as item {submission.similar.id}: {submission.similar.headline}")
    if not submission.is_new:
        say(f"That was handed in before, {standing(submission.item)}:")
    show_item(submission.item)


def _tell_rehashed(result: Rehashed, *, dry_run: bool) -> None:
    be = "would be" if dry_run else "was" if result.renewed == 1 else "were"
    console().print(f"{plural(result.renewed, 'key')} {be} made anew.")
    for conflict in result.conflicts:
        both = f"items {conflict.item_id} and {conflict.other_id} are one story now"
        console().print(plain(f"{both}: {conflict.link} ({conflict.key})"))
    for unreadable in result.unreadable:
        console().print(plain(f"no link any more, its key stays: {unreadable}"))


def _look_at(typed: str, read: ReadLink | None) -> dict[str, Any]:
    try:
        found = canonicalize(typed)
        result = _as_json(found)
        return result | _described(read(found)) if read else result
    except AinewsError as error:
        return {"original": typed, "error": str(error)}


def _as_json(found: CanonicalLink) -> dict[str, Any]:
    return {
        "original": found.original,
        "clean": found.clean,
        "key": found.key,
        "key_version": found.key_version,
    }


def _described(description: Description) -> dict[str, Any]:
    return {
        "title": description.title,
        "summary": description.summary,
        "organizations": list(description.organizations),
        "kind": description.kind.value if description.kind else None,
        "published_on": description.published_on.isoformat() if description.published_on else None,
        "links": [{"url": further.clean, "label": ""} for further in description.links],
    }
