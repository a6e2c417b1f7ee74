"""Block Kit as HTML.

https://docs.slack.dev/reference/block-kit/blocks
"""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from bot.playground.render.context import RenderContext
from bot.playground.render.elements import Place
from bot.playground.render.html import join, tag
from bot.playground.render.inputs import draw_element, input_block
from bot.playground.render.links import anchor
from bot.playground.render.markdown import markdown
from bot.playground.render.payload import Json, as_json, mapping, objects, string
from bot.playground.render.rich_text import rich_text
from bot.playground.render.text import plain_words, text_div, text_html


def render_blocks(blocks: Any, context: RenderContext) -> Markup:
    """Return a message's, modal's or Home tab's blocks as HTML.

    Never raises on a strange payload: what cannot be drawn becomes a labelled box.
    """
    return join(*(_block(block, context) for block in objects(blocks)))


def _block(block: Json, context: RenderContext) -> Markup:
    draw = _BLOCKS.get(string(block, "type"))
    return draw(block, context) if draw else _unknown(block, context)


def _key(block: Json) -> dict[str, str | None]:
    """Return the attribute by which a live update finds the same block again."""
    return {"data_key": string(block, "block_id") or None}


def _header(block: Json, context: RenderContext) -> Markup:
    return tag(
        "h2", text_html(mapping(block, "text"), context), class_="blk blk-header", dir="auto", **_key(block)
    )


def _divider(_: Json, __: RenderContext) -> Markup:
    return tag("hr", class_="blk blk-divider")


def _section(block: Json, context: RenderContext) -> Markup:
    text = mapping(block, "text")
    fields = objects(block.get("fields"))
    drawn_fields = (text_div(one, context, "text") for one in fields)
    main = tag(
        "div",
        text_div(text, context) if text else None,
        _SEE_MORE if context.clips and block.get("expand") is not True and _is_long(text) else None,
        tag("div", *drawn_fields, class_="fields") if fields else None,
        class_="blk-main",
    )
    accessory = mapping(block, "accessory")
    return tag(
        "div",
        main,
        tag("div", _accessory(accessory, block, context), class_="accessory") if accessory else None,
        class_="blk blk-section",
        **_key(block),
    )


_LONG = 700  # characters
_LONG_LINES = 9
_SEE_MORE = tag(
    "details",
    tag("summary", tag("span", "See more", class_="more"), tag("span", "See less", class_="less")),
    class_="see-more",
)


def _is_long(text: Json) -> bool:
    """Whether Slack's client folds a section. It says that it does, not from which length on: a guess."""
    words = string(text, "text")
    return len(words) > _LONG or words.count("\n") > _LONG_LINES


def _accessory(accessory: Json, block: Json, context: RenderContext) -> Markup:
    if accessory.get("type") == "image":
        return _picture(accessory, "image-alt thumbnail")
    return draw_element(accessory, _place(block, context))


def _place(block: Json, context: RenderContext) -> Place:
    return Place(context, string(block, "block_id"), context.new_id())


def _actions(block: Json, context: RenderContext) -> Markup:
    drawn = (draw_element(one, _place(block, context)) for one in objects(block.get("elements")))
    return tag("div", *drawn, class_="blk blk-actions", **_key(block))


def _context(block: Json, context: RenderContext) -> Markup:
    drawn = (_context_element(one, context) for one in objects(block.get("elements")))
    return tag("div", *drawn, class_="blk blk-context", **_key(block))


def _context_element(element: Json, context: RenderContext) -> Markup:
    if element.get("type") == "image":
        return _picture(element, "image-alt tiny")
    return text_div(element, context)


def _picture(image: Json, class_: str) -> Markup:
    """Return a picture's place. Pictures are never loaded: the page asks no other host for anything."""
    words = string(image, "alt_text") or "image"
    return tag(
        "span",
        words,
        class_=class_,
        role="img",
        aria_label=words,
        title="Pictures are not loaded here",
        dir="auto",
    )


def _image(block: Json, context: RenderContext) -> Markup:
    title = mapping(block, "title")
    return tag(
        "figure",
        tag("figcaption", text_html(title, context), dir="auto") if title else None,
        _picture(block, "image-alt picture"),
        class_="blk blk-image",
    )


def _rich_text(block: Json, context: RenderContext) -> Markup:
    return tag("div", rich_text(block, context), class_="blk text")


def _markdown(block: Json, _: RenderContext) -> Markup:
    return tag("div", markdown(string(block, "text")), class_="blk text markdown", dir="auto")


def _video(block: Json, context: RenderContext) -> Markup:
    words = plain_words(block, "title") or string(block, "alt_text") or "Video"
    url = string(block, "title_url")
    about = mapping(block, "description")
    return tag(
        "div",
        tag("strong", anchor(url, words) if url else words, dir="auto"),
        text_div(about, context) if about else None,
        tag("span", string(block, "alt_text") or "video", class_="image-alt picture", role="img"),
        class_="blk blk-video",
    )


def _table(block: Json, context: RenderContext) -> Markup:
    """Return a table; its first row is the head, as Slack draws it."""
    rows = (
        [row for row in block.get("rows", ()) if isinstance(row, list)]
        if isinstance(block.get("rows"), list)
        else []
    )
    aligned = [string(one, "align") for one in objects(block.get("column_settings"))]
    drawn = [
        tag(
            "tr",
            *(
                _cell(cell, column, aligned, context, head=index == 0)
                for column, cell in enumerate(objects(row))
            ),
        )
        for index, row in enumerate(rows)
    ]
    table = tag("table", tag("thead", *drawn[:1]), tag("tbody", *drawn[1:]))
    return tag("div", table, class_="blk blk-table", tabindex="0", role="region", aria_label="Table")


def _cell(cell: Json, column: int, aligned: list[str], context: RenderContext, *, head: bool) -> Markup:
    align = aligned[column] if column < len(aligned) else ""
    content = rich_text(cell, context) if cell.get("type") == "rich_text" else string(cell, "text")
    return tag(
        "th" if head else "td",
        content,
        scope="col" if head else None,
        class_=f"align-{align}" if align in {"left", "center", "right"} else None,
        dir="auto",
    )


def _unknown(block: Json, _: RenderContext) -> Markup:
    kind = string(block, "type") or "without a type"
    details = tag("details", tag("summary", "JSON"), tag("pre", as_json(block)))
    return tag("div", tag("span", f"Block “{kind}” is not drawn here"), details, class_="blk unknown")


_BLOCKS: dict[str, Callable[[Json, RenderContext], Markup]] = {
    "header": _header,
    "section": _section,
    "context": _context,
    "actions": _actions,
    "context_actions": _actions,
    "divider": _divider,
    "image": _image,
    "input": input_block,
    "rich_text": _rich_text,
    "markdown": _markdown,
    "video": _video,
    "table": _table,
}
