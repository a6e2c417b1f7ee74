"""Whether all is well: `doctor`, `reindex`."""

from typing import Annotated

import typer
from rich.console import Console

from bot.cli.output import bar, console, desk, plain, print_json, say
from bot.doctor import examine
from bot.logs import configure_logging
from bot.models.findings import Finding, Verdict
from bot.store.search import rebuild

_LOOK = {
    Verdict.OK: "[green]ok     [/]",
    Verdict.WARNING: "[bold yellow]warning[/]",
    Verdict.PROBLEM: "[bold red]PROBLEM[/]",
    Verdict.SKIPPED: "[dim]skipped[/]",
}


def add_commands(cli: typer.Typer) -> None:
    cli.command()(doctor)
    cli.command()(reindex)


def doctor(
    deep: Annotated[
        bool, typer.Option("--deep", help="Compare every word of the search index: minutes, if it is large.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Look at everything the bot rests on, and say what to do. With a problem the exit status is 1."""
    configure_logging("CRITICAL")  # what Slack's library says of a failed call, the findings say too
    found: list[Finding] = []
    out = console()
    for finding in examine(deep=deep):
        found.append(finding)
        if not as_json:
            _show(out, finding)
    verdicts = [finding.verdict for finding in found]
    worst = next(one for one in (Verdict.PROBLEM, Verdict.WARNING, Verdict.OK) if one in verdicts)
    if as_json:
        print_json({"status": worst.value, "findings": [finding.as_json() for finding in found]})
    else:
        say(", ".join(_counted(verdicts.count(verdict), verdict) for verdict in Verdict) + ".")
    if worst is Verdict.PROBLEM:
        raise typer.Exit(1)


def reindex() -> None:
    """Build the search index anew, while the bot runs. `ainews doctor` says when that is needed."""
    with desk() as opened, bar("Items") as progress:
        count = rebuild(opened.team.store, progress)
    say(f"The search index holds {count:,} items.")


def _counted(count: int, verdict: Verdict) -> str:
    plural = "s" if count != 1 and verdict in {Verdict.WARNING, Verdict.PROBLEM} else ""
    return f"{count} {verdict}{plural}"


def _show(out: Console, finding: Finding) -> None:
    out.print(f"{_LOOK[finding.verdict]}  {plain(finding.message)}")
    if finding.advice:
        out.print(f"         → {plain(finding.advice)}")
