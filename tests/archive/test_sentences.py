"""The first sentence of an entry, in the house form and in the forms that people make of it."""

from datetime import date

import pytest

from bot.models.values import Kind
from tests.archive.helpers import parse_entry

_PAPER = "[paper](https://a.example/1)"


@pytest.mark.parametrize(
    ("organizations", "expected"),
    [
        ("Acme", ("Acme",)),
        ("meta", ("meta",)),
        ("Acme and Bolt Labs", ("Acme", "Bolt Labs")),
        ("Acme, Bolt and Cog", ("Acme", "Bolt", "Cog")),
        ("Acme, Bolt, and Cog", ("Acme", "Bolt", "Cog")),
        ("Acme & Bolt", ("Acme", "Bolt")),
        ("Acme/Bolt", ("Acme", "Bolt")),
        ("Princeton Uni and other", ("Princeton Uni",)),
        ("researchers from Monash Uni, CSIRO etc", ("Monash Uni", "CSIRO")),
        ("Uni. of Hongkong", ("Uni. of Hongkong",)),
        ("a team at Tsinghua University, et al.", ("Tsinghua University",)),
        ("Acme researchers", ("Acme",)),
        ("The Verge", ("The Verge",)),
        ("the University of Oslo", ("University of Oslo",)),
        ("Acme (with Bolt)", ("Acme", "Bolt")),
        ("Acme, together with Bolt,", ("Acme", "Bolt")),
        (
            "Hong Kong University of Science and Technology and Acme",
            ("Hong Kong University of Science and Technology", "Acme"),
        ),
        ("University of California, Berkeley, and Acme", ("University of California, Berkeley", "Acme")),
        ("Acme, Inc. and Bolt", ("Acme, Inc.", "Bolt")),
        ("Chatdoc.com", ("Chatdoc.com",)),
        ("**Acme**", ("Acme",)),
        ("[Acme](https://acme.example)", ("Acme",)),
        ("researchers", ()),
    ],
)
def test_organizations_are_kept_as_printed(organizations: str, expected: tuple[str, ...]) -> None:
    entry = parse_entry(f"27 Jan, {organizations} published a {_PAPER} “Title”. Sum.")
    assert entry.organizations == expected
    assert (entry.title, entry.summary, entry.links[0]) == ("Title", "Sum.", ("https://a.example/1", "paper"))


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("“A title”.", "A title"),
        ('"A title".', "A title"),
        ("‘Don’t stop’.", "Don’t stop"),
        ("'It's here'.", "It's here"),
        ("«A title».", "A title"),
        ("„A title“.", "A title"),
        ("``A title''.", "A title"),
        ('“A title".', "A title"),
        ("*“A title”*.", "A title"),
        ("**A** “title of” words.", None),
        ("“Is it?” The paper", "Is it?"),
        ("“American.” The paper", "American"),
        ("“American,”", "American"),
        ("“Who knows...”.", "Who knows..."),
        ("“A title” –", "A title"),
        (": “A title”.", "A title"),
        ("titled “A title”.", "A title"),
        ("“The “expert” model”.", "The “expert” model"),
        ('"The "expert" model".', 'The "expert" model'),
        ("“Never closed.", None),
        ("", None),
    ],
)
def test_the_title_loses_its_quotes(printed: str, title: str | None) -> None:
    assert parse_entry(f"27 Jan, Acme published a {_PAPER} {printed} Sum.").title == title


@pytest.mark.parametrize(
    "sentence",
    [
        "Acme published “A title” ([paper](https://a.example/1)).",
        "“A title”, a [paper](https://a.example/1) by Acme.",
        "Acme published a paper: [A title](https://a.example/1).",
        "Acme published a paper [“A title”](https://a.example/1).",
        "Paper by Acme: [A title](https://a.example/1).",
        "a new [paper](https://a.example/1) from Acme: “A title”.",
        "a new [paper](https://a.example/1) “A title” was published by Acme.",
        "Acme – [Paper](https://a.example/1) – “A title” –",
        "Acme published a [paper][1] “A title”.",
        'Acme published a <a href="https://a.example/1">paper</a> “A title”.',
        "Acme published a paper https://a.example/1 “A title”.",
    ],
)
def test_the_parts_may_stand_in_another_order(sentence: str) -> None:
    entry = parse_entry(f"27 Jan, {sentence} Sum.\n\n[1]: https://a.example/1")
    assert (entry.organizations, entry.kind, entry.title) == (("Acme",), Kind.PAPER, "A title")
    assert [url for url, _ in entry.links] == ["https://a.example/1"]
    assert entry.summary == "Sum."


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("published a [working paper](https://a.example)", Kind.PAPER),
        ("published a [technical report](https://a.example)", Kind.PAPER),
        ("published an [opinion article](https://a.example)", Kind.ARTICLE),
        ("published a [report](https://a.example)", Kind.ARTICLE),
        ("published a [blog post](https://a.example)", Kind.POST),
        ("published a [blog](https://a.example)", Kind.POST),
        ("shared a [thread](https://a.example)", Kind.POST),
        ("published a [video](https://a.example)", Kind.VIDEO),
        ("published the [code](https://a.example)", Kind.CODE),
        ("published a [GitHub repo](https://a.example)", Kind.CODE),
        ("published a [dataset](https://a.example)", Kind.RELEASE),
        ("released a [tool](https://a.example)", Kind.RELEASE),
        ("released a paper [here](https://a.example)", Kind.PAPER),
        ("released it [here](https://a.example)", Kind.RELEASE),
        ("published it [here](https://arxiv.org/abs/2401.00001)", Kind.PAPER),
        ("published it [here](https://www.youtube.com/watch?v=1)", Kind.VIDEO),
        ("published a [manifesto](https://a.example)", Kind.OTHER),
        ("published a [podcast](https://a.example)", Kind.OTHER),
    ],
)
def test_the_kind_follows_the_links_word_then_the_noun_the_verb_and_the_host(words: str, kind: Kind) -> None:
    entry = parse_entry(f"27 Jan, Acme {words} “A title”. Sum.")
    assert (entry.kind, entry.title, entry.organizations) == (kind, "A title", ("Acme",))


@pytest.mark.parametrize(
    ("sentence", "organizations", "kind", "title", "summary"),
    [
        (
            "Nature published a [paper](https://a.example) from Acme “A title”. Sum.",
            ("Acme",),
            Kind.PAPER,
            "A title",
            "Nature published a paper from Acme. Sum.",
        ),
        (
            "Doe, J. from Acme published a [paper](https://a.example) “A title”. Sum.",
            ("Acme",),
            Kind.PAPER,
            "A title",
            "Doe, J. from Acme published a paper. Sum.",
        ),
        (
            "Acme published the research [paper](https://a.example) “A title” for the Anvil project. Sum.",
            ("Acme",),
            Kind.PAPER,
            "A title",
            "Acme published the research paper for the Anvil project. Sum.",
        ),
        (
            "Acme published a [paper](https://a.example) with Bolt “A title”. Sum.",
            ("Acme", "Bolt"),
            Kind.PAPER,
            "A title",
            "Acme published a paper with Bolt. Sum.",
        ),
        (
            "Acme launched [Anvil](https://a.example), a shop. Sum.",
            ("Acme",),
            Kind.RELEASE,
            None,
            "Acme launched Anvil, a shop. Sum.",
        ),
        (
            "Acme quietly released [Anvil](https://a.example). Sum.",
            ("Acme",),
            Kind.RELEASE,
            None,
            "Acme quietly released Anvil. Sum.",
        ),
        (
            "Acme [posted](https://a.example) on X about it. Sum.",
            ("Acme",),
            Kind.POST,
            None,
            "Acme posted on X about it. Sum.",
        ),
        (
            "Acme sues Bolt over its anvil ([complaint](https://a.example)). Sum.",
            ("Acme",),
            Kind.OTHER,
            None,
            "Acme sues Bolt over its anvil (complaint). Sum.",
        ),
        (
            "[Acme 2024](https://a.example) released its paper decisions. Sum.",
            ("Acme 2024",),
            Kind.RELEASE,
            None,
            "Acme 2024 released its paper decisions. Sum.",
        ),
        (
            "according to [Acme News](https://a.example), all is “well” today. Sum.",
            ("Acme News",),
            Kind.ARTICLE,
            None,
            "According to Acme News, all is “well” today. Sum.",
        ),
        (
            "according to a [report](https://a.example) by Acme, Bolt is sold. Sum.",
            ("Acme",),
            Kind.ARTICLE,
            None,
            "According to a report by Acme, Bolt is sold. Sum.",
        ),
        (
            "according to [this post](https://a.example), Acme’s idea is in [Y](https://b.example) “X”.",
            ("Acme",),
            Kind.POST,
            None,
            "According to this post, Acme’s idea is in Y “X”.",
        ),
        (
            "In a surprising move, Acme published a [paper](https://a.example) “A title”. Sum.",
            ("Acme",),
            Kind.PAPER,
            "A title",
            "In a surprising move, Acme published a paper. Sum.",
        ),
    ],
)
def test_what_the_head_cannot_say_stays_in_the_summary(
    sentence: str, organizations: tuple[str, ...], kind: Kind, title: str | None, summary: str
) -> None:
    entry = parse_entry(f"27 Jan, {sentence}")
    assert (entry.organizations, entry.kind, entry.title) == (organizations, kind, title)
    assert entry.summary == summary


def test_a_title_on_its_link_is_the_title_but_the_name_of_a_product_is_none() -> None:
    assert (
        parse_entry("27 Jan, Acme published [A long title](https://a.example). Sum.").title == "A long title"
    )
    assert parse_entry("27 Jan, [A long title](https://a.example) (Acme). Sum.").title == "A long title"
    assert parse_entry("27 Jan, Acme launched [Anvil Pro](https://a.example). Sum.").title is None


def test_all_links_are_kept_once_with_the_main_one_first() -> None:
    entry = parse_entry(
        "27 Jan, [Acme](https://acme.example) published a [paper](https://a.example/(1)) “T”."
        " Code is [here](https://c.example). See [again](https://a.example/(1)), ([demo](https://d.example))"
    )
    assert entry.links == (
        ("https://a.example/(1)", "paper"),
        ("https://acme.example", "Acme"),
        ("https://c.example", "here"),
        ("https://d.example", "demo"),
    )


def test_a_list_of_links_in_brackets_is_no_part_of_the_summary() -> None:
    entry = parse_entry(
        f"27 Jan, Acme published a {_PAPER} “T” ([code](https://c.example)). Sum. ([demo](https://d.example))"
    )
    assert entry.summary == "Sum."
    assert [label for _, label in entry.links] == ["paper", "code", "demo"]


def test_the_summary_is_whole_and_on_one_line() -> None:
    entry = parse_entry(
        f"27 Jan, Acme published a {_PAPER} “T”.  It gives *up to* 13\\% more\n"
        "on `code`,   and a <think> tag.<br>See https: //github.com/acme  \nor &lt;this&gt; [link](https://b.example)."
    )
    assert entry.summary == (
        "It gives up to 13% more on code, and a <think> tag. See https: //github.com/acme or <this> link."
    )


def test_only_web_addresses_are_links() -> None:
    entry = parse_entry(
        f"27 Jan, Acme published a {_PAPER} “T”. Write to [us](mailto:a@b.example) or [up](#top)."
    )
    assert [url for url, _ in entry.links] == ["https://a.example/1"]
    assert entry.summary == "Write to us or up."


def test_the_address_stays_as_printed() -> None:
    entry = parse_entry("27 Jan, Acme published a [paper](https://a.example/ü?a=1&b=%20+2#x_y_z) “T”. Sum.")
    assert entry.links[0][0] == "https://a.example/ü?a=1&b=%20+2#x_y_z"


def test_a_day_that_does_not_exist_is_told_and_left_out() -> None:
    entry = parse_entry(f"31 Feb, Acme published a {_PAPER} “T”. Sum.")
    assert (entry.published_on, entry.organizations, entry.summary) == (None, ("Acme",), "Sum.")


def test_an_entry_without_a_day_has_none() -> None:
    entry = parse_entry(f"Acme published a {_PAPER} “T”. Sum.")
    assert (entry.published_on, entry.organizations, entry.title) == (None, ("Acme",), "T")


def test_a_year_in_the_entrys_own_day_counts() -> None:
    assert parse_entry(f"27 Jan 2022, Acme published a {_PAPER} “T”.").published_on == date(2022, 1, 27)
