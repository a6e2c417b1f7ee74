"""What is made of pages. The recorded ones are written in the form that each site uses."""

import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import FetchError
from bot.links.canonical import canonicalize
from bot.links.describe import describe, describe_unread, other_keys, page_url_for, read_link
from bot.links.page import Page
from bot.models.values import Description, Kind
from tests.links.conftest import MakeFetcher
from tests.links.servers import Server, answer, redirect

PAGES = Path(__file__).parent / "pages"
TYPES = {".html": "text/html", ".txt": "text/plain", ".pdf": "application/pdf"}


def page_of(body: bytes, url: str, content_type: str = "text/html") -> Page:
    return Page(url, url, 200, content_type, body, datetime(2024, 1, 29, tzinfo=UTC))


def describe_file(name: str, url: str, *, at: str | None = None) -> Description:
    link = canonicalize(url)
    page = page_of((PAGES / name).read_bytes(), at or page_url_for(link), TYPES[Path(name).suffix])
    return describe(link, page)


STITCH = """\
Foundational models with billions of parameters are costly to extend. \
We present STITCH, which joins a large model to a small specialised one by cross-attention, \
and needs 10× less data than fine-tuning. \
On translation into low-resource languages it improves by 13%, and on code by 40%."""

# file, link as handed in; title, how the summary begins, organisations, kind, day, keys of the further links
Row = tuple[str, str, str | None, str, tuple[str, ...], Kind | None, str | None, tuple[str, ...]]
RECORDED: list[Row] = [
    (
        "arxiv.html",
        "https://arxiv.org/pdf/2401.99001v1.pdf",
        "Stitching Small Models into Large Ones",
        STITCH,
        ("Adaeze Okafor et al.",),
        Kind.PAPER,
        "2024-01-04",
        ("github:okafor-lab/stitch", "url:stitch-models.example"),
    ),
    (
        "arxiv-old.html",
        "https://arxiv.org/abs/hep-th/9901001",
        "Branes and Other Things",
        "We study branes.",
        ("J. Doe", "R. Roe"),
        Kind.PAPER,
        "1999-01-01",
        (),
    ),
    (
        "openreview.html",
        "https://openreview.net/pdf?id=aB3dE6gH9j",
        "Nested Embeddings for Every Budget",
        "Learned representations are used everywhere",
        ("Maria Keller", "Ngozi Eze"),
        Kind.PAPER,
        "2023-05-01",
        (),
    ),
    (
        "openreview-script.html",
        "https://openreview.net/forum?id=zZ9yY8xX7w",
        "Agents That Ask",
        "Agents rarely ask when they are unsure. Ours do, and fail 30% less often.",
        (),
        Kind.PAPER,
        None,
        (),
    ),
    (
        "acl.html",
        "https://aclanthology.org/2023.acl-long.9001.pdf",
        "Reading Tables Aloud",
        "Screen readers read tables cell by cell.",
        ("Priya Raman", "Tomás Ibarra", "Yuki Mori"),
        Kind.PAPER,
        None,
        (),
    ),
    (
        "nature.html",
        "https://www.nature.com/articles/s41586-999-00001-1.pdf",
        "Solving geometry problems with synthetic proofs",
        "Proving theorems at the olympiad level",
        ("Google DeepMind", "New York University"),
        Kind.PAPER,
        "2024-01-17",
        (),
    ),
    (
        "springer.html",
        "https://link.springer.com/article/10.1007/s00000-023-00001-1",
        "A Survey of Small Language Models",
        "Small language models run on phones. This survey covers 120 of them.",
        ("University of Warsaw",),
        Kind.PAPER,
        "2023-11-21",
        (),
    ),
    (
        "science.html",
        "https://www.science.org/doi/full/10.1126/science.zzz9788",
        "Cheap sensors, rich maps",
        "Sensors that cost a dollar can map a city’s air when a model fills the gaps.",
        ("Ada Ray", "Ben Sol"),
        Kind.PAPER,
        "2024-01-12",
        (),
    ),
    (
        "github.html",
        "https://github.com/MzeroMiko/VMamba",
        "MzeroMiko/VMamba",
        "VMamba: Visual State Space Models, code is based on mamba",
        ("MzeroMiko",),
        Kind.CODE,
        None,
        ("arxiv:2401.10166",),
    ),
    (
        "github-bare.html",
        "https://github.com/facebookresearch/quietrepo/",
        "facebookresearch/quietrepo",
        "",
        ("Meta",),
        Kind.CODE,
        None,
        (),
    ),
    (
        "github-release.html",
        "https://github.com/vllm-project/vllm/releases/tag/v0.9.1",
        "vllm v0.9.1",
        "This release serves two new model families and is 1.8x faster with long prompts.",
        ("vLLM",),
        Kind.RELEASE,
        "2024-01-30",
        (),
    ),
    (
        "hf-model.html",
        "https://huggingface.co/mistralai/Example-7B-v0.1/tree/main",
        "Example-7B-v0.1",
        "The Example-7B model is a pretrained generative text model",
        ("Mistral AI",),
        Kind.RELEASE,
        None,
        ("arxiv:2310.99825",),
    ),
    (
        "hf-dataset.html",
        "https://huggingface.co/datasets/HuggingFaceH4/quiet_robots",
        "quiet_robots",
        "A set of 10,000 instructions and demonstrations",
        ("Hugging Face",),
        Kind.RELEASE,
        "2023-11-10",
        (),
    ),
    (
        "hf-space.html",
        "https://huggingface.co/spaces/lmsys/arena",
        "arena",
        "",
        ("LMSYS",),
        Kind.CODE,
        None,
        (),
    ),
    (
        "x.html",
        "https://twitter.com/OpenAI/status/1751409104713826666",
        None,
        "We are testing two new embedding models. They are smaller, and can be cut to any length.",
        ("OpenAI",),
        Kind.POST,
        "2024-01-28",
        (),
    ),
    (
        "x-no-script.html",
        "https://x.com/owencm/status/1751409104713826666",
        None,
        "",
        (),
        Kind.POST,
        "2024-01-28",
        (),
    ),
    (
        "youtube.html",
        "https://youtu.be/kCc8FmEb1nY",
        "Let's build a small tokenizer",
        "We build a tokenizer from scratch, in code, spelled out.",
        ("Example Lectures",),
        Kind.VIDEO,
        "2024-01-17",
        ("github:example/minitok",),
    ),
    (
        "youtube-consent.html",
        "https://www.youtube.com/watch?v=kCc8FmEb1nY",
        None,
        "",
        (),
        Kind.VIDEO,
        None,
        (),
    ),
    (
        "hackernews.html",
        "https://news.ycombinator.com/item?id=38877423",
        "Show HN: A tiny model in your terminal",
        "I wrote this over the holidays. It fits into 20 MB.",
        (),
        Kind.OTHER,
        "2024-01-05",
        ("url:tiny.example/model",),
    ),
    (
        "bbc.html",
        "https://www.bbc.com/news/business-99967977",
        "AI to change 40% of jobs, fund says",
        "The fund warns that overall inequality may well worsen. It asks for safety nets.",
        ("BBC",),
        Kind.ARTICLE,
        "2024-01-15",
        (),
    ),
    (
        "techcrunch.html",
        "https://techcrunch.com/2024/01/04/a-chip-start-up/",
        "A chip start-up raises a lot",
        "The company wants to sell its chips to data centres",
        ("TechCrunch",),
        Kind.ARTICLE,
        "2024-01-04",
        (),
    ),
    (
        "forbes.html",
        "https://www.forbes.com/sites/a/2024/01/03/six/?sh=7ee27a6c66ad",
        "Six Ways To Write Better Prompts",
        "Clear prompts get better answers.",
        ("Forbes",),
        Kind.ARTICLE,
        "2024-01-03",
        (),
    ),
    (
        "blog-openai.html",
        "https://openai.com/blog/introducing-the-shop",
        "Introducing the shop",
        "We’re launching a shop to help you find useful and popular custom versions.",
        ("OpenAI",),
        Kind.POST,
        "2024-01-10",
        (),
    ),
    (
        "blog-google.html",
        "https://blog.google/technology/a-model/",
        "A model for video",
        "Our newest model makes short films from a sentence.",
        ("Google",),
        Kind.POST,
        "2024-01-23",
        (),
    ),
    (
        "substack.html",
        "https://smallletters.substack.com/p/the-week?r=1a2b",
        "The week in models",
        "Everything that happened, and what it means for the rest of us.",
        ("Small Letters",),
        Kind.POST,
        "2024-01-26",
        (),
    ),
    (
        "blog-plain.html",
        "https://plain.example/cache",
        "Why my cache was slow",
        "My cache was slow for a year before I looked at it.",
        (),
        None,
        "2023-12-30",
        (),
    ),
    (
        "project.html",
        "https://lantern-video.github.io/",
        "Lantern - A Space-Time Model for Video",
        "Lantern draws videos from text with one network that sees all of time at once.",
        (),
        None,
        None,
        ("arxiv:2401.99945", "github:lantern-video/lantern"),
    ),
    (
        "video-elsewhere.html",
        "https://vimeo.com/99",
        "A talk on agents",
        "Forty minutes on what agents can do today",
        ("Vimeo",),
        Kind.VIDEO,
        None,
        (),
    ),
    ("cloudflare.html", "https://example.org/a", None, "", (), None, None, ()),
    ("denied.html", "https://example.org/a", None, "", (), None, None, ()),
    ("sign-in.html", "https://members.example/a", None, "", (), None, None, ()),
    (
        "bare-host.html",
        "https://example.org/a",
        None,
        "Example writes every week about what small models can and cannot do.",
        ("Example",),
        None,
        None,
        (),
    ),
    (
        "entities.html",
        "https://example.org/a",
        "R&D: “big” <models> — café edition",
        'Costs fell by 50 % & nobody "noticed" it at first.',
        (),
        None,
        None,
        (),
    ),
    (
        "latin1.html",
        "https://verein.example/a",
        "Künstliche Wörter für Maschinen",
        "Ein Verein übersetzt Fachwörter, und Größe spielt dabei keine Rolle.",
        (),
        None,
        None,
        (),
    ),
    (
        "note.txt",
        "https://example.org/notes.txt",
        "Release notes for the small model",
        "The model now reads tables. It is twice as fast as before, and no larger.",
        (),
        None,
        None,
        (),
    ),
    (
        "paper.pdf",
        "https://example.org/paper.pdf",
        "Beyond Exposure: Which Tasks Are Worth (It)",
        "",
        (),
        Kind.PAPER,
        "2024-01-18",
        (),
    ),
    ("scan.pdf", "https://example.org/scan.pdf", None, "", (), Kind.PAPER, None, ()),
]


@pytest.mark.parametrize("row", RECORDED, ids=[row[0] for row in RECORDED])
def test_recorded(row: Row) -> None:
    name, url, title, summary, organizations, kind, day, links = row
    found = describe_file(name, url)
    assert found.title == title
    assert found.summary.startswith(summary) if summary else found.summary == ""
    assert found.organizations == organizations
    assert found.kind is kind
    assert found.published_on == (date.fromisoformat(day) if day else None)
    assert tuple(link.key for link in found.links) == links
    assert found.site


def test_every_recorded_page_is_in_the_table() -> None:
    assert {path.name for path in PAGES.iterdir()} == {row[0] for row in RECORDED} | {"hf-paper.html"}
    assert len(RECORDED) >= 25


def test_a_paper_page_of_hugging_face() -> None:
    found = describe_file(
        "hf-paper.html", "https://hf.co/papers/2401.99001", at="https://huggingface.co/papers/2401.99001"
    )
    assert (found.title, found.published_on) == ("Stitching Small Models into Large Ones", date(2024, 1, 4))
    assert found.summary == "Large models are costly to extend. We join them to small ones."
    assert found.kind is Kind.PAPER


@pytest.mark.parametrize(
    ("link", "page"),
    [
        ("https://arxiv.org/pdf/2401.02412v2.pdf", "https://arxiv.org/abs/2401.02412"),
        ("https://www.alphaxiv.org/abs/2401.02412", "https://arxiv.org/abs/2401.02412"),
        ("https://huggingface.co/papers/2401.02412", "https://arxiv.org/abs/2401.02412"),
        ("https://doi.org/10.48550/arXiv.2401.02412", "https://arxiv.org/abs/2401.02412"),
        ("https://arxiv.org/pdf/math.GT/0309136", "https://arxiv.org/abs/math/0309136"),
        ("https://openreview.net/pdf?id=9njZa1fm35", "https://openreview.net/forum?id=9njZa1fm35"),
        ("https://aclanthology.org/P19-1001.pdf", "https://aclanthology.org/P19-1001/"),
        ("https://aclanthology.org/2023.acl-long.1.pdf", "https://aclanthology.org/2023.acl-long.1/"),
        (
            "https://www.nature.com/articles/s41586-023-06747-5.pdf",
            "https://doi.org/10.1038/s41586-023-06747-5",
        ),
        ("https://dl.acm.org/doi/pdf/10.1145/3442188.3445922", "https://doi.org/10.1145/3442188.3445922"),
        (
            "https://www.science.org/doi/10.1126/science.a9788",
            "https://www.science.org/doi/10.1126/science.a9788",
        ),
        ("https://github.com/MzeroMiko/VMamba/tree/main", "https://github.com/MzeroMiko/VMamba"),
        ("https://github.com/a/b/releases/tag/v1", "https://github.com/a/b/releases/tag/v1"),
        ("https://hf.co/datasets/a/b/tree/main", "https://huggingface.co/datasets/a/b"),
        ("https://hf.co/datasets/squad", "https://huggingface.co/datasets/squad"),
        ("https://youtu.be/kCc8FmEb1nY?t=3", "https://www.youtube.com/watch?v=kCc8FmEb1nY"),
        ("https://x.com/a/status/12345678901?s=20", "https://x.com/a/status/12345678901"),
        ("https://news.ycombinator.com/item?id=1#2", "https://news.ycombinator.com/item?id=1"),
        ("https://example.com/a?utm_source=x", "https://example.com/a"),
    ],
)
def test_the_page_that_says_most_is_read(link: str, page: str) -> None:
    assert page_url_for(canonicalize(link)) == page


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (
            "https://twitter.com/OpenAI/status/1746986660892741927",
            Description(organizations=("OpenAI",), kind=Kind.POST, published_on=date(2024, 1, 15), site="X"),
        ),
        ("https://x.com/i/status/1234", Description(kind=Kind.POST, site="X")),
        (
            "https://github.com/openai/tiktoken",
            Description("openai/tiktoken", organizations=("OpenAI",), kind=Kind.CODE, site="GitHub"),
        ),
        (
            "https://github.com/openai/tiktoken/releases/tag/0.5.2",
            Description("tiktoken 0.5.2", organizations=("OpenAI",), kind=Kind.RELEASE, site="GitHub"),
        ),
        ("https://arxiv.org/abs/2401.02412", Description(kind=Kind.PAPER, site="arXiv")),
        (
            "https://www.science.org/doi/10.1126/science.a9788",
            Description(kind=Kind.PAPER, site="science.org"),
        ),
        ("https://www.example.com/a", Description(site="example.com")),
    ],
)
def test_what_the_link_alone_says(link: str, expected: Description) -> None:
    assert describe_unread(canonicalize(link)) == expected


def test_a_shortener_is_described_by_what_it_leads_to() -> None:
    page = page_of((PAGES / "arxiv.html").read_bytes(), "https://arxiv.org/abs/2401.99001")
    found = describe(canonicalize("https://short.example/x"), page)
    assert (found.title, found.kind) == ("Stitching Small Models into Large Ones", Kind.PAPER)


def test_a_link_is_not_its_own_further_link() -> None:
    body = b'<title>A project of ours</title><a href="/">Code</a> <a href="https://github.com/a/b">GitHub</a>'
    found = describe(canonicalize("https://project.example"), page_of(body, "https://project.example/"))
    assert [link.key for link in found.links] == ["github:a/b"]


HOSTILE = {
    "empty": b"",
    "NULs": b"\x00" * 100_000,
    "not HTML": bytes(range(256)) * 1000,
    "deep": b"<div>" * 200_000,
    "attributes": b"<p " + b" ".join(b'a%d="x"' % number for number in range(150_000)) + b">",
    "attributes without spaces": b"<p " + b"".join(b'a%d="x"' % number for number in range(150_000)) + b">",
    "attributes with brackets": b"<p " + b" ".join(b'a%d=">"' % number for number in range(150_000)) + b">",
    "metas": b'<meta name="citation_author" content="A B">' * 40_000
    + b'<meta name="citation_title" content="T">',
    "links": b'<a href="https://github.com/a/b">code</a>' * 40_000,
    "open tags": b"<a <b <c " * 100_000,
    "quotes": b"<a x='" * 300_000,
    "comments": b"<!--" * 400_000,
    "deep JSON": b'<script type="application/ld+json">' + b"[" * 100_000 + b"</script>",
    "broken JSON": b'<script type="application/ld+json">{"@type": "Article", "headline": </script>',
    "odd JSON": b'<script type="application/ld+json">[1, null, {"@type": ["Article", 3], "headline": [[]],'
    b' "publisher": [{"name": {"a": 1}}], "datePublished": 7}]</script>',
    "entities": b"&lt;" * 400_000,
    "an entity bomb": b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><title>&b;</title>',
    "a file entity": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><title>&a;</title>',
    "a long title": b"<title>" + b"word " * 300_000,
    "a long description": b'<meta name="description" content="' + b"Word. " * 200_000 + b'">',
    "a description without spaces": b'<meta name="description" content="' + b"a" * 1_000_000 + b'">',
    "paragraphs": b"<p>A sentence that is here again and again.</p>" * 20_000,
    "a bad canonical link": b'<link rel="canonical" href="http://[">',
    "bad dates": b'<meta name="date" content="2024-99-99"><meta name="citation_date" content="9999/12/31">',
}


@pytest.mark.parametrize("what", HOSTILE)
@pytest.mark.parametrize(
    "url", ["https://example.com/a", "https://arxiv.org/abs/2401.00001", "https://github.com/a/b"]
)
def test_a_hostile_page_is_described_quickly(what: str, url: str) -> None:
    started = time.process_time()
    found = describe(canonicalize(url), page_of(HOSTILE[what], url))
    assert time.process_time() - started < 3
    assert len(found.title or "") <= 300
    assert len(found.summary) <= 600
    assert "root:" not in (found.title or "")


TAGS = [
    "<title>",
    "</title>",
    "<meta name='citation_title' content='",
    "'>",
    "<article>",
    "<p>",
    "</p>",
    "<script type='application/ld+json'>",
    '{"@type":"Article",',
    '"headline":',
    "}",
    "</script>",
    "<a href='http://[",
    "<time datetime='",
    "<h1>",
    "<relative-time datetime='2024-13-01'>",
]
MARKUP = st.lists(
    st.one_of(
        st.sampled_from(TAGS),
        st.text(max_size=20),
    ),
    max_size=20,
)
LINKS = st.sampled_from(
    [row[1] for row in RECORDED]
    + ["https://huggingface.co/papers/2401.99001", "https://x.com/i/status/99999999999999999999"]
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(MARKUP, LINKS, st.sampled_from(list(TYPES.values())))
def test_any_page_is_described(pieces: list[str], url: str, content_type: str) -> None:
    link = canonicalize(url)
    body = "".join(pieces).encode("utf-8", "replace")
    assert isinstance(describe(link, page_of(body, link.clean, content_type)), Description)


def test_reading_a_link(make_fetcher: MakeFetcher, server: Server) -> None:
    server.answers["/a"] = answer(b"<title>A page about models</title>")
    found = read_link(canonicalize(server.url("/a?utm_source=x")), make_fetcher())
    assert found.title == "A page about models"
    with pytest.raises(FetchError):
        read_link(canonicalize(server.url("/missing")), make_fetcher())


def test_other_keys_come_from_redirects_and_from_canonical_links_that_answer(
    make_fetcher: MakeFetcher, server: Server
) -> None:
    server.answers["/short"] = redirect("/long")
    server.answers["/long"] = answer(b'<link rel="canonical" href="/story">')
    server.answers["/story"] = answer()
    fetcher = make_fetcher()
    link = canonicalize(server.url("/short"))
    page = fetcher.fetch(page_url_for(link))
    keys = [other.key for other in other_keys(link, page, fetcher)]
    assert keys == [f"url:127.0.0.1:{server.port}/long", f"url:127.0.0.1:{server.port}/story"]


@pytest.mark.parametrize(
    "canonical", ["/gone", "/", "https://elsewhere.example/story", "/long", "javascript:alert(1)"]
)
def test_a_canonical_link_is_not_believed_everywhere(
    canonical: str, make_fetcher: MakeFetcher, server: Server
) -> None:
    server.answers["/long"] = answer(f'<link rel="canonical" href="{canonical}">'.encode())
    server.answers["/"] = answer()
    fetcher = make_fetcher()
    link = canonicalize(server.url("/long"))
    assert other_keys(link, fetcher.fetch(link.clean), fetcher) == ()
