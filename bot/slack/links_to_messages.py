"""Reading the links that "Copy link" gives."""

import re

from bot.errors import InvalidInputError

_LINK = re.compile(r"/archives/[A-Z0-9]+/p(\d{10})(\d{6})(?:\?|$)")


def ts_of_link(link: str) -> str:
    """Return the `ts` of the message that a link leads to.

    Raises:
        InvalidInputError: it is no link to a message.
    """
    found = _LINK.search(link.strip().strip("<>"))
    if found is None:
        raise InvalidInputError(
            "That is no link to a message.", field="link", hint="In the message's menu: Copy link."
        )
    return f"{found[1]}.{found[2]}"
