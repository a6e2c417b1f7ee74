"""Which query parameters only say how a reader came, not what they came for.

The list is our own. courlan's expression, the obvious library, drops any parameter with `source`, `session`
or `keyword` in its name and so changes which page a link means; ural is GPL; ClearURLs' rules are not
packaged. Gathered from what miniflux, lobsters and linkding strip, and from what the senders document.
"""

import re

from tld import get_fld

_PREFIXES = re.compile(
    r"(?:utm|mtm|matomo|pk|piwik|hsa|oly|vero|itm|ga|guce|wt\.mc|_branch_match|_branch_referrer|at_bbc|at_link|at_custom)_"
    r"|__hs|_hs|__cft__|__xts__|(?:at|ns)_(?:campaign|medium|source|format|ptr_name|mchannel|linkname|fee)"
)

_EVERYWHERE = frozenset(
    """
    fbclid gclid gclsrc dclid gbraid wbraid srsltid msclkid yclid ysclid twclid ttclid igsh igshid li_fat_id
    epik irclickid wickedid rb_clickid s_kwcid sc_cid sc_campaign s_cid mkt_tok mc_cid mc_eid mc_tc
    ml_subscriber ml_subscriber_hash bhlid _bhlid ck_subscriber_id ss_email_id ss_campaign_id ss_source
    hsctatracking _openstat _ga _gl _gac _ke _kx spm cmpid ncid ocid cvid ftag smid smtyp xtor mibextid
    fb_action_ids fb_action_types fb_comment_id fb_ref fb_source __twitter_impression __tn__ __s __source
    ref_src ref_url referral_source guccounter amp_js_v amp_gsa usqp sr_share si sk trk trkinfo trackingid
    lipi wpisrc
    """.split()  # noqa: SIM905 (so many words read better as words)
)

_AMP_VIEWS = frozenset({("amp", ""), ("amp", "1"), ("amp", "true"), ("_amp", "true"), ("outputtype", "amp")})
_GIT_HOSTS = frozenset({"github.com", "gitlab.com", "codeberg.org", "bitbucket.org", "huggingface.co"})
_HOST_NAME = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}")
_FILE_SUFFIXES = frozenset({"py", "md", "rs", "sh", "pl", "ps", "cc", "so", "zip", "mov"})

# By the last two labels of the host: what these sites add when a page is shared from them.
_BY_SITE: dict[str, frozenset[str]] = {
    "forbes.com": frozenset({"sh"}),
    "twitter.com": frozenset({"s", "t", "cxt"}),
    "x.com": frozenset({"s", "t", "cxt"}),
    "youtube.com": frozenset({"feature", "pp", "ab_channel"}),
    "youtu.be": frozenset({"feature", "pp", "ab_channel"}),
    "linkedin.com": frozenset({"refid", "rcm", "originalsubdomain", "updateentityurn"}),
    "substack.com": frozenset(
        {
            "r",
            "s",
            "token",
            "publication_id",
            "post_id",
            "isfreemail",
            "triedredirect",
            "showwelcome",
            "showwelcomeonshare",
        }
    ),
    "reddit.com": frozenset({"share_id", "rdt"}),
    "bloomberg.com": frozenset({"sref", "srnd", "leadsource"}),
    "wired.com": frozenset({"mbid", "bxid", "cndid", "esrc", "hasha", "hashb", "hashc"}),
    "newyorker.com": frozenset({"mbid", "bxid", "cndid", "esrc", "hasha", "hashb", "hashc"}),
    "washingtonpost.com": frozenset({"itid", "wpmm"}),
    "spotify.com": frozenset({"nd", "dlsi"}),
}
_NO_SITE: frozenset[str] = frozenset()


def strip_tracking(query: str, host: str) -> str:
    """Return a query without its tracking parameters; the same object, byte for byte, where it has none."""
    pieces = query.split("&")
    kept = [piece for piece in pieces if not is_tracking(piece, host)]
    return query if len(kept) == len(pieces) else "&".join(kept)


def is_tracking(piece: str, host: str) -> bool:
    """Whether one `name=value` only tracks. Names are compared without regard to case."""
    name, _, value = piece.partition("=")
    name = name.lower()
    if name in _EVERYWHERE or _PREFIXES.match(name):
        return True
    if (name, value.lower()) in _AMP_VIEWS:
        return True
    if name == "ref":
        return _site(host) not in _GIT_HOSTS and _is_newsletter_host(value)
    if name == "source":  # Medium adds source=rss----… and source=---------; elsewhere it means something
        return "---" in value
    return name in _BY_SITE.get(_site(host), _NO_SITE)


def is_tracking_fragment(fragment: str, host: str) -> bool:
    """Whether all of a fragment tracks, as `#xtor=RSS-1` and `#utm_source=rss` do."""
    return "=" in fragment and all(is_tracking(piece, host) for piece in fragment.split("&"))


def _site(host: str) -> str:
    return ".".join(host.rsplit(".", 2)[-2:])


def _is_newsletter_host(value: str) -> bool:
    """Newsletters sign with their host (`ref=tldr.tech`); `ref=main`, `ref=v1.2`, `ref=a.py` are none."""
    value = value.lower()
    return (
        _HOST_NAME.fullmatch(value) is not None
        and value.rpartition(".")[2] not in _FILE_SUFFIXES
        and get_fld(value, fail_silently=True, fix_protocol=True) is not None
    )
