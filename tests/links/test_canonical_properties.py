"""What holds for every text, not only for the links we thought of."""

from contextlib import suppress
from random import Random

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.errors import LinkError
from bot.links.canonical import MAX_KEY, canonicalize, may_replace
from bot.links.find import find_links, without_links

_HOSTS = """
    example.com www.example.com WWW2.Example.org arxiv.org x.com www.youtube.com youtu.be github.com
    openreview.net huggingface.co doi.org www.google.com bücher.example 127.0.0.1 [::1] a.cdn.ampproject.org
    r.jina.ai href.li www-bbc-com.translate.goog urldefense.com open.substack.com amp.example.com
    en.m.wikipedia.org forbes.com news.ycombinator.com aclanthology.org zenodo.org www.nature.com
    """
_PIECES = """
    abs pdf 2401.02412v2 hep-th 9901001 status 12 watch url amp s c https: http:// %2e%2e %7E %00 .. .
    a-b-c-d ä 10.48550 10.1145 arXiv.2401.02412 releases tag v1.0 datasets papers doi forum item pub p x;
    ;jsessionid=1 /amp __https://example.com/a__;!!x https://example.com/a
    """
_NAMES = "a b A utm_source UTM_X fbclid id v q url u ref s t sk si source list amp"

HOSTS = st.sampled_from(_HOSTS.split())
PIECES = st.one_of(st.sampled_from(_PIECES.split()), st.text(st.characters(codec="utf-8"), max_size=8))
RULES = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no reason to fail. Raise the number to look for more."""

INNER = "https%3A%2F%2Fexample.com%2Fa%20b"
PARAMETERS = st.tuples(
    st.sampled_from(_NAMES.split()),
    st.sampled_from(["", "1", "ä", "a%20b", "a+b", "%2f", "tldr.tech", "main", "kCc8FmEb1nY", INNER]),
)


@st.composite
def links(draw: st.DrawFn) -> str:
    scheme = draw(st.sampled_from(["http", "https", "HTTPS"]))
    port = draw(st.sampled_from(["", ":80", ":443", ":8080", ":"]))
    path = "".join(f"/{piece}" for piece in draw(st.lists(PIECES, max_size=5)))
    query = "&".join("=".join(pair) for pair in draw(st.lists(PARAMETERS, max_size=4)))
    fragment = draw(st.sampled_from(["", "#part", "#/route/1", "#!/route/", "#utm_source=x", "#"]))
    return f"{scheme}://{draw(HOSTS)}{port}{path}{'?' if query else ''}{query}{fragment}"


@RULES
@given(links())
def test_the_clean_link_has_the_same_key_and_is_clean(link: str) -> None:
    with suppress(LinkError):
        found = canonicalize(link)
        again = canonicalize(found.clean)
        assert (again.key, again.clean) == (found.key, found.clean)
        assert len(found.key) <= MAX_KEY
        assert found.key.isascii()
        assert found.key.isprintable()
        assert not set(found.clean) & set('|<>"` \t\n\x00')


@RULES
@given(st.one_of(st.text(), st.text(st.characters()), links().map(lambda link: f"<{link}|x>")))
@example("https://[")
@example("https://example.com/%")
@example("https://xn--/")
@example("about:reader?url=%")
def test_no_text_raises_anything_but_a_link_error(text: str) -> None:
    with suppress(LinkError):
        assert canonicalize(text).key


@RULES
@given(st.lists(PARAMETERS, max_size=6), st.randoms(use_true_random=False))
def test_the_key_does_not_depend_on_the_order_of_parameters(
    pairs: list[tuple[str, str]], random: Random
) -> None:
    pieces = ["=".join(pair) for pair in pairs]
    shuffled = list(pieces)
    random.shuffle(shuffled)
    one = canonicalize("https://example.com/page?" + "&".join(pieces))
    other = canonicalize("https://example.com/page?" + "&".join(shuffled))
    assert one.key == other.key


@RULES
@given(st.text(st.characters(codec="utf-8")))
def test_finding_links_takes_any_text(text: str) -> None:
    assert all(link.url for link in find_links(text))
    assert isinstance(without_links(text), str)


@RULES
@given(links(), links())
def test_judging_canonical_links_takes_any_pair(page: str, canonical: str) -> None:
    assert may_replace(page, canonical) in (True, False)


@RULES
@given(st.lists(links().filter(lambda link: not set(link) & set("<>|&")), min_size=1, max_size=4))
def test_links_in_slacks_form_are_all_found(given_links: list[str]) -> None:
    usable = [link for link in dict.fromkeys(given_links) if not any(c.isspace() for c in link)]
    text = " and ".join(f"<{link}|words>" for link in usable)
    assert [found.url for found in find_links(text)] == usable
