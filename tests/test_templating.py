import re
from datetime import date
from pathlib import Path

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blockkit.escape import unescape
from bot.errors import TemplateError
from bot.paths import data_folder
from bot.templating import Templates, day, listing, plural


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    folder = tmp_path / "shipped"
    write(
        folder,
        "issue/root.txt",
        "{# Words of the root #}\n"
        "{% block headline %}\n{{ name }}:   {{ day }}\n{% endblock %}\n"
        "{% block opening %}\n*{{ title | link(url) }}*\n{% if note %}\n_{{ note }}_\n{% endif %}\n"
        "{% endblock %}\n",
    )
    return folder


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    folder.mkdir()
    return folder


def test_a_block_is_rendered_as_mrkdwn_with_values_escaped(shipped: Path) -> None:
    text = Templates(shipped).text(
        "issue/root.txt", "opening", title="R&D's <!here>", url="https://a.org/?a=1&b", note="*x*"
    )
    assert text == "*<https://a.org/?a=1&amp;b|R&amp;D's &lt;!here&gt;>*\n_∗x∗_"


def test_a_block_is_rendered_plain_on_one_line_and_unescaped(shipped: Path) -> None:
    templates = Templates(shipped)
    assert (
        templates.plain("issue/root.txt", "headline", name="R&D\n *news*", day="5 Jan") == "R&D *news*: 5 Jan"
    )
    assert (
        templates.plain("issue/root.txt", "opening", title="A & B", url="https://a.org", note="") == "*A & B*"
    )


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ text }}", 'it\'s &lt;b&gt; &amp; "c"'),
        ("{% macro m(t) %}[{{ t }}]{% endmacro %}{{ m(text) }}", '[it\'s &lt;b&gt; &amp; "c"]'),
        ("{% set t %}[{{ text }}]{% endset %}{{ t }}", '[it\'s &lt;b&gt; &amp; "c"]'),
        (
            "{{ [text, 'x' | link('https://a.org')] | join(' · ') }}",
            'it\'s &lt;b&gt; &amp; "c" · <https://a.org|x>',
        ),
        ("{{ text ~ ('x' | link('https://a.org')) }}", 'it\'s &lt;b&gt; &amp; "c"<https://a.org|x>'),
        ('{{ "it\'s" }} {{ nothing }}.', "it's ."),
        ("{{ '*kept* & escaped' | formatted }}", "*kept* &amp; escaped"),
        ("{{ 'U0123456' | mention }} {{ 'Ada' | mention }}", "<@U0123456> Ada"),
        ("{{ 'C0123456' | channel }} {{ '<!here>' | channel }}", "<#C0123456> &lt;!here&gt;"),
        ("{{ 'at https://a.org/_x_/y. *so*' | prose }}", "at <https://a.org/_x_/y>. ∗so∗"),
        ("{{ ['A', 'B', 'C'] | listing }}", "A, B and C"),
        ("{{ 14 | plural('item') }}", "14 items"),
        ("{{ 'One. Two.' | sentence }}", "One."),
        ("{{ 'One two. Three four.' | shorten(12) }}", "One two."),
        ("a\n\n\n\n\nb", "a\n\nb"),
    ],
)
def test_values_are_escaped_once_whatever_the_way(tmp_path: Path, template: str, expected: str) -> None:
    write(tmp_path, "t.txt", f"{{% block b %}}{template}{{% endblock %}}")
    assert Templates(tmp_path).text("t.txt", "b", text='it\'s <b> & "c"', nothing=None) == expected


@pytest.fixture(scope="module")
def echo(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    folder = tmp_path_factory.mktemp("echo")
    write(folder, "echo.txt", "{% block echo %}{{ value }}{% endblock %}")
    return Templates(folder)


@given(
    value=st.text(alphabet=st.characters(exclude_characters="*_~`＊＿｀", exclude_categories=["Cs", "Cf"]))
)
def test_any_value_comes_back_as_it_was_but_for_space(echo: Templates, value: str) -> None:
    assert unescape(echo.text("echo.txt", "echo", value=value)).split() == value.split()
    assert echo.plain("echo.txt", "echo", value=value).split() == value.split()


@pytest.mark.parametrize(
    ("value", "relative_to", "shown"),
    [
        (date(2024, 1, 5), date(2024, 1, 7), "5 Jan"),
        (date(2023, 12, 28), date(2024, 1, 7), "28 Dec 2023"),
        (date(2024, 1, 5), None, "5 Jan 2024"),
        (None, date(2024, 1, 7), ""),
    ],
)
def test_day(value: date | None, relative_to: date | None, shown: str) -> None:
    assert day(value, relative_to) == shown


def test_plural_and_listing() -> None:
    assert [plural(0, "item"), plural(1, "item"), plural(1204, "item")] == [
        "0 items",
        "1 item",
        "1,204 items",
    ]
    assert plural(2, "person", "people") == "2 people"
    assert [listing([]), listing(["A"]), listing(["A", "B"])] == ["", "A", "A and B"]


def test_an_operator_replaces_single_blocks(shipped: Path, mine: Path) -> None:
    write(mine, "issue/root.txt", "{% block headline %}Our own {{ name }}{% endblock %}")
    templates = Templates(shipped, mine)
    templates.check()
    assert templates.plain("issue/root.txt", "headline", name="News", day="") == "Our own News"
    assert (
        templates.text("issue/root.txt", "opening", title="T", url="https://a.org", note="")
        == "*<https://a.org|T>*"
    )


def test_an_operator_keeps_shared_pieces_in_files_with_an_underscore(shipped: Path, mine: Path) -> None:
    write(mine, "_words.txt", "{% macro shout(text) %}{{ text | upper }}!{% endmacro %}")
    write(
        mine,
        "issue/root.txt",
        "{% block headline %}{% from '_words.txt' import shout %}{{ shout(name) }}{% endblock %}",
    )
    templates = Templates(shipped, mine)
    templates.check()
    assert templates.text("issue/root.txt", "headline", name="R&D") == "R&amp;D!"


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("issue/root.txt", "{% block headline %}\n{{ name\n{% endblock %}", "root.txt, line 3: "),
        (
            "issue/root.txt",
            "{% block headline %}\n\n{{ x | unheard }}{% endblock %}",
            "line 3: No filter named 'unheard'",
        ),
        (
            "issue/root.txt",
            "{# #}\n{% block hedline %}{% endblock %}",
            'line 2: no block is called "hedline".* "headline"',
        ),
        (
            "issue/root.txt",
            "{% block headline %}{% endblock %}\nstray",
            "line 2: this stands outside of a block",
        ),
        ("issue/root.txt", "{% if x %}{% endif %}", "line 1: this stands outside of a block"),
        ("issue/rot.txt", "", 'rot.txt: no template has this name.* "issue/root.txt"'),
    ],
)
def test_a_broken_replacement_is_named_with_file_and_line(
    shipped: Path, mine: Path, name: str, text: str, message: str
) -> None:
    write(mine, name, text)
    with pytest.raises(TemplateError, match=message):
        Templates(shipped, mine).check()


def test_a_template_that_is_not_utf_8_or_a_missing_folder_is_named(shipped: Path, mine: Path) -> None:
    (mine / "issue").mkdir()
    (mine / "issue" / "root.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(TemplateError, match=r"root\.txt cannot be read"):
        Templates(shipped, mine).check()
    with pytest.raises(TemplateError, match=r"no folder of templates at .*nowhere"):
        Templates(shipped, mine / "nowhere").check()


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("\n\n{{ absent }}", r"t\.txt, line 3: 'absent' is undefined"),
        ("\n{{ number + 'x' }}", r"t\.txt, line 2: unsupported operand"),
        ("{% include 'gone.txt' %}", 'no template "gone.txt"'),
        ("{{ number", "t.txt, line 1: "),
    ],
)
def test_a_failure_while_rendering_names_file_and_line(tmp_path: Path, template: str, message: str) -> None:
    write(tmp_path, "t.txt", f"{{% block b %}}{template}{{% endblock %}}")
    with pytest.raises(TemplateError, match=message):
        Templates(tmp_path).text("t.txt", "b", number=1)


def test_an_unknown_file_or_block_is_named(shipped: Path) -> None:
    with pytest.raises(TemplateError, match=r'no template "issue/gone\.txt"'):
        Templates(shipped).text("issue/gone.txt", "headline")
    with pytest.raises(TemplateError, match=r'issue/root\.txt: there is no block "gone"'):
        Templates(shipped).text("issue/root.txt", "gone")


def test_the_templates_that_we_ship_are_whole() -> None:
    Templates(data_folder("templates")).check()


@pytest.mark.parametrize("folder", ["issue", "slack"])
def test_our_own_words_in_templates_are_escaped(folder: str) -> None:
    """Values are escaped as they are printed; what stands in the file itself is not."""
    environment = jinja2.Environment(autoescape=True)
    for path in sorted((data_folder("templates") / folder).glob("*.txt")):
        tree = environment.parse(re.sub(r"\|\s*(\w+)", "", path.read_text("utf-8")))
        for data in tree.find_all(jinja2.nodes.TemplateData):
            assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", data.data), f"{path.name}: {data.data.strip()}"
