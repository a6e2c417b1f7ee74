"""Issues: `issue list`, `show`, `preview`, `publish` and `status`; the rest is in `deliveries`."""

from datetime import datetime
from typing import Annotated

import typer
from rich.table import Table

from bot.cli import deliveries
from bot.cli.output import console, desk, plain, print_json, say
from bot.cli.terminal import AsJson
from bot.errors import NotFoundError
from bot.issues.publish import preview_issue, publish_issue
from bot.models.values import Issue, system_clock
from bot.store.deliveries import delivery_states
from bot.store.issues import find_issue, list_issues


def add_commands(cli: typer.Typer) -> None:
    issue = typer.Typer(help="Issues of the newsletter.", no_args_is_help=True)
    issue.command("list")(list_)
    issue.command()(show)
    issue.command()(preview)
    issue.command()(publish)
    issue.command()(status)
    deliveries.add_to(issue)
    cli.add_typer(issue, name="issue")


def list_(as_json: AsJson = False) -> None:
    """List all issues, newest first."""
    with desk() as opened, opened.team.read() as tx:
        summaries = list_issues(tx)
    if as_json:
        print_json([summary.as_json() for summary in summaries])
        return
    if not summaries:
        say("No issue yet. ainews import reads an archive.")
        return
    table = _table("date", "items", "status", "title")
    for summary in summaries:
        table.add_row(
            summary.date.isoformat(), str(summary.items), summary.status.value, plain(summary.title)
        )
    console().print(table)


def show(
    date: Annotated[
        datetime, typer.Argument(metavar="DATE", formats=["%Y-%m-%d"], help="The issue's date, YYYY-MM-DD.")
    ],
    as_json: AsJson = False,
) -> None:
    """Show an issue with its items in printed order."""
    with desk() as opened, opened.team.read() as tx:
        issue = find_issue(tx, date.date())
    if issue is None:
        raise NotFoundError(
            f"There is no issue of {date.date().isoformat()}.", hint="ainews issue list shows all."
        )
    if as_json:
        print_json(issue.as_json())
    else:
        _show(issue)


def preview(as_json: AsJson = False) -> None:
    """Show the next issue as it would be posted now."""
    with desk() as opened:
        draft = preview_issue(opened.team, opened.publication, opened.templates, now=system_clock())
    if as_json:
        print_json({"parts": [part.as_json() for part in draft.parts]})
    elif not draft.parts:
        say("The queue is empty. Hand in a link: ainews add LINK")
    else:
        _show(draft.issue)


def publish(as_json: AsJson = False) -> None:
    """Publish the next issue. A running bot posts it within seconds."""
    with desk() as opened:
        draft = publish_issue(opened.team, opened.publication, opened.templates, by=None, now=system_clock())
    if as_json:
        print_json(draft.issue.as_json())
    else:
        say(f"Published the issue of {draft.issue.date.isoformat()}; the running bot posts it.")


def status(as_json: AsJson = False) -> None:
    """Show how far issues have come on their way into channels."""
    with desk() as opened, opened.team.read() as tx:
        states = delivery_states(tx)
    if as_json:
        print_json([state.as_json() for state in states])
        return
    if not states:
        say("No issue has been sent yet.")
        return
    table = _table("issue", "channel", "state", "messages", "error")
    for state in states:
        parts = ", ".join(f"{count} {name}" for name, count in state.parts.items())
        table.add_row(state.issue_date.isoformat(), state.channel_id, state.state, parts, plain(state.error))
    console().print(table)


def _show(issue: Issue) -> None:
    out = console()
    out.print(f"[bold]{plain(issue.title)}[/], {issue.date.isoformat()}, {len(issue.entries)} items")
    for entry in issue.entries:
        older = " (older find)" if entry.older else ""
        names = ", ".join(entry.organizations)
        about = " · ".join(part for part in (entry.item.kind.value, names) if part)
        out.print(f"{entry.position:>3}. [bold]{plain(entry.headline)}[/]{older}")
        out.print(f"     {plain(about)}")
        out.print(f"     {plain(entry.item.url)}")


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table
