"""`/ainews more-like <id or title>`: the items that are most like one."""

from bot.errors import InvalidInputError
from bot.models.values import Item
from bot.newsroom.more_like import by_title
from bot.newsroom.submit import parse_item_id
from bot.slack.commands.call import Call
from bot.slack.results import similar_page, which_item

_USAGE = "/ainews more-like <id or title>"


def more_like(call: Call) -> None:
    try:
        item_id, _ = parse_item_id(call.text, usage=_USAGE)
    except InvalidInputError:
        found = _named(call)
        if len(found) > 1:
            call.answer(which_item(call.desk, found))
            return
        item_id = found[0].id
    call.answer(similar_page(call.desk, call.client, item_id, by=call.person))


def _named(call: Call) -> list[Item]:
    """Return the items that may be meant.

    Raises:
        InvalidInputError: nothing was typed, or nothing has such a title.
    """
    words = call.text.strip()
    if found := by_title(call.desk.team, words, by=call.person, now=call.desk.clock()):
        return found
    if words:
        raise InvalidInputError(f"I found no item with “{words[:100]}” in its title.", hint=_USAGE)
    raise InvalidInputError("Which item? Its number stands on its card.", hint=_USAGE)
