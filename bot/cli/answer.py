"""What a search found, for people: how it was understood first, then the items, or what is near."""

from collections.abc import Iterator

from rich.console import Console
from rich.style import Style
from rich.text import Text

from bot.app import LocalDesk
from bot.blockkit.escape import SPOKEN_OF
from bot.cli.output import paged, plain, say, standing
from bot.logs import redact
from bot.models.search import MATCH_END, MATCH_START, Hit
from bot.models.values import system_clock
from bot.newsroom.people import NamesOf
from bot.newsroom.search import Answer
from bot.newsroom.suggest import suggest
from bot.store.installations import count_items
from bot.templating import plural


def show_answer(opened: LocalDesk, answer: Answer) -> None:
    """Show a page of hits. Where there is none, say what finds something, or how to fill the archive."""
    about = [_named(line, opened.names_of) for line in _about(answer)]
    with paged(about) as out:
        for number, hit in enumerate(answer.hits):
            if number:
                out.print()
            _show_hit(out, hit)
    if not answer.total:
        for line in _instead(opened, answer):
            say(_named(line, opened.names_of))


def _about(answer: Answer) -> Iterator[str]:
    found = str(answer.total) if answer.exact_total else f"More than {answer.total}"
    yield f"{found} found. Understood as: {answer.understood or 'nothing that can be searched for'}"
    if answer.is_corrected:
        yield f"These are for “{answer.did_you_mean}”. Search exactly as typed: --exactly"
    yield from answer.remarks


def _instead(opened: LocalDesk, answer: Answer) -> Iterator[str]:
    with opened.team.store.read() as session:
        is_empty = not count_items(session, opened.team.team_id)
    if is_empty:
        where = redact(opened.settings.database_url.get_secret_value())
        yield f"The archive in {where} is empty. Fill it with: ainews import FILE, or ainews add LINK"
        return
    near = suggest(opened.team, answer.query, now=system_clock(), person=None, names_of=opened.names_of)
    if near.queries:
        yield "These find something:"
    for other in near.queries:
        yield f"  {other.query} · {plural(other.total, 'result')}"
    if near.items:
        yield "Perhaps you mean:"
    for item in near.items:
        yield f"  {item.headline} · item {item.id}"


def _named(text: str, names_of: NamesOf | None) -> str:
    """Write people as Slack calls them instead of by id, where it tells."""
    ids = list(dict.fromkeys(SPOKEN_OF.findall(text)))
    names = names_of(ids) if names_of and ids else {}
    return SPOKEN_OF.sub(lambda found: next(iter(names.get(found[1], ())), found[0]), text)


def _show_hit(out: Console, hit: Hit) -> None:
    item = hit.item
    out.print(f"[bold]{plain(item.headline)}[/]")
    day = [item.published_on.isoformat()] if item.published_on else []
    votes = [f"{item.votes} upvote{'s' if item.votes > 1 else ''}"] if item.votes else []
    about = [f"item {item.id}", standing(item), item.kind.value, *item.organizations, *day, *votes]
    out.print(f"  {plain(' · '.join(about))}")
    out.print(Text(f"  {item.url}", Style(link=item.url) if out.is_terminal else ""))
    snippet = plain(" ".join(hit.snippet.split()))
    out.print(f"  {snippet.replace(MATCH_START, '[bold yellow]').replace(MATCH_END, '[/]')}")
