"""Any text is a query, and printing one and reading it again changes nothing."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.query import explain, parse, to_text

_PIECES = st.one_of(
    st.sampled_from(["a", "rag", '"', "(", ")", "-", "not", "OR", "and", "org:", "org:google", "#"]),
    st.sampled_from(
        ["..", ":", "2024-01-01", "2024-01..2024-02", "sort:newest", "sort:", "https://x.io/a(b)"]
    ),
    st.sampled_from(["'", ",", "?", "<", "C++", "foo:bar", "during:july", "age:<2w", "“", "”", "<@U1|bob>"]),
    st.sampled_from(["&lt;", "\x00", "日本", "🚀", "*", "~", ".", "after:", "score:>5", "kind:paper"]),
    st.sampled_from(["3", "20", "january", "2024", "last", "week", "on:", "age:2", "since:january", "since"]),
    st.sampled_from(["in", "from", "papers", "2w", "yesterday", "-(", "|", "a|b", "kind:paper,article"]),
    st.sampled_from(["<@U0CONTRIB1|x>"]),
)
_MADE_UP = st.lists(st.tuples(_PIECES, st.sampled_from(["", " "])), max_size=24).map(
    lambda pairs: "".join(piece + gap for piece, gap in pairs)
)


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=120), _MADE_UP))
@example("after:after:(banana")
@example('a "b')
@example("(" * 500 + "x" + ")" * 500)
@example("x " * 9000)
@example("sort:newest a or b")
def test_any_text_parses_and_prints_back_to_the_same_query(text: str) -> None:
    query = parse(text)

    again = parse(to_text(query))

    assert again == query
    assert isinstance(explain(query), str)
