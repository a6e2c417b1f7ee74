"""What somebody typed, taken apart: links, a note, tags."""

import pytest

from bot.errors import InvalidInputError
from bot.newsroom.submit import MAX_LINKS, Request, parse_request

ONE, TWO = "https://a.example/1", "https://b.example/2?q=a#b"


@pytest.mark.parametrize(
    ("typed", "request_"),
    [
        (ONE, Request((ONE,))),
        (f"<{ONE}>", Request((ONE,))),
        (f"<{ONE}|a.example/1>", Request((ONE,))),
        (f"  {ONE}   {TWO} ", Request((ONE, TWO))),
        (f"{ONE} worth an hour", Request((ONE,), "worth an hour")),
        (f"worth {ONE} an hour", Request((ONE,), "worth an hour")),
        (f"{ONE} good #Agents #multi-agent", Request((ONE,), "good", ("agents", "multi-agent"))),
        (f"#agents {ONE} #agents", Request((ONE,), "", ("agents",))),
        (f"<{TWO}> C# and F# are not tags, nor is #", Request((TWO,), "C# and F# are not tags, nor is #")),
        (f"{ONE} #größe #日本", Request((ONE,), "", ("größe", "日本"))),
        ("nonsense and more", Request(("nonsense",), "and more")),
    ],
)
def test_what_was_typed_is_taken_apart(typed: str, request_: Request) -> None:
    assert parse_request(typed) == request_


@pytest.mark.parametrize("typed", ["", "   ", "\n"])
def test_nothing_is_no_request(typed: str) -> None:
    with pytest.raises(InvalidInputError) as error:
        parse_request(typed)
    assert error.value.field == "link"
    assert error.value.hint


def test_there_is_a_limit_of_links() -> None:
    links = [f"https://a.example/{number}" for number in range(MAX_LINKS)]
    assert len(parse_request(" ".join(links)).links) == MAX_LINKS
    with pytest.raises(InvalidInputError, match=f"at most {MAX_LINKS} links"):
        parse_request(" ".join([*links, ONE + "1"]))
