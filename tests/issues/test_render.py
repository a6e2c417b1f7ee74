from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.blockkit.escape import unescape
from bot.blockkit.limits import MESSAGE_BUDGET
from bot.blockkit.validate import InvalidBlocksError, problems_in_message, size_of
from bot.errors import TemplateError
from bot.issues.compose import compose
from bot.issues.render import check_templates, render, render_entry, render_root
from bot.models.text import sentences
from bot.models.values import Issue, Kind, Link, Part
from bot.paths import data_folder
from bot.templating import Templates
from tests.issues.examples import ON, PUBLICATION, entry, issue, item

TEMPLATES = Templates(data_folder("templates"))


def texts(part: Part) -> str:
    """Everything that the part shows, a line for each text object, unescaped."""
    found: list[str] = []

    def look(value: Any) -> None:
        if isinstance(value, dict):
            if isinstance(value.get("text"), str):
                found.append(value["text"])
            for inner in value.values():
                look(inner)
        elif isinstance(value, list):
            for inner in value:
                look(inner)

    look(part.blocks)
    return unescape("\n".join(found))


def words(text: str) -> str:
    return "".join(text.split())


def week(count: int) -> Issue:
    kinds = list(Kind)
    items = [
        item(
            n,
            title=f"A rather usual title of a paper with some words in it, number {n}",
            kind=kinds[n % 7] if n % 3 == 0 else Kind.PAPER,
            published_on=ON - timedelta(days=n % 9),
            votes=n % 4,
            submitted_by=f"U000000{n % 6}",
        )
        for n in range(1, count + 1)
    ]
    return compose(items, publication=PUBLICATION, on=ON, introduction="Hello *everybody*.")


def test_a_usual_root_reads_from_the_header_to_the_buttons() -> None:
    made = issue(
        entry(1, title="Picked & voted", votes=3, submitted_by="U0000001"),
        entry(2, title="Second pick", votes=2, organizations=("Meta",), submitted_by="U0000002"),
        entry(3, title="Third pick", votes=1, organizations=(), published_on=None),
        entry(4, title="Plain paper", organizations=tuple("ABCDE")),
        entry(5, title="An article", kind=Kind.ARTICLE, submitted_by=None),
        entry(6, title="Old <one>", kind=Kind.POST, published_on=date(2017, 6, 12), older=True),
        introduction="Hello *you*, see https://a.org/x.",
    )
    (root,) = render_root(made, TEMPLATES)
    assert [block["type"] for block in root.blocks] == [
        "header", "context", "section", "divider", "section", "section", "section", "section", "divider",
        "section", "section", "section", "context", "actions",
    ]  # fmt: skip
    shown = [block.get("text", {}).get("text") for block in root.blocks]
    assert shown[0] == "Weekly AI News · 28 Jan 2024"
    assert root.blocks[1]["elements"][0]["text"] == "6 items · 4 papers, 1 article, 1 post · from 3 people"
    assert shown[2] == "Hello *you*, see <https://a.org/x>."
    assert shown[4] == "*Top picks*"
    assert shown[5] == (
        "*<https://arxiv.org/abs/2401.00001|Picked &amp; voted>*\n"
        f"Meta and NYU · 25\xa0Jan — {made.entries[0].summary}"
    )
    assert shown[7] == "*<https://arxiv.org/abs/2401.00003|Third pick>*\n" + made.entries[2].summary
    old = "https://arxiv.org/abs/2401.00006"
    assert shown[9:12] == [
        "*Papers*\n• <https://arxiv.org/abs/2401.00004|Plain paper> · A, B and 3 more · 25\xa0Jan",
        "*Articles*\n• <https://arxiv.org/abs/2401.00005|An article> · Meta and NYU · 25\xa0Jan",
        f"*Older finds*\n• <{old}|Old &lt;one&gt;> · Meta and NYU · 12\xa0Jun\xa02017",
    ]
    buttons = {button["action_id"]: button.get("value") for button in root.blocks[-1]["elements"]}
    assert buttons == {"issue_search": None, "issue_submit": None, "issue_save_all": "2024-01-28"}
    assert root.text == "Weekly AI News · 28 Jan 2024: 6 items. Picked &amp; voted · Second pick · Third pick"


def test_a_usual_entry_has_its_whole_summary_links_credit_and_buttons() -> None:
    one = entry(
        4,
        votes=2,
        links=(
            Link(url="https://arxiv.org/abs/1", label="paper"),
            Link(url="https://www.github.com/a/b", label="here"),
        ),
        tags=("llm", "vision"),
    )
    (part,) = render_entry(one, issue(one), TEMPLATES)
    head, summary, details, actions = part.blocks
    assert head["text"]["text"] == "*<https://arxiv.org/abs/1|Title 4>*\nPaper · Meta and NYU · 25\xa0Jan"
    assert summary["text"]["text"] == one.summary
    assert [element["text"] for element in details["elements"]] == [
        "<https://arxiv.org/abs/1|paper> · <https://www.github.com/a/b|github.com>",
        "Submitted by <@U0123456> · #llm #vision",
    ]
    assert [element["action_id"] for element in actions["elements"]] == [
        "item_upvote",
        "item_save",
        "item_more",
    ]
    assert [element.get("value") for element in actions["elements"]] == ["4", "4", None]
    assert [option["value"] for option in actions["elements"][2]["options"]] == [
        "similar:4",
        "edit:4",
        "remove:4",
    ]
    assert actions["elements"][0]["text"]["text"] == "👍 Upvote · 2"
    assert part.text == f"Title 4 · Meta and NYU — {one.summary}"
    assert (part.position, part.piece, part.entry_id) == (4, 0, None)


def test_every_part_is_recognised_by_small_flat_metadata() -> None:
    for part in render(week(6), TEMPLATES):
        assert part.metadata == {
            "event_type": "ainews_part",
            "event_payload": {
                "publication": "Weekly AI News",
                "issue_date": "2024-01-28",
                "position": part.position,
                "piece": part.piece,
            },
        }


def test_parts_come_in_the_order_of_posting() -> None:
    made = replace(week(5), introduction="Words of welcome. " * 900)
    made = replace(
        made, entries=(replace(made.entries[0], summary="One more sentence. " * 900), *made.entries[1:])
    )
    order = [(part.position, part.piece) for part in render(made, TEMPLATES)]
    assert order == sorted(order)
    assert order[:2] == [(0, 0), (0, 1)]
    assert {(1, 0), (1, 1), (5, 0)} <= set(order)


def test_an_entry_without_a_title_takes_its_first_sentence_and_keeps_its_summary_whole() -> None:
    one = entry(1, title=None, summary="According to a post, it works. Others disagree.", organizations=())
    root, part = render(issue(one), TEMPLATES)
    assert (
        "*<https://arxiv.org/abs/2401.00001|According to a post, it works>*\n25\xa0Jan — Others disagree."
        in [block["text"]["text"] for block in root.blocks if block["type"] == "section"]
    )
    assert part.blocks[1]["text"]["text"] == one.summary
    assert part.text == "According to a post, it works — Others disagree."


def test_a_quiet_week_has_two_lines_an_item_and_no_list() -> None:
    (root,) = render_root(week(2), TEMPLATES)
    assert "Top picks" not in texts(root)
    assert texts(root).count("looks at something.") == 2
    assert root.blocks[1]["elements"][0]["text"] == "2 papers · from 2 people"


def test_an_issue_without_entries_can_be_looked_at() -> None:
    (root,) = render(issue(), TEMPLATES)
    assert root.blocks[1]["elements"][0]["text"] == "0 items"


@pytest.mark.parametrize("count", [1, 2, 5, 6, 14, 40])
def test_every_title_is_in_the_root_once(count: int) -> None:
    made = week(count)
    (root,) = render_root(made, TEMPLATES)
    assert [repr(root.blocks).count(f"{one.item.url}|") for one in made.entries] == [1] * count


@pytest.mark.parametrize(
    ("title_words", "says_who", "says_when"), [(3, True, True), (9, False, True), (10, False, False)]
)
def test_a_heavy_week_keeps_every_title_whole(title_words: int, *, says_who: bool, says_when: bool) -> None:
    titles = [f"{'Attention ' * title_words}{n}" for n in range(60)]
    names = ("University of Edinburgh", "Google DeepMind")
    made = issue(*(entry(n, title=title, organizations=names) for n, title in enumerate(titles, start=1)))
    (root,) = render_root(made, TEMPLATES)
    assert size_of(root.blocks) <= MESSAGE_BUDGET
    assert all(f"|{title}>" in repr(root.blocks) for title in titles)
    headlines = root.blocks[-3]["text"]["text"]
    assert ("Edinburgh" in headlines, "25\xa0Jan" in headlines) == (says_who, says_when)


def test_a_monstrous_week_ends_its_longest_sections_with_what_the_thread_has() -> None:
    made = week(400)
    parts = render(made, TEMPLATES)
    shown = texts(parts[0])
    assert size_of(parts[0].blocks) <= MESSAGE_BUDGET
    assert "more in the thread_" in shown
    assert "*Code*" in shown
    listed = repr(parts[0].blocks).count("arxiv.org/abs")
    unlisted = sum(
        int(line.split()[1].replace(",", "")) for line in shown.split("\n") if "more in the thread" in line
    )
    assert listed + unlisted == 400
    assert [part.position for part in parts if part.piece == 0] == list(range(401))


def test_a_long_summary_is_cut_between_sentences_only() -> None:
    summary = " ".join(f"Sentence {n} of the summary says quite a lot about it." for n in range(400))
    one = entry(1, summary=summary)
    parts = render_entry(one, issue(one), TEMPLATES)
    assert [part.piece for part in parts] == [0, 1, 2]
    sections = [
        block["text"]["text"] for part in parts for block in part.blocks if block["type"] == "section"
    ][1:]
    assert " ".join(sections) == summary
    assert all(section.endswith("it.") for section in sections)
    assert all(size_of(part.blocks) <= MESSAGE_BUDGET for part in parts)
    assert parts[0].blocks[-1]["type"] == "actions"
    assert parts[1].blocks[0]["elements"][0]["text"] == "Title 1, continued"
    assert parts[2].blocks[-1]["type"] == "context"


def test_a_six_thousand_character_summary_is_one_message() -> None:
    one = entry(1, summary="A sentence of an imported summary, which is long. " * 120)
    assert len(render_entry(one, issue(one), TEMPLATES)) == 1


def test_the_longest_link_that_is_taken_in_is_linked_in_its_own_message() -> None:
    url = "https://a.org/" + "x" * 2034
    one = entry(
        1, title="T" * 300, links=(Link(url=url, label="paper"),), organizations=tuple("ABCDEFGHIJKL")
    )
    assert f"<{url}|" in render(issue(one), TEMPLATES)[1].blocks[0]["text"]["text"]


def test_a_link_that_is_longer_than_a_message_leaves_its_words() -> None:
    one = entry(1, links=(Link(url="https://a.org/" + "&" * 2000, label="paper"),))
    root, part = render(issue(one), TEMPLATES)
    assert "*Title 1*" in texts(root)
    assert "paper" in texts(part)


def test_a_title_of_its_own_stands_above_the_introduction() -> None:
    (root,) = render_root(issue(entry(1), title="The <big> one", introduction="Hello."), TEMPLATES)
    assert [block["text"]["text"] for block in root.blocks[2:4]] == ["*The &lt;big&gt; one*", "Hello."]


def test_who_submitted_is_rung_only_by_a_slack_id() -> None:
    part = render(issue(entry(1, submitted_by="Ada <!here>")), TEMPLATES)[1]
    assert part.blocks[2]["elements"][1]["text"] == "Submitted by Ada &lt;!here&gt;"


hostile_pieces = st.sampled_from(
    [
        *["<!channel>", "<@U0123456>", "https://a.org/?a=1&b=<2>|3", "&amp;", "{{ x }}", "{% raw %}"],
        *["*", "_", "~", "`", "```", "|", ">", "<", "&", "'", '"', " ", "\n", "\n\n"],
        *["\u202e", "שלום", "你好。", "🙂", "👩\u200d🔬", "x" * 400, "A sentence."],
    ]
)
hostile = st.lists(hostile_pieces, max_size=40).map("".join) | st.text(max_size=200)
entries = st.builds(
    lambda title, summary, names, label, path, tags, person, kind, older, votes: entry(
        1,
        title=title.strip() or None,
        summary=summary,
        organizations=tuple(names),
        links=(Link(url="https://a.org/" + path, label=label), Link(url=path, label=label)),
        tags=tuple(tags),
        submitted_by=person,
        kind=kind,
        older=older,
        votes=votes,
    ),
    hostile, hostile, st.lists(hostile, max_size=14), hostile, hostile, st.lists(hostile, max_size=12),
    st.none() | hostile, st.sampled_from(Kind), st.booleans(), st.integers(0, 2000),
)  # fmt: skip


@settings(
    max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None
)
@given(st.lists(entries, max_size=9), hostile, hostile, hostile)
def test_whatever_people_write_stays_within_limits_and_loses_no_sentence(
    found: list[Any], name: str, title: str, introduction: str
) -> None:
    numbered = [
        replace(one, position=n, item=replace(one.item, id=n)) for n, one in enumerate(found, start=1)
    ]
    made = issue(*numbered, publication=name or "x", title=title, introduction=introduction)
    parts = render(made, TEMPLATES)
    for part in parts:
        assert problems_in_message(part.as_json()) == []
    shown = {
        n: words("".join(texts(part) for part in parts if part.position == n)) for n in range(len(found) + 1)
    }
    for one in numbered:
        for sentence in sentences(one.summary):
            if not set(sentence) & set("*_~`<>|&\u202e") and len(sentence) < 300 and "http" not in sentence:
                assert words(sentence) in shown[one.position]


def test_templates_are_checked_with_values_before_the_first_issue(tmp_path: Path) -> None:
    check_templates(TEMPLATES)
    for name, block in [("root", "more"), ("root", "continued"), ("entry", "continued"), ("entry", "remove")]:
        (tmp_path / "issue").mkdir(exist_ok=True)
        (tmp_path / "issue" / f"{name}.txt").write_text(
            f"{{% block {block} %}}{{{{ absent }}}}{{% endblock %}}"
        )
        with pytest.raises(TemplateError, match=rf"{name}\.txt, line 1: 'absent' is undefined"):
            check_templates(Templates(data_folder("templates"), tmp_path))
        (tmp_path / "issue" / f"{name}.txt").unlink()


def test_a_replaced_template_that_slack_would_refuse_is_found_before_it_is_posted(tmp_path: Path) -> None:
    (tmp_path / "issue").mkdir()
    (tmp_path / "issue" / "root.txt").write_text("{% block thread %}<!channel> read this{% endblock %}")
    with pytest.raises(InvalidBlocksError, match="rings a whole channel"):
        render(week(2), Templates(data_folder("templates"), tmp_path))


def test_an_operator_can_leave_a_line_out(tmp_path: Path) -> None:
    (tmp_path / "issue").mkdir()
    blocks = ("inside", "picks_title", "thread")
    (tmp_path / "issue" / "root.txt").write_text(
        "".join(f"{{% block {b} %}}{{% endblock %}}" for b in blocks)
    )
    (tmp_path / "issue" / "entry.txt").write_text("{% block credit %}{% endblock %}")
    root, *entries = render(week(8), Templates(data_folder("templates"), tmp_path))
    assert "context" not in [block["type"] for block in root.blocks]
    assert all(len(part.blocks[-2]["elements"]) == 1 for part in entries)


def test_a_replaced_template_with_an_unknown_value_names_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "issue").mkdir()
    (tmp_path / "issue" / "entry.txt").write_text("{% block head %}\n{{ titel }}\n{% endblock %}")
    with pytest.raises(TemplateError, match=r"entry\.txt, line 2: 'titel' is undefined"):
        render(week(2), Templates(data_folder("templates"), tmp_path))


def test_right_to_left_words_do_not_carry_off_the_day_behind_them() -> None:
    made = issue(entry(1, title="نموذج لغوي كبير", organizations=("جامعة الملك عبد الله",)))
    (root,) = render_root(made, TEMPLATES)
    (pick,) = [block["text"]["text"] for block in root.blocks if "|نموذج" in repr(block)]
    assert pick.startswith("*<https://arxiv.org/abs/2401.00001|نموذج لغوي كبير\u200e>*\n")
    assert "جامعة الملك عبد الله\u200e · 25\xa0Jan" in pick
