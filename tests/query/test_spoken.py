"""Days as people write them, without quotation marks."""

from datetime import UTC, datetime

import pytest

from bot.query import explain, parse, to_text
from bot.query.clean import clean
from bot.query.spoken import take_named
from bot.query.tree import Word


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("after:3 january agents", 'after:"3 january" agents'),
        ("on:3 jan 2024", 'on:"3 jan 2024"'),
        ("during:last month kind:paper", 'during:"last month" kind:paper'),
        ("agents age:2 weeks", 'agents age:"2 weeks"'),
        ("age:<2 weeks rag", 'age:"<2 weeks" rag'),
        ("after:january 2024 agents", 'after:"january 2024" agents'),
        ("-before:10 jan", '-before:"10 jan"'),
        ("agents (before:january) 2024", 'agents before:"january 2024"'),
        ("after:20 january 2024", 'after:"20 january 2024"'),
        ("on:13 january rag", 'on:"13 january" rag'),
        ("rag issue:28 january", 'rag issue:"28 january"'),
        ("before:january 20 2024", 'before:"january 20 2024"'),
        ("before:January 20, 2024 rag", 'before:"January 20 2024" rag'),
        ("since:13th january", 'since:"13th january"'),
        ("since:2w rag", "since:2w rag"),
        ("-before:january 20", '-before:"january 20"'),
        ("-(before:january) 20", '-before:"january 20"'),
        ("during:january 40 models", "during:january 40 models"),
        ("during:january 7b models", "during:january 7b models"),
        ("on:20 rag", "rag"),
        ("on:3 january 7 models", 'on:"3 january" 7 models'),
        ("after:two weeks ago rag", 'after:"two weeks ago" rag'),
        ("after:2024 january", "after:2024 january"),
        ("during:july rag", "during:july rag"),
        ("on:3 or agents", "agents"),
        ("on:3 -january", "-january"),
        ("after: january agents", "after:january agents"),
        ("agents kind: papers, org: google", "agents kind:papers org:google"),
        ("kind: or agents", "agents"),
        ("title: agents", "agents"),
        ('after:"jan', "after:jan"),
        ("yesterday", "on:yesterday"),
        ("on 3 january", 'on:"3 january"'),
        ("3rd of January 2024?", 'on:"3rd of january 2024"'),
        ("Since last week", 'since:"last week"'),
        ("before january 3, 2024", 'before:"january 3 2024"'),
        ("published last month", 'during:"last month"'),
        ("january", "january"),
        ("may", "may"),
        ("google last week", 'google during:"last week"'),
        ("last week google kind:paper", 'during:"last week" google kind:paper'),
        ("openai last week kind:paper", 'openai during:"last week" kind:paper'),
        ("papers from last week", 'kind:paper during:"last week"'),
        ("papers from last week kind:post", '(kind:paper or kind:post) during:"last week"'),
        ("rag papers of last week", 'rag papers during:"last week"'),
        ("agents published in the last two weeks", 'agents during:"last two weeks"'),
        ("openai 2w", 'openai during:"last 2 weeks"'),
        ("openai last 2 weeks", 'openai during:"last 2 weeks"'),
        ("openai since 2w", "openai since:2w"),
        ("since january", "since:january"),
        ("in january 2024", 'during:"january 2024"'),
        ("january 2024", 'during:"january 2024"'),
        ("rag in May", "rag during:may"),
        ("google since 20 january", 'google since:"20 january"'),
        ("google from january 20, 2024", 'google on:"january 20 2024"'),
        ("before 2024-01-20 rag", "before:2024-01-20 rag"),
        ("2024-01-20", "on:2024-01-20"),
        ("rag since 2023", "rag since:2023"),
        ("google yesterday", "google on:yesterday"),
        ("3 january kind:paper", 'on:"3 january" kind:paper'),
        ("last week last week", 'during:"last week" during:"last week"'),
        ("rag since january until march", "rag since:january before:march"),
        ("from january to march", "during:january..march"),
        ("rag between 2 january and 9 january 2024", 'rag during:"2 january..9 january 2024"'),
        ("from january to nowhere", "from january to nowhere"),
        ("3 january (kind:paper or kind:post)", 'on:"3 january" (kind:paper or kind:post)'),
        ('3 january "a phrase"', '3 january "a phrase"'),
        ("“last week tonight”", '"last week tonight"'),
        ("last week tonight", "last week tonight"),
        ("last week in ai", "last week in ai"),
        ("what to expect this year", "what to expect this year"),
        ("what is next in 2024", "what is next in 2024"),
        ("agi before 2030", "agi before 2030"),
        ("gaussian splatting 3d", "gaussian splatting 3d"),
        ("rag january", "rag january"),
        ("rag 3 january", "rag 3 january"),
        ("in january 40 models", "in january 40 models"),
        ("march", "march"),
        ("the march of models", "the march of models"),
        ("may models reason", "may models reason"),
        ("models last week paper", "models last week paper"),
        ("last -week", "last -week"),
        ("last kind:paper week", "last kind:paper week"),
        ("last week or agents", "last week or agents"),
        ("40 january", "40 january"),
    ],
)
def test_days_are_read_as_they_are_spoken(typed: str, read: str) -> None:
    assert to_text(parse(typed)) == read


def test_what_is_typed_is_taken_as_it_is_where_that_is_asked_for() -> None:
    assert to_text(parse("yesterday", exactly=True)) == "yesterday"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("agents <@U0CONTRIB1|carl>", "agents from:@U0CONTRIB1"),
        ("<@U0CONTRIB1>", "from:@U0CONTRIB1"),
        ("@carl", "@carl"),
        ("domain:https://www.nature.com/articles?q=1", "domain:www.nature.com"),
        ("site:nature.com/", "domain:nature.com"),
        ("domain:<http://forbes.com|forbes.com>", "domain:forbes.com"),
        ("<http://forbes.com|forbes.com> ranking", "forbes.com ranking"),
        ("<https://x.org/a|x.org/a>", 'link:"https://x.org/a"'),
        ("llama | mistral", "llama or mistral"),
        ("llama || mistral", "llama or mistral"),
        ("(llama|mistral) kind:paper", "(llama or mistral) kind:paper"),
        ("| llama |", "llama"),
        ("https://x.org/a|b", 'link:"https://x.org/a|b"'),
        ('foo:"a|b"', "a b"),
    ],
)
def test_mentions_and_pasted_sites_are_filters(typed: str, read: str) -> None:
    assert to_text(parse(typed)) == read


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("yesterday", "published yesterday"),
        ("during:last week", "published last week"),
        ("3 january", "published on 3 january"),
        ("since last month", "published since last month"),
    ],
)
def test_days_are_explained_as_people_say_them(typed: str, said: str) -> None:
    assert explain(parse(typed)) == said


@pytest.mark.parametrize(
    ("typed", "rest", "month", "day"),
    [
        ("google july 2023", "google", "2023-07", None),
        ("2 january fine-tuning", "fine-tuning", "2024-01", 2),
        ("25 jan inference paper", "inference paper", "2024-01", 25),
        ("papers of the 2nd of january", "papers of the", "2024-01", 2),
        ("rag jan 25", "rag", "2024-01", 25),
        ("january 2nd 2023 rag", "rag", "2023-01", 2),
        ("rag 21 december", "rag", "2023-12", 21),
        ("rag 5 may", "rag", "2023-05", 5),
        ("rag 27 february", "rag", "2023-02", 27),
        ("rag 29 feb 2023", "rag", "2023-02", None),
        ("rag 31 april", "rag", "2023-04", None),
        ("models of january", "models of", "2024-01", None),
        ("10.7b january", "10.7b", "2024-01", None),
        ("40 january", "40", "2024-01", None),
        ("may conference", "may conference", None, None),
        ("gpt 4", "gpt 4", None, None),
    ],
)
def test_a_month_and_its_day_are_taken_out_of_the_words(
    typed: str, rest: str, month: str | None, day: int | None
) -> None:
    words = [Word(word) for word in typed.split()]

    others, named = take_named(words, datetime(2024, 2, 26, 8, tzinfo=UTC))

    assert " ".join(node.text for node in others if isinstance(node, Word)) == rest
    assert (f"{named.month.first:%Y-%m}" if named else None) == month
    assert (named.day.first.day if named and named.day else None) == day


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("domain:<http://forbes.com|forbes.com>", "domain:forbes.com"),
        ("-site:<https://x.org/a|x.org/a> rag", "-site:x.org/a rag"),
        ("<mailto:a@b.org|a@b.org>", "a@b.org"),
        ("<https://x.org/a|x.org/a>", "https://x.org/a"),
        ("<https://x.org|a site>", "https://x.org"),
    ],
)
def test_what_slack_made_a_link_of_is_shown_as_it_was_typed(sent: str, typed: str) -> None:
    assert clean(sent) == typed
