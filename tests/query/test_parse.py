"""What people type, and the tree it becomes."""

from datetime import UTC, datetime

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
        ("rag|retrieval", Or((Word("rag"), Word("retrieval")))),
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
        ("kind:paper kind:post", Or((Filter("kind", "paper"), Filter("kind", "post")))),
        ("kind:paper,post", Or((Filter("kind", "paper"), Filter("kind", "post")))),
        ("kind:paper|post", Or((Filter("kind", "paper"), Filter("kind", "post")))),
        ("-kind:paper,post", Not(Or((Filter("kind", "paper"), Filter("kind", "post"))))),
        (
            "kind:paper rag kind:post",
            And((Or((Filter("kind", "paper"), Filter("kind", "post"))), Word("rag"))),
        ),
        ("kind:paper kind:paper rag", And((Filter("kind", "paper"), Word("rag")))),
        ("from:<@U123|bob>", Filter("from", "@U123")),
        ("2024-01-01..2024-01-31", Filter("during", "2024-01-01..2024-01-31")),
        ("during:january", Filter("during", "january")),
        ("score:>5", Filter("score", ">5")),
        ("score:&gt;5", Filter("score", ">5")),
        ("age:<2w", Filter("age", "<2w")),
        ("<https://arxiv.org/abs/2401.14404|arxiv>", Filter("link", "https://arxiv.org/abs/2401.14404")),
        ("arxiv:2401.14404", Filter("arxiv", "2401.14404")),
        ("2401.14404", Filter("arxiv", "2401.14404")),
        ("2401.14404v2,", Filter("arxiv", "2401.14404v2")),
        ("math.GT/0309136", Filter("arxiv", "math.GT/0309136")),
        ("arXiv 2401.14404", Filter("arxiv", "2401.14404")),
        ("arXiv: 2401.14404", Filter("arxiv", "2401.14404")),
        ("10.1038/s41586-023-06747-5", Filter("link", "https://doi.org/10.1038/s41586-023-06747-5")),
        ("doi:10.1038/s41586", Filter("link", "https://doi.org/10.1038/s41586")),
        ("doi 10.1038/s41586", Filter("link", "https://doi.org/10.1038/s41586")),
        ("arxiv.org/abs/2401.14404", Filter("link", "https://arxiv.org/abs/2401.14404")),
        ("arxiv papers", And((Word("arxiv"), Word("papers")))),
        ("Node.js/Deno", Word("Node.js/Deno")),
        ("10.7B", Word("10.7B")),
        ("http://x", Filter("link", "http://x")),
        ("re: foo", And((Word("re"), Word("foo")))),
        ("std::vector", Word("std::vector")),
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


@pytest.mark.parametrize("word", ["votes", "popular", "top", "upvotes", "score"])
def test_the_order_by_votes_has_many_names(word: str) -> None:
    assert parse(f"rag sort:{word}") == Query(Word("rag"), "votes")


def test_of_several_kinds_those_that_are_none_are_left_out() -> None:
    query = parse("kind:paper,banana rag")

    assert to_text(query) == "kind:paper rag"
    assert query.left_out == ("kind:banana",)


def test_the_order_is_no_part_of_the_tree() -> None:
    query = parse("org:google sort:newest")

    assert query == Query(Filter("org", "google"), "newest")
    assert to_text(query) == "org:google sort:newest"


@pytest.mark.parametrize(
    ("text", "root", "said"),
    [
        ("after:banana rag", Word("rag"), "after:banana was left out: after: takes a day"),
        ("rag before:2024-01-32", Word("rag"), "before: takes a day, a month or a year such as 2024-01-28"),
        ("kind:banana", None, "kind: takes paper, article"),
        ("score:many stars", Word("stars"), "score: takes a comparison"),
        ("mamba sort:sideways", Word("mamba"), "sort: takes newest"),
        ("mamba org:", Word("mamba"), "nothing stands behind the colon"),
        ('mamba org:""', Word("mamba"), "nothing stands behind the colon"),
        ("mamba is:draft", Word("mamba"), "is: takes saved, queued or published"),
        ("auther:ada", Word("auther:ada"), "There is no filter auther:"),
        ("mamba 🚀", Word("mamba"), "“🚀” cannot be searched for"),
    ],
)
def test_what_cannot_be_read_is_told(text: str, root: object, said: str) -> None:
    query = parse(text)

    assert query.root == root
    assert any(said in note for note in query.notes), query.notes
    assert not query.is_corrected


@pytest.mark.parametrize(
    ("text", "meant", "left"),
    [
        ("kind:papr", "kind:paper", "left out: kind:papr"),
        ("-kind:vidoe rag", "-kind:video rag", "rag; left out: kind:vidoe"),
        ("mamba sort:newst", "mamba sort:newest", "mamba; left out: sort:newst"),
        ("during:janury", "during:january", "left out: during:janury"),
        ("is:savd", "is:saved", "left out: is:savd"),
        ("knd:paper", "kind:paper", "knd:paper"),
        ("tilte:mamba", "title:mamba", "tilte:mamba"),
        ("sotr:oldest rag", "rag sort:oldest", "sotr:oldest rag"),
    ],
)
def test_a_mistyped_filter_is_read_as_what_was_meant_and_can_be_refused(
    text: str, meant: str, left: str
) -> None:
    query, exact = parse(text), parse(text, exactly=True)

    assert to_text(query) == meant
    assert query.is_corrected
    assert [note for note in query.notes if " was read as " in note] == list(query.notes)
    assert explain(exact) == left
    assert not exact.is_corrected


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("faster inference", "faster inference"),
        ("inference org:google kind:paper", "inference, by google, kind paper"),
        ('"state space" -vision', "“state space”, not vision"),
        ("org:google during:january sort:newest", "by google, published during january, newest first"),
        ("kind:Paper or kind:posts", "kind paper or kind post"),
        ("score:>0 kind:papers", "votes over 0, kind paper"),
        ("score:3 or score:>=3 or score:<3", "votes 3 or votes at least 3 or votes under 3"),
        ("age:<2w", "age under 2 weeks"),
        ("rag issue:Latest", "rag, in the latest issue"),
        ("age:1y or age:>3d", "age at most 1 year or age over 3 days"),
        ("mamba (org:google or org:meta)", "mamba, (by google or by meta)"),
        ("", ""),
    ],
)
def test_explains(text: str, understood: str) -> None:
    assert explain(parse(text)) == understood


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("during:january", "published during january 2024"),
        ("mamba after:july", "mamba, published after july 2023"),
        ("during:january-2022", "published during january-2022"),
        ("during:2023", "published during 2023"),
        ("2 january", "published on 2 january 2024"),
        ("on:jan-30", "published on jan-30 (30 January 2023)"),
        ("after:30 january rag", "rag, published after 30 january 2023"),
        ("2 january 2023", "published on 2 january 2023"),
        ("yesterday", "published yesterday (28 January)"),
        ("during:last week", "published last week (22 to 28 January)"),
        ("during:this week", "published this week (29 January to 4 February)"),
        ("during:last month", "published last month (December 2023)"),
        ("during:last year", "published last year (2023)"),
        ("issue:yesterday", "in the issue of yesterday (28 January)"),
        ("2024-01..", "published during 2024-01.."),
        (
            "during:december..january",
            "published during december to january (1 December 2023 to 31 January 2024)",
        ),
        ("january", "published in january of any year"),
        ("Jan kind:paper", "published in Jan of any year, kind paper"),
        ("rag january", "rag january"),
        ("january or rag", "january or rag"),
        ("march", "march"),
        ("since last week", "published since last week (22 January)"),
        ("after last week", "published after last week (28 January)"),
        ("from 2 january 2023 to 9 january 2024", "published during 2 january 2023 to 9 january 2024"),
        ("before:2w", "published before 15 January"),
    ],
)
def test_explains_which_year_is_meant(text: str, understood: str) -> None:
    assert explain(parse(text), datetime(2024, 1, 29, tzinfo=UTC)) == understood
