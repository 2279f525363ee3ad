"""What the check of a site sees of one page: what is wrong with the page by itself, its ids, and where it leads.

A function of the page's name and text alone, so that it holds as long as the page does (:mod:`checks` remembers it).
Text inside code is code and not looked at. The pages are our own, so that regular expressions see what a parser would,
in a tenth of the time.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from typing import NamedTuple
from urllib.parse import unquote

from regioboek.errors import Problem
from regioboek.words import labels

EXAMPLE_MARK = labels.text("charts.example")

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
_ID = re.compile(r'id="([^"]*)"')
_LINK = re.compile(r'<(?:a|area)\b[^>]*?\s(?:xlink:)?href="([^"]*)"')
_FETCHING = re.compile(
    r"<(img|script|link|iframe|frame|source|video|audio|embed|object|image|use|track|input|feImage)\b([^>]*)>"
)
_ATTRIBUTE = re.compile(r'\s([a-zA-Z:-]+)="([^"]*)"')
_SPOKEN = re.compile(r'(?:title|aria-label|alt|placeholder)="([^"]*)"')
_SVG = re.compile(r"<svg\b([^>]*)>(\s*<title)?")
_CSS_URL = re.compile(r"""(?:url\(\s*["']?|@import\s+["'])([^"')]+)""")
_STYLE = re.compile(r"<style\b[^>]*>(.*?)</style>", re.S)
_INLINE_STYLE = re.compile(r' style="([^"]*)"')
_ELSEWHERE = re.compile(r"(?:https?:)?//", re.I)
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_MARK = re.compile(r"«[\w.:-]+»")
_BROKEN_VALUE = re.compile(r"\b(?:" + "|".join(BROKEN_VALUES) + r")\b")
_ENGLISH = re.compile(r"\b(?:" + "|".join(map(re.escape, ENGLISH)) + r")\b")
#: Words without any of these have nothing wrong in them: a plain search is far cheaper than the patterns.
HINTS = ("«", *BROKEN_VALUES, *ENGLISH)
_FETCH_ATTRIBUTES = ("src", "srcset", "poster", "data", "href", "xlink:href")
_NOT_FETCHED = {"canonical", "alternate", "prev", "next", "author", "license", "help"}


class PageFacts(NamedTuple):
    """One page, as JSON keeps it.

    `problems`: file, place, what was found and expected of each. `links`: file of the site and anchor or nothing, each
    once. `marked`: it says that it is an example.
    """

    problems: Sequence[tuple[str, str, str, str]]
    ids: Sequence[str]
    links: Sequence[tuple[str, str]]
    marked: bool


def page_facts(page: str, html: str) -> PageFacts:
    """The facts of the page at `page`, its path below the site with slashes."""
    links: dict[tuple[str, str], None] = {}
    problems = [] if _LANG.search(html) else [Problem(page, "html", "no lang", 'lang="nl"')]
    problems += [*_check_styles(page, html, links), *_check_fetching(page, html, links)]
    markup = _LEFT_OUT.sub("", html)
    ids = Counter(_ids(markup))
    problems += [Problem(page, f"id {name}", f"{n} times", "once") for name, n in ids.items() if n > 1]
    for href in dict.fromkeys(_LINK.findall(markup)):
        _note_link(page, unescape(href), links)
    for attributes, title in _SVG.findall(markup):
        if 'role="img"' in attributes and not title and "aria-label" not in attributes:
            found = f"no title ({attributes.strip()[:60]})"
            problems.append(Problem(page, "svg", found, "a title that says what is seen"))
    problems += _check_text(page, _CODE.sub(" ", markup))
    return PageFacts(_rows(problems), tuple(ids), tuple(links), EXAMPLE_MARK in markup)


def css_facts(place: str, css: str) -> PageFacts:
    """The facts of a stylesheet: where its images and imports lead."""
    links: dict[tuple[str, str], None] = {}
    return PageFacts(_rows(_check_css(place, css, links)), (), tuple(links), marked=True)


def _rows(problems: Iterable[Problem]) -> tuple[tuple[str, str, str, str], ...]:
    return tuple((p.file, p.place, p.found, p.expected) for p in problems)


def _ids(markup: str) -> Iterator[str]:
    """The ids of all tags: a pattern that begins with its letters is found ten times as fast as one of a whole tag."""
    for match in _ID.finditer(markup):
        at = match.start()
        tag = markup.rfind("<", 0, at)
        if markup[at - 1].isspace() and tag > markup.rfind(">", 0, at) and markup[tag + 1].isalpha():
            yield match[1]


def _check_text(page: str, markup: str) -> Iterator[Problem]:
    for raw in (_TAG.sub(" ", markup), " · ".join(_SPOKEN.findall(markup))):
        if not any(hint in raw for hint in HINTS):
            continue
        words = unescape(raw)
        for pattern, expected in (
            (_MARK, "a word in its place"),
            (_BROKEN_VALUE, "a value, or a word for its absence"),
            (_ENGLISH, "Dutch"),
        ):
            for match in list(pattern.finditer(words))[:3]:
                around = " ".join(words[max(0, match.start() - 30) : match.end() + 30].split())
                yield Problem(page, "text", f"{match[0]!r} in “{around}”", expected)


def _check_fetching(page: str, html: str, links: dict[tuple[str, str], None]) -> Iterator[Problem]:
    for tag, text in _FETCHING.findall(html):
        attributes = {name.lower(): unescape(value) for name, value in _ATTRIBUTE.findall(text)}
        if tag == "img" and "alt" not in attributes:
            yield Problem(page, "img", attributes.get("src", "no alt")[:80], "alternative text")
        if tag == "link" and _NOT_FETCHED & set(attributes.get("rel", "").split()):
            continue
        for name in _FETCH_ATTRIBUTES:
            for address in attributes.get(name, "").split(",") if name == "srcset" else [attributes.get(name, "")]:
                yield from _check_address(page, tag, address.strip().split(" ")[0], links)


def _check_styles(page: str, html: str, links: dict[tuple[str, str], None]) -> Iterator[Problem]:
    if "url(" not in html and "@import" not in html:
        return
    for css in (*_STYLE.findall(html), *_INLINE_STYLE.findall(html)):
        yield from _check_css(page, unescape(css), links)


def _check_css(place: str, css: str, links: dict[tuple[str, str], None]) -> Iterator[Problem]:
    for address in dict.fromkeys(_CSS_URL.findall(css)):
        yield from _check_address(place, "css", address, links)


def _check_address(place: str, what: str, address: str, links: dict[tuple[str, str], None]) -> Iterator[Problem]:
    if _ELSEWHERE.match(address):
        yield Problem(place, what, f"a request to {address[:80]}", "nothing from another host")
    elif address and not address.startswith(("data:", "#")):
        _note_link(place, address, links)


def _note_link(page: str, href: str, links: dict[tuple[str, str], None]) -> None:
    if _SCHEME.match(href) or href.startswith("//"):
        return
    path, _, anchor = href.partition("#")
    told = unquote(path.partition("?")[0])
    target = posixpath.normpath(posixpath.join(posixpath.dirname(page), told)).lstrip("/")
    links[target + "/" * told.endswith("/") if told else page, unquote(anchor)] = None
