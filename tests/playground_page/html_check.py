"""Reading rendered HTML back the way a browser would, to see that nothing got in that we did not write."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

ALLOWED_TAGS = frozenset(
    [
        "a", "blockquote", "br", "button", "code", "details", "div", "em", "figcaption", "figure", "h1",
        "h2", "h3", "h4", "h5", "h6", "hr", "input", "label", "li", "mark", "ol", "optgroup", "option",
        "p", "pre", "s", "select", "span", "strong", "summary", "table", "tbody", "td", "template",
        "textarea", "th", "thead", "time", "tr", "u", "ul",
    ]
)  # fmt: skip
ALLOWED_SCHEMES = frozenset({"http", "https", "mailto"})
VOID = frozenset({"br", "hr", "input"})


class Reading(HTMLParser):
    """Collects the tags, the links and the text of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.problems: list[str] = []
        self.tags: list[str] = []
        self.hrefs: list[str] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        if self._open:
            self.problems.append(f"left open: {self._open}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in ALLOWED_TAGS:
            self.problems.append(f"tag {tag}")
        if tag not in VOID:
            self._open.append(tag)
        for name, value in attrs:
            self._check_attribute(name, value or "")

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.problems.append(f"closed out of order: {tag}")

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.problems.append(f"comment {data}")

    def handle_decl(self, decl: str) -> None:
        self.problems.append(f"declaration {decl}")

    def _check_attribute(self, name: str, value: str) -> None:
        if name.startswith("on") or name in {"style", "src", "srcset", "srcdoc", "formaction", "action"}:
            self.problems.append(f"attribute {name}={value}")
        if name in {"href", "data-href"}:
            self.hrefs.append(value)
            if urlsplit(value).scheme not in ALLOWED_SCHEMES and not value.startswith("/?as="):
                self.problems.append(f"link {value}")
