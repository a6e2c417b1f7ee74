"""What people type, and the tree it becomes."""

import pytest

from bot.query import And, Filter, Not, Or, Phrase, Query, Word, explain, parse, to_text


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("mamba", Word("mamba")),
        ("state space", And((Word("state"), Word("space")))),
        ('"state space"', Phrase("state space")),
        ("“state space”", Phrase("state space")),
        ("-vision", Not(Word("vision"))),
        ("not vision", Not(Word("vision"))),
        ("rag NOT google", And((Word("rag"), Not(Word("google"))))),
        ("rag or retrieval", Or((Word("rag"), Word("retrieval")))),
        ("a b OR c", Or((And((Word("a"), Word("b"))), Word("c")))),
        ("a (b or c)", And((Word("a"), Or((Word("b"), Word("c")))))),
        ("rag and pdf", And((Word("rag"), Word("pdf")))),
        ("((a))", Word("a")),
        ("-(a b)", Not(And((Word("a"), Word("b"))))),
        ('-"a b"', Not(Phrase("a b"))),
        ("not -a", Word("a")),
        ("org:google", Filter("org", "google")),
        ('org:"google deepmind"', Filter("org", "google deepmind")),
        ("organisation:google", Filter("org", "google")),
        ("-tag:video", Not(Filter("tag", "video"))),
        ("#video", Filter("tag", "video")),
        ("kind:papers", Filter("kind", "papers")),
        ("from:<@U123|bob>", Filter("from", "@U123")),
        ("2024-01-01..2024-01-31", Filter("during", "2024-01-01..2024-01-31")),
        ("during:january", Filter("during", "january")),
        ("score:>5", Filter("score", ">5")),
        ("score:&gt;5", Filter("score", ">5")),
        ("age:<2w", Filter("age", "<2w")),
        ("<https://arxiv.org/abs/2401.14404|arxiv>", Filter("link", "https://arxiv.org/abs/2401.14404")),
        ("arxiv:2401.14404", Filter("arxiv", "2401.14404")),
        ("GPT-4", Word("GPT-4")),
        ("C++", Word("C++")),
        ("RAG?", Word("RAG")),
        ("don’t", Word("don't")),
        ("AT&amp;T", Word("AT&T")),
        ("foo:bar", Word("foo:bar")),
        ("AND", None),
        ("", None),
        ("- ' \" ( )", None),
    ],
)
def test_reads(text: str, root: object) -> None:
    assert parse(text).root == root


def test_the_order_is_no_part_of_the_tree() -> None:
    query = parse("org:google sort:newest")

    assert query == Query(Filter("org", "google"), "newest")
    assert to_text(query) == "org:google sort:newest"


@pytest.mark.parametrize(
    ("text", "root", "said"),
    [
        ("after:banana", Word("banana"), "after: takes a day"),
        ("kind:banana", Word("banana"), "kind: takes paper, article"),
        ("score:many stars", And((Word("many"), Word("stars"))), "score: takes a comparison"),
        ("mamba sort:sideways", Word("mamba"), "sort: takes newest"),
        ("mamba 🚀", Word("mamba"), "“🚀” cannot be searched for"),
    ],
)
def test_what_cannot_be_read_becomes_words_and_is_told(text: str, root: object, said: str) -> None:
    query = parse(text)

    assert query.root == root
    assert any(said in note for note in query.notes), query.notes


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("faster inference", "faster inference"),
        ("inference org:google kind:paper", "inference, by google, kind paper"),
        ('"state space" -vision', "“state space”, not vision"),
        ("org:google during:january sort:newest", "by google, published during january, newest first"),
        ("mamba (org:google or org:meta)", "mamba, (by google or by meta)"),
        ("", ""),
    ],
)
def test_explains(text: str, understood: str) -> None:
    assert explain(parse(text)) == understood
