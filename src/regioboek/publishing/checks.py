"""Checks over the whole site, page by page: what a reader, a screen reader or a privacy officer would trip over.

Per page

* a language, no id twice, images with alternative text, SVG images with a title;
* nothing a browser would fetch from another host (links that a reader may follow are fine);
* no marks left unfilled («…»), no `undefined`, `NaN` or `None` in the text, no English of the tools;
* in an example edition: `Voorbeeldcijfers`.

Over the site: every internal link, anchor, image, script and stylesheet exists.

Pages are read once, one after the other; kept are their ids and links, not their text. Text inside code is code and
not looked at. The pages are our own, so that regular expressions see what a parser would, in a tenth of the time.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from regioboek.errors import Problem

EXAMPLE_MARK = "Voorbeeldcijfers"
EXAMPLE_CLASS = "rb-has-example"

#: What the tools say in English when nobody translated it.
ENGLISH = (
    "Skip to", "Back to top", "On this page", "Link to this", "Permalink", "Toggle", "Click to", "Hide code",
    "Show code", "Show code cell", "Search", "Previous", "Next", "Table of Contents", "Contents", "Copy to clipboard",
    "Download source", "Warning", "Note", "See also", "Created using", "Last updated", "Copyright", "Figure", "Loading",
    "undefined method", "Traceback",
)  # fmt: skip

BROKEN_VALUES = ("undefined", "NaN", "None", "nan", "NaT")

_LEFT_OUT = re.compile(r"<!--.*?-->|<script\b[^>]*>.*?</script>|<style\b[^>]*>.*?</style>", re.S)
_CODE = re.compile(r"<(pre|code|kbd)\b.*?</\1>", re.S)
_TAG = re.compile(r"<[^>]*>")
_LANG = re.compile(r'<html\b[^>]*\slang="[a-z]')
_ID = re.compile(r'<[a-zA-Z][^>]*?\sid="([^"]*)"')
_LINK = re.compile(r'<(?:a|area)\b[^>]*?\s(?:xlink:)?href="([^"]*)"')
_FETCHING = re.compile(
    r"<(img|script|link|iframe|frame|source|video|audio|embed|object|image|use|track|input|feImage)\b([^>]*)>"
)
_ATTRIBUTE = re.compile(r'\s([a-zA-Z:-]+)="([^"]*)"')
_SPOKEN = re.compile(r'\s(?:title|aria-label|alt|placeholder)="([^"]*)"')
_SVG = re.compile(r"<svg\b([^>]*)>(\s*<title)?")
_CSS_URL = re.compile(r"""(?:url\(\s*["']?|@import\s+["'])([^"')]+)""")
_STYLE = re.compile(r"<style\b[^>]*>(.*?)</style>", re.S)
_INLINE_STYLE = re.compile(r' style="([^"]*)"')
_ELSEWHERE = re.compile(r"(?:https?:)?//", re.I)
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_MARK = re.compile(r"«[\w.:-]+»")
_BROKEN_VALUE = re.compile(r"\b(?:" + "|".join(BROKEN_VALUES) + r")\b")
_ENGLISH = re.compile(r"\b(?:" + "|".join(map(re.escape, ENGLISH)) + r")\b")
#: A page without any of these has nothing wrong in its text: a plain search is far cheaper than taking tags apart.
HINTS = ("«", *BROKEN_VALUES, *ENGLISH)
_FETCH_ATTRIBUTES = ("src", "srcset", "poster", "data", "href", "xlink:href")
_NOT_FETCHED = {"canonical", "alternate", "prev", "next", "author", "license", "help"}


@dataclass
class _Seen:
    """What of the pages is kept until all have been read."""

    ids: dict[str, frozenset[str]] = field(default_factory=dict)
    links: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))


def check_site(html_dir: Path, *, example: bool | None = None) -> list[Problem]:
    """All problems of the site below `html_dir`; none when it is sound.

    `example`: whether its figures are invented; by default what its front page says of itself.
    """
    if example is None:
        front = html_dir / "index.html"
        example = front.is_file() and EXAMPLE_CLASS in front.read_text("utf-8")
    seen = _Seen()
    problems: list[Problem] = []
    for path in sorted(html_dir.rglob("*.html")):
        page = path.relative_to(html_dir).as_posix()
        problems += _check_page(page, path.read_text("utf-8"), seen, example)
    for path in sorted(html_dir.rglob("*.css")):
        place = path.relative_to(html_dir).as_posix()
        problems += _check_css(place, path.read_text("utf-8"), seen)
    problems += _check_links(html_dir, seen)
    return problems


def _check_page(page: str, html: str, seen: _Seen, example: bool) -> Iterator[Problem]:
    if not _LANG.search(html):
        yield Problem(page, "html", "no lang", 'lang="nl"')
    yield from _check_styles(page, html, seen)
    yield from _check_fetching(page, html, seen)
    markup = _LEFT_OUT.sub("", html)
    ids = _ID.findall(markup)
    for name, times in Counter(ids).items():
        if times > 1:
            yield Problem(page, f"id {name}", f"{times} times", "once")
    seen.ids[page] = frozenset(ids)
    for href in set(_LINK.findall(markup)):
        _note_link(page, unescape(href), seen)
    for attributes, title in _SVG.findall(markup):
        if 'role="img"' in attributes and not title and "aria-label" not in attributes:
            yield Problem(page, "svg", f"no title ({attributes.strip()[:60]})", "a title that says what is seen")
    if example and EXAMPLE_MARK not in markup:
        yield Problem(page, "text", f"no {EXAMPLE_MARK}", "the mark of an example edition on every page")
    if any(hint in markup for hint in HINTS):
        yield from _check_text(page, _CODE.sub(" ", markup))


def _check_text(page: str, markup: str) -> Iterator[Problem]:
    text = unescape(_TAG.sub(" ", markup))
    spoken = unescape(" · ".join(_SPOKEN.findall(markup)))
    for words in (text, spoken):
        for pattern, expected in (
            (_MARK, "a word in its place"),
            (_BROKEN_VALUE, "a value, or a word for its absence"),
            (_ENGLISH, "Dutch"),
        ):
            for match in list(pattern.finditer(words))[:3]:
                around = " ".join(words[max(0, match.start() - 30) : match.end() + 30].split())
                yield Problem(page, "text", f"{match[0]!r} in “{around}”", expected)


def _check_fetching(page: str, html: str, seen: _Seen) -> Iterator[Problem]:
    for tag, text in _FETCHING.findall(html):
        attributes = {name.lower(): unescape(value) for name, value in _ATTRIBUTE.findall(text)}
        if tag == "img" and "alt" not in attributes:
            yield Problem(page, "img", attributes.get("src", "no alt")[:80], "alternative text")
        if tag == "link" and _NOT_FETCHED & set(attributes.get("rel", "").split()):
            continue
        for name in _FETCH_ATTRIBUTES:
            for address in attributes.get(name, "").split(",") if name == "srcset" else [attributes.get(name, "")]:
                yield from _check_address(page, tag, address.strip().split(" ")[0], seen)


def _check_styles(page: str, html: str, seen: _Seen) -> Iterator[Problem]:
    if "url(" not in html and "@import" not in html:
        return
    for css in (*_STYLE.findall(html), *_INLINE_STYLE.findall(html)):
        yield from _check_css(page, unescape(css), seen)


def _check_css(place: str, css: str, seen: _Seen) -> Iterator[Problem]:
    for address in set(_CSS_URL.findall(css)):
        yield from _check_address(place, "css", address, seen)


def _check_address(place: str, what: str, address: str, seen: _Seen) -> Iterator[Problem]:
    if _ELSEWHERE.match(address):
        yield Problem(place, what, f"a request to {address[:80]}", "nothing from another host")
    elif address and not address.startswith(("data:", "#")):
        _note_link(place, address, seen)


def _note_link(page: str, href: str, seen: _Seen) -> None:
    if _SCHEME.match(href) or href.startswith("//"):
        return
    path, _, anchor = href.partition("#")
    target = _join(page, unquote(path.partition("?")[0])) if path.partition("?")[0] else page
    seen.links[(target, unquote(anchor))].append(page)


def _join(page: str, relative: str) -> str:
    parts = [] if relative.startswith("/") else page.split("/")[:-1]
    for step in relative.split("/"):
        if step == "..":
            if not parts:
                return f"../{relative}"  # outside the site
            parts.pop()
        elif step not in ("", "."):
            parts.append(step)
    return "/".join(parts) + ("/" if relative.endswith("/") else "")


def _check_links(html_dir: Path, seen: _Seen) -> Iterator[Problem]:
    for (target, anchor), pages in sorted(seen.links.items()):
        where = pages[0] if len(pages) == 1 else f"{pages[0]} and {len(pages) - 1} more"
        if target in seen.ids:
            if anchor and anchor != "top" and anchor not in seen.ids[target]:
                yield Problem(where, "link", f"{target}#{anchor}", f"an id on {target}")
        elif not (html_dir / target).is_file():
            yield Problem(where, "link", target or "(nothing)", "a file of the site")
