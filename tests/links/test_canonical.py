"""Which links are one story. Each row is a link that was met, or one that a rule is about."""

import pytest

from bot.errors import LinkError
from bot.links.canonical import (
    KEY_VERSION,
    MAX_KEY,
    canonicalize,
    identify_link,
    may_replace,
)

KEYS = [
    # arXiv: abstract, PDF, HTML, versions, old ids, mirrors, DOIs, pages about a paper
    ("https://arxiv.org/abs/2401.02412", "arxiv:2401.02412"),
    ("https://arxiv.org/pdf/2401.02412", "arxiv:2401.02412"),
    ("https://arxiv.org/pdf/2401.02412.pdf", "arxiv:2401.02412"),
    ("https://arxiv.org/pdf/2401.02412v1.pdf", "arxiv:2401.02412"),
    ("https://arxiv.org/abs/2401.02412v12", "arxiv:2401.02412"),
    ("https://arxiv.org/html/2401.02412v2", "arxiv:2401.02412"),
    ("https://arxiv.org/html/2401.02412v2#S3.F2", "arxiv:2401.02412"),
    ("https://arxiv.org/html/2401.02412v2/x1.png", "arxiv:2401.02412"),
    ("https://arxiv.org/format/2401.02412", "arxiv:2401.02412"),
    ("https://arxiv.org/abs/2401.02412/", "arxiv:2401.02412"),
    ("https://arxiv.org/abs/2401.02412?context=cs.AI", "arxiv:2401.02412"),
    ("http://www.arxiv.org/abs/2401.02412", "arxiv:2401.02412"),
    ("https://export.arxiv.org/abs/2401.02412", "arxiv:2401.02412"),
    ("https://browse.arxiv.org/html/2401.02412v1", "arxiv:2401.02412"),
    ("https://de.arxiv.org/abs/2401.02412", "arxiv:2401.02412"),
    ("https://ar5iv.labs.arxiv.org/html/2401.02412", "arxiv:2401.02412"),
    ("https://ar5iv.org/abs/2401.02412", "arxiv:2401.02412"),
    ("https://www.alphaxiv.org/abs/2401.02412v1", "arxiv:2401.02412"),
    ("https://www.alphaxiv.org/overview/2401.02412", "arxiv:2401.02412"),
    ("https://huggingface.co/papers/2401.02412", "arxiv:2401.02412"),
    ("https://hf.co/papers/2401.02412", "arxiv:2401.02412"),
    ("https://doi.org/10.48550/arXiv.2401.02412", "arxiv:2401.02412"),
    ("https://doi.org/10.48550/ARXIV.2401.02412", "arxiv:2401.02412"),
    ("https://dx.doi.org/10.48550%2FarXiv.2401.02412v2", "arxiv:2401.02412"),
    ("https://arxiv.org/abs/arXiv:2401.02412", "arxiv:2401.02412"),
    ("arXiv:2401.02412v3", "arxiv:2401.02412"),
    ("arxiv.org/abs/2401.02412", "arxiv:2401.02412"),
    ("https://arxiv.org/abs/0704.0001", "arxiv:0704.0001"),
    ("https://arxiv.org/abs/hep-th/9901001", "arxiv:hep-th/9901001"),
    ("https://arxiv.org/pdf/hep-th/9901001v3.pdf", "arxiv:hep-th/9901001"),
    ("https://arxiv.org/abs/math.GT/0309136", "arxiv:math/0309136"),
    ("https://arxiv.org/abs/math/0309136v2", "arxiv:math/0309136"),
    ("https://arxiv.org/ftp/arxiv/papers/2401/2401.02412.pdf", "arxiv:2401.02412"),
    ("https://arxiv.org/abs/physics.ao-ph/0001001", "arxiv:physics/0001001"),
    ("https://arxiv.org/list/cs.AI/recent", "url:arxiv.org/list/cs.AI/recent"),
    ("https://arxiv.org", "url:arxiv.org"),
    # DOI and publishers that put it in their links
    ("https://doi.org/10.1126/science.adm9788", "doi:10.1126/science.adm9788"),
    ("https://www.science.org/doi/full/10.1126/science.adm9788", "doi:10.1126/science.adm9788"),
    ("https://www.science.org/doi/10.1126/SCIENCE.ADM9788", "doi:10.1126/science.adm9788"),
    ("doi:10.1126/science.adm9788", "doi:10.1126/science.adm9788"),
    ("https://dl.acm.org/doi/abs/10.1145/3442188.3445922", "doi:10.1145/3442188.3445922"),
    ("https://dl.acm.org/doi/pdf/10.1145/3442188.3445922", "doi:10.1145/3442188.3445922"),
    ("https://www.nature.com/articles/s41586-023-06747-5", "doi:10.1038/s41586-023-06747-5"),
    ("https://www.nature.com/articles/s41586-023-06747-5.pdf", "doi:10.1038/s41586-023-06747-5"),
    ("https://doi.org/10.1038/s41586-023-06747-5", "doi:10.1038/s41586-023-06747-5"),
    ("https://link.springer.com/article/10.1007/s11263-015-0816-y", "doi:10.1007/s11263-015-0816-y"),
    ("https://link.springer.com/content/pdf/10.1007/s11263-015-0816-y.pdf", "doi:10.1007/s11263-015-0816-y"),
    ("https://www.biorxiv.org/content/10.1101/2023.09.15.557508v2.full.pdf", "doi:10.1101/2023.09.15.557508"),
    ("https://www.biorxiv.org/content/10.1101/2023.09.15.557508v1", "doi:10.1101/2023.09.15.557508"),
    (
        "https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0000217",
        "doi:10.1371/journal.pone.0000217",
    ),
    ("https://www.frontiersin.org/articles/10.3389/frai.2023.1130913/full", "doi:10.3389/frai.2023.1130913"),
    ("https://zenodo.org/records/10256836", "doi:10.5281/zenodo.10256836"),
    ("https://doi.org/10.5281/zenodo.10256836", "doi:10.5281/zenodo.10256836"),
    ("https://www.nature.com/nature/research-articles", "url:nature.com/nature/research-articles"),
    # OpenReview and the ACL Anthology
    ("https://openreview.net/pdf?id=9njZa1fm35", "openreview:9njZa1fm35"),
    ("https://openreview.net/forum?id=9njZa1fm35", "openreview:9njZa1fm35"),
    ("https://openreview.net/forum?id=9njZa1fm35&noteId=abcd1234", "openreview:9njZa1fm35"),
    ("https://openreview.net/forum?noteId=abcd1234&id=9njZa1fm35", "openreview:9njZa1fm35"),
    ("https://openreview.net/attachment?id=9njZa1fm35&name=pdf", "openreview:9njZa1fm35"),
    (
        "https://openreview.net/group?id=ICLR.cc/2024/Conference#tab-accept-oral",
        "url:openreview.net/group?id=ICLR.cc/2024/Conference",
    ),
    ("https://aclanthology.org/2023.acl-long.1/", "acl:2023.acl-long.1"),
    ("https://aclanthology.org/2023.acl-long.1.pdf", "acl:2023.acl-long.1"),
    ("https://aclanthology.org/2023.acl-long.1v2.pdf", "acl:2023.acl-long.1"),
    ("https://doi.org/10.18653/v1/2023.acl-long.1", "acl:2023.acl-long.1"),
    ("https://www.aclweb.org/anthology/P19-1001/", "acl:p19-1001"),
    ("https://aclanthology.org/P19-1001.bib", "acl:p19-1001"),
    ("https://aclanthology.org/venues/acl/", "url:aclanthology.org/venues/acl"),
    # X
    ("https://twitter.com/owencm/status/1751409104713826666", "x:1751409104713826666"),
    ("https://x.com/owencm/status/1751409104713826666?s=20&t=AbC", "x:1751409104713826666"),
    ("https://mobile.twitter.com/owencm/status/1751409104713826666", "x:1751409104713826666"),
    ("https://x.com/i/status/1751409104713826666", "x:1751409104713826666"),
    ("https://x.com/i/web/status/1751409104713826666", "x:1751409104713826666"),
    ("https://twitter.com/owencm/statuses/1751409104713826666/photo/1", "x:1751409104713826666"),
    ("https://fxtwitter.com/owencm/status/1751409104713826666", "x:1751409104713826666"),
    ("https://twitter.com/OpenAI", "url:x.com/OpenAI"),
    # YouTube
    ("https://www.youtube.com/watch?v=kCc8FmEb1nY", "youtube:kCc8FmEb1nY"),
    ("https://www.youtube.com/watch?list=PLx&v=kCc8FmEb1nY&t=61s", "youtube:kCc8FmEb1nY"),
    ("https://youtu.be/kCc8FmEb1nY?si=6Q8tQe3u1bZc", "youtube:kCc8FmEb1nY"),
    ("https://m.youtube.com/watch?v=kCc8FmEb1nY", "youtube:kCc8FmEb1nY"),
    ("https://www.youtube.com/watch/kCc8FmEb1nY", "youtube:kCc8FmEb1nY"),
    ("https://www.youtube.com/shorts/kCc8FmEb1nY", "youtube:kCc8FmEb1nY"),
    ("https://www.youtube.com/live/kCc8FmEb1nY?feature=share", "youtube:kCc8FmEb1nY"),
    ("https://www.youtube-nocookie.com/embed/kCc8FmEb1nY", "youtube:kCc8FmEb1nY"),
    ("https://www.youtube.com/@AndrejKarpathy", "url:youtube.com/@AndrejKarpathy"),
    # GitHub
    ("https://github.com/MzeroMiko/VMamba", "github:mzeromiko/vmamba"),
    ("https://github.com/mzeromiko/vmamba/", "github:mzeromiko/vmamba"),
    ("https://github.com/MzeroMiko/VMamba.git", "github:mzeromiko/vmamba"),
    ("https://www.github.com/MzeroMiko/VMamba?tab=readme-ov-file#results", "github:mzeromiko/vmamba"),
    ("https://github.com/MzeroMiko/VMamba/tree/main", "github:mzeromiko/vmamba"),
    ("https://github.com/MzeroMiko/VMamba/blob/main/README.md", "github:mzeromiko/vmamba"),
    ("https://github.com/vllm-project/vllm/releases/tag/v0.4.0", "github:vllm-project/vllm/releases/v0.4.0"),
    ("https://github.com/vllm-project/vllm/issues/12", "url:github.com/vllm-project/vllm/issues/12"),
    ("https://github.com/topics/llm", "url:github.com/topics/llm"),
    ("https://github.com/openai", "url:github.com/openai"),
    # Hugging Face
    ("https://huggingface.co/mistralai/Mixtral-8x7B-v0.1", "huggingface:mistralai/mixtral-8x7b-v0.1"),
    (
        "https://huggingface.co/mistralai/Mixtral-8x7B-v0.1/tree/main",
        "huggingface:mistralai/mixtral-8x7b-v0.1",
    ),
    (
        "https://huggingface.co/datasets/HuggingFaceH4/no_robots",
        "huggingface:datasets/huggingfaceh4/no_robots",
    ),
    ("https://huggingface.co/datasets/squad", "huggingface:datasets/squad"),
    ("https://hf.co/spaces/lmsys/chatbot-arena", "huggingface:spaces/lmsys/chatbot-arena"),
    ("https://huggingface.co/blog/mixtral", "url:huggingface.co/blog/mixtral"),
    ("https://huggingface.co/papers/date/2024-01-05", "url:huggingface.co/papers/date/2024-01-05"),
    ("https://huggingface.co/docs/transformers/index", "url:huggingface.co/docs/transformers/index"),
    # Hacker News
    ("https://news.ycombinator.com/item?id=38877423", "hn:38877423"),
    ("https://news.ycombinator.com/item?id=38877423#38878000", "hn:38877423"),
    ("https://news.ycombinator.com/newest", "url:news.ycombinator.com/newest"),
    # Scheme, host, port, www., slashes
    ("HTTPS://Example.COM/Path", "url:example.com/Path"),
    ("http://example.com/Path", "url:example.com/Path"),
    ("http://example.com:80/Path", "url:example.com/Path"),
    ("https://example.com:443/Path", "url:example.com/Path"),
    ("https://example.com:8443/Path", "url:example.com:8443/Path"),
    ("https://www.example.com/Path/", "url:example.com/Path"),
    ("https://www2.example.com/Path", "url:example.com/Path"),
    ("https://www10.org/Path", "url:www10.org/Path"),
    ("https://www.org/Path", "url:www.org/Path"),
    ("https://wwwhatever.example.com/", "url:wwwhatever.example.com"),
    ("https://example.com./Path", "url:example.com/Path"),
    ("https://example.com//a///b", "url:example.com/a/b"),
    ("https://example.com", "url:example.com"),
    ("https://example.com/?", "url:example.com"),
    ("https://example.com/foo/?a=1", "url:example.com/foo?a=1"),
    ("https://example.com/foo?a=1", "url:example.com/foo?a=1"),
    ("https://example.com/a/../b/./c", "url:example.com/b/c"),
    ("https://example.com/%7Euser/%e2%82%ac", "url:example.com/~user/%E2%82%AC"),
    ("https://example.com/~user/€", "url:example.com/~user/%E2%82%AC"),
    ("https://example.com/a%2Fb", "url:example.com/a%2Fb"),
    ("https://example.com/a;jsessionid=0AF3/b", "url:example.com/a/b"),
    ("https://münchen.de/", "url:xn--mnchen-3ya.de"),
    ("https://xn--mnchen-3ya.de", "url:xn--mnchen-3ya.de"),
    ("https://faß.de/", "url:xn--fa-hia.de"),
    ("https://i❤.ws/", "url:xn--i-7iq.ws"),
    ("http://[2001:DB8:0::1]:80/a", "url:[2001:db8::1]/a"),
    ("example.com/page", "url:example.com/page"),
    ("//example.com/page", "url:example.com/page"),
    # Fragments
    ("https://example.com/a#section", "url:example.com/a"),
    ("https://example.com/a#/route/1", "url:example.com/a#/route/1"),
    ("https://example.com/a#!/route", "url:example.com/a#!/route"),
    ("https://example.com/#/", "url:example.com"),
    ("https://example.com/a#:~:text=words", "url:example.com/a"),
    # Parameters
    ("https://example.com/a?b=2&a=1", "url:example.com/a?a=1&b=2"),
    ("https://example.com/a?b=&a", "url:example.com/a?a&b="),
    ("https://example.com/a?utm_source=x&UTM_Medium=y&id=7", "url:example.com/a?id=7"),
    ("https://example.com/a?utm_source=x", "url:example.com/a"),
    ("https://example.com/a?mtm_campaign=x&fbclid=1&GCLID=2&mc_cid=3&_bhlid=4", "url:example.com/a"),
    ("https://example.com/a?fbclidx=1", "url:example.com/a?fbclidx=1"),
    ("https://example.com/a?source=rss&session=2", "url:example.com/a?session=2&source=rss"),
    ("https://example.com/a?q=a%20b", "url:example.com/a?q=a+b"),
    ("https://example.com/a?q=a+b", "url:example.com/a?q=a+b"),
    ("https://example.com/a?x=1&amp;y=2", "url:example.com/a?x=1&y=2"),
    ("https://www.forbes.com/sites/a/2024/01/03/b/?sh=7ee27a6c66ad", "url:forbes.com/sites/a/2024/01/03/b"),
    ("https://example.com/a?sh=7ee27a6c66ad", "url:example.com/a?sh=7ee27a6c66ad"),
    ("https://open.spotify.com/episode/1?si=abc", "url:open.spotify.com/episode/1"),
    ("https://medium.com/@a/b-1a2b3c?sk=abc&source=rss----1", "url:medium.com/@a/b-1a2b3c"),
    ("https://example.com/a?ref=tldr.tech", "url:example.com/a"),
    ("https://example.com/a?ref=www.thediff.co", "url:example.com/a"),
    ("https://example.com/a?ref=main", "url:example.com/a?ref=main"),
    ("https://example.com/a?ref=v1.2.0", "url:example.com/a?ref=v1.2.0"),
    ("https://example.com/a?ref=setup.py", "url:example.com/a?ref=setup.py"),
    ("https://gitlab.com/a/b?ref=release.io", "url:gitlab.com/a/b?ref=release.io"),
    (
        "https://techcrunch.com/2024/01/04/a/?guccounter=1&guce_referrer=aHR0",
        "url:techcrunch.com/2024/01/04/a",
    ),
    ("https://www.bbc.com/news/a?at_medium=RSS&at_campaign=KARANGA", "url:bbc.com/news/a"),
    ("https://example.com/a#xtor=RSS-1", "url:example.com/a"),
    ("https://thezvi.substack.com/p/ai-45?r=1a2b&s=r", "url:thezvi.substack.com/p/ai-45"),
    ("https://open.substack.com/pub/thezvi/p/ai-45?r=1a2b", "url:thezvi.substack.com/p/ai-45"),
    ("https://old.reddit.com/r/LocalLLaMA/comments/1", "url:reddit.com/r/LocalLLaMA/comments/1"),
    ("https://en.m.wikipedia.org/wiki/GPT-4", "url:en.wikipedia.org/wiki/GPT-4"),
    # Wrappers
    ("<https://example.com/a|words on it>", "url:example.com/a"),
    ("<https://example.com/a?x=1&amp;y=2>", "url:example.com/a?x=1&y=2"),
    ("“https://example.com/a”", "url:example.com/a"),
    ("about:reader?url=https%3A%2F%2Fexample.com%2Fa", "url:example.com/a"),
    ("about://reader?url=https%3A%2F%2Fexample.com%2Fa", "url:example.com/a"),
    ("read://https_example.com/?url=https%3A%2F%2Fexample.com%2Fa", "url:example.com/a"),
    ("view-source:https://example.com/a", "url:example.com/a"),
    ("https://www.google.com/url?q=https://example.com/a&sa=D&ust=1", "url:example.com/a"),
    ("https://www.google.co.uk/url?sa=t&url=https%3A%2F%2Fexample.com%2Fa%3Fb%3D1", "url:example.com/a?b=1"),
    ("https://www.google.com/amp/s/www.example.com/a", "url:example.com/a"),
    ("https://www-example-com.cdn.ampproject.org/c/s/www.example.com/a?usqp=mq331", "url:example.com/a"),
    ("https://example.com/2024/01/a-long-story/amp/", "url:example.com/2024/01/a-long-story"),
    ("https://example.com/docs/amp", "url:example.com/docs/amp"),
    ("https://example.com/a?outputType=amp", "url:example.com/a"),
    ("https://slack-redir.net/link?url=https%3A%2F%2Fexample.com%2Fa", "url:example.com/a"),
    ("https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.com%2Fa&h=AT0", "url:example.com/a"),
    ("https://www.linkedin.com/safety/go?url=https%3A%2F%2Fexample.com%2Fa&trk=x", "url:example.com/a"),
    (
        "https://nam01.safelinks.protection.outlook.com/?url=https%3A%2F%2Farxiv.org%2Fabs%2F2401.02412&data=05",
        "arxiv:2401.02412",
    ),
    ("https://urldefense.com/v3/__https://example.com/a?b=1__;!!Abc!def$", "url:example.com/a?b=1"),
    ("https://urldefense.proofpoint.com/v2/url?u=https-3A__example.com_a-2Db&d=Dw", "url:example.com/a-b"),
    ("https://www.youtube.com/redirect?q=https%3A%2F%2Fexample.com%2Fa&v=1", "url:example.com/a"),
    ("https://r.jina.ai/https://example.com/a?b=1", "url:example.com/a?b=1"),
    ("https://12ft.io/https:/example.com/a", "url:example.com/a"),
    ("https://www-bbc-com.translate.goog/news/a?_x_tr_sl=en&_x_tr_tl=de", "url:bbc.com/news/a"),
    (
        "https://www.google.com/url?q=https%3A%2F%2Fl.facebook.com%2Fl.php%3Fu%3Dhttps%253A%252F%252Fexample.com%252Fa",
        "url:example.com/a",
    ),
]


@pytest.mark.parametrize(("link", "key"), KEYS)
def test_key(link: str, key: str) -> None:
    found = canonicalize(link)
    assert (found.key, found.key_version) == (key, KEY_VERSION)
    assert canonicalize(found.clean).key == key
    assert canonicalize(found.clean).clean == found.clean


def test_the_table_is_as_long_as_promised() -> None:
    assert len({link for link, _ in KEYS}) >= 120


CLEAN = [
    ("https://arxiv.org/pdf/2401.02412v1.pdf", "https://arxiv.org/pdf/2401.02412v1.pdf"),
    ("HTTPS://WWW.Example.com/A/?b=2&a=%7e#part", "https://www.example.com/A/?b=2&a=%7e#part"),
    ("https://example.com/a?b=2&utm_source=x&a=%7e", "https://example.com/a?b=2&a=%7e"),
    ("https://example.com/a?utm_source=x#part", "https://example.com/a#part"),
    ("https://example.com/a?", "https://example.com/a?"),
    ("https://example.com/a?&&b", "https://example.com/a?&&b"),
    ("https://twitter.com/a/status/12?s=20", "https://twitter.com/a/status/12"),
    (
        "https://www.youtube.com/watch?v=kCc8FmEb1nY&t=61s&si=x",
        "https://www.youtube.com/watch?v=kCc8FmEb1nY&t=61s",
    ),
    ("<https://example.com/a|words>", "https://example.com/a"),
    ("example.com/a", "https://example.com/a"),
    ("arXiv:2401.02412v2", "https://arxiv.org/abs/2401.02412v2"),
    ("https://example.com/a|b?c=<d>", "https://example.com/a%7Cb?c=%3Cd%3E"),
    ("https://example.com/a\\b", "https://example.com/a%5Cb"),
    ("https://example.com/ä?q=ö", "https://example.com/ä?q=ö"),
    ("https://Bücher.example/a", "https://xn--bcher-kva.example/a"),
    ("https://www.google.com/url?q=https://example.com/a%2520b", "https://example.com/a%20b"),
    ("https://www.google.com/url?q=https://example.com/a%20b", "https://example.com/a%20b"),
    ("https://example.com/a#utm_source=rss", "https://example.com/a"),
    ("https://www.google.com/url?q=not-a-link", "https://www.google.com/url?q=not-a-link"),
]


@pytest.mark.parametrize(("link", "clean"), CLEAN)
def test_clean_link_is_what_people_click(link: str, clean: str) -> None:
    assert canonicalize(link).clean == clean


def test_original_is_kept_as_given() -> None:
    assert canonicalize(" <https://example.com/a?utm_source=x|words> ").original == (
        "<https://example.com/a?utm_source=x|words>"
    )


REFUSED = [
    "",
    "   ",
    "<>",
    "<|words>",
    "hello",
    "hello world",
    "e.g.",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "<javascript:alert(1)|click>",
    "view-source:javascript:alert(1)",
    "data:text/html,hi",
    "file:///etc/passwd",
    "ftp://example.com/a",
    "gopher://example.com/",
    "mailto:a@example.com",
    "slack://channel?id=1",
    "http:/example.com",
    "http:///example.com",
    "http:example.com",
    "https://",
    "https://?a=1",
    "https://.",
    "https://.example.com",
    "https://example..com",
    "https://-a-.example.com",
    "https://user@example.com/",
    "https://user:secret@example.com/",
    "https://example.com\\@evil.example/",
    "https://example.com\\.evil.example/",
    "https://exa mple.com/",
    "https://example.com/a b",
    "https://example.com/a\tb",
    "https://example.com/a\r\nHost: b",
    "https://example.com/a\x00b",
    "https://example.com/\u202egnp.exe",
    "https://exam\u200bple.com/",
    "https://example.com/\ud800",
    "https://exam%70le.com/",
    "https://example.com:0/",
    "https://example.com:65536/",
    "https://example.com:999999/",
    "https://example.com:http/",
    "https://[::1",
    "https://[::g]/",
    "https://[fe80::1%25eth0]/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://0x7f000001/",
    "https://127.1/",
    "https://0177.0.0.1/",
    "https://１２７.１/",
    "https://256.1.1.1/",
    f"https://{'a' * 64}.example.com/",
    f"https://{'a.' * 130}com/",
    f"https://example.com/{'a' * 2048}",
    f"https://example.com/?utm_source={'a' * 9000}",
]


@pytest.mark.parametrize("text", REFUSED)
def test_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(LinkError) as refused:
        canonicalize(text)
    assert refused.value.message.endswith((".", "://", ":"))
    assert refused.value.field == "link"


def test_a_link_of_2048_characters_is_taken() -> None:
    link = "https://example.com/".ljust(2048, "a")
    assert canonicalize(link).clean == link


def test_a_long_link_gets_a_short_key_that_still_tells_links_apart() -> None:
    one = canonicalize("https://example.com/".ljust(2000, "a"))
    other = canonicalize("https://example.com/".ljust(2000, "a") + "b")
    assert len(one.key) <= MAX_KEY
    assert one.key != other.key


@pytest.mark.parametrize(
    ("link", "version"),
    [
        ("https://arxiv.org/pdf/2401.02412v12.pdf", "v12"),
        ("https://arxiv.org/abs/2401.02412", None),
        ("https://arxiv.org/abs/hep-th/9901001v3", "v3"),
        ("https://aclanthology.org/2023.acl-long.1v2.pdf", "v2"),
    ],
)
def test_the_version_of_a_paper_is_kept_apart(link: str, version: str | None) -> None:
    found = identify_link(link)
    assert found is not None
    assert found.version == version


@pytest.mark.parametrize(
    ("page", "canonical", "believed"),
    [
        ("https://www.example.com/a?x=1", "https://example.com/a", True),
        ("https://blog.example.co.uk/a", "https://example.co.uk/a", True),
        ("https://example.com/a", "https://other.com/a", False),
        ("https://a.co.uk/a", "https://b.co.uk/a", False),
        ("https://one.github.io/a", "https://two.github.io/a", False),
        ("https://example.com/a", "https://example.com/", False),
        ("https://example.com/a", "https://example.com", False),
        ("https://example.com/a", "https://example.com/?p=12", True),
        ("https://example.com/", "https://www.example.com/", True),
        ("https://example.com/a", "javascript:alert(1)", False),
        ("https://example.com/a", "/relative", False),
        ("http://127.0.0.1:8000/a", "http://127.0.0.2:8000/a", False),
    ],
)
def test_which_canonical_links_are_believed(page: str, canonical: str, *, believed: bool) -> None:
    assert may_replace(page, canonical) is believed
