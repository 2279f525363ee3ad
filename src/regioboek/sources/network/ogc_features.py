"""All features of a collection of an OGC API Features service, page by page, checked as they come.

Rules
* A page is a GeoJSON FeatureCollection; `numberReturned`, where it is told, is the number of features on it.
* The next page is where the link `next` leads: on the same host, below the same collection, never a page already seen.
* A feature comes once (by its id). A page whose features were all on an earlier page is that page again: refused.
* `numberMatched`, where it is told, is the same on every page and the number of features at the end. It ends nothing by
  itself, as some services tell the size of a page; once so many have come, a page without features, one that was there
  already, or a link to one, is the end.
* A page without features and without `next` is the end too; one that links on before all have come is refused.
* The coordinate system that the header Content-Crs names is the one that was asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from regioboek.errors import FetchError
from regioboek.sources.network.client import Client, Received, refused, same_host

ACCEPT = "application/geo+json, application/json"
#: More pages than any collection has.
MOST_PAGES = 1000


@dataclass(frozen=True)
class Page:
    """One page: its features as parsed, and the answer it came in."""

    number: int
    features: list[dict[str, Any]]
    received: Received


def feature_pages(client: Client, url: str, params: Mapping[str, Any], *, crs: str) -> Iterator[Page]:
    """The pages of `<base>/collections/<id>/items`, in order, as they come in.

    Only when the last one has come are the counts checked: use nothing of it before the end. Raises FetchError.
    """
    owner: dict[str, int] = {}  # feature -> the page it was on
    matched: int | None = None
    asked: str | None = url
    seen: set[str] = set()
    number = 0
    while asked is not None:
        number += 1
        parsed, received = client.get_json(asked, params if number == 1 else None, accept=ACCEPT)
        seen.add(asked)
        features = _features(parsed, received, number)
        _check_system(received, crs)
        complete = matched is not None and matched == len(owner)
        if complete and all(_key(feature) in owner for feature in features):
            return
        _check_repeats(features, owner, number, received)
        told = parsed.get("numberMatched")
        if matched is not None and told is not None and told != matched:
            raise _wrong(
                received, number, f"{told} features in all", f"{matched}, as page 1 said: it changed meanwhile"
            )
        matched = told if matched is None else matched
        yield Page(number, features, received)
        asked = _next(parsed, url, received, number)
        if asked is not None and number > 1 and not features:
            raise _wrong(received, number, "no features and a next page", "features, or the end")
        if asked in seen:
            if matched == len(owner):
                return
            raise _wrong(received, number, f"a next page that was asked already, {asked}", "the next one")
    if matched is not None and matched != len(owner):
        raise refused(url, f"{len(owner)} features on {number} pages", f"{matched}, as the service counts them")


def _features(parsed: Any, received: Received, number: int) -> list[dict[str, Any]]:
    features = parsed.get("features") if isinstance(parsed, dict) else None
    right = isinstance(features, list) and all(isinstance(f, dict) and "geometry" in f for f in features)
    if not isinstance(features, list) or not right or parsed.get("type") != "FeatureCollection":
        raise _wrong(received, number, "other JSON", "a GeoJSON FeatureCollection: is this the address of the service?")
    told = parsed.get("numberReturned")
    if told is not None and told != len(features):
        raise _wrong(received, number, f"{len(features)} features", f"{told}, as the page itself says")
    return features


def _check_system(received: Received, crs: str) -> None:
    told = received.headers.get("Content-Crs", "").strip().strip("<>")
    if told and told != crs:
        raise refused(received.url, f"coordinates in {told}", f"{crs}, as asked")


def _check_repeats(features: list[dict[str, Any]], owner: dict[str, int], number: int, received: Received) -> None:
    keys = [_key(feature) for feature in features]
    earlier = {owner.get(key) for key in keys}
    page = earlier.pop() if len(earlier) == 1 else None
    if page is not None and sum(p == page for p in owner.values()) == len(keys):
        found = f"the features of page {page} again"
        raise _wrong(received, number, found, "the next ones: the service repeats itself, try again later")
    for key in keys:
        if key in owner:
            found = f"feature {key}, which page {owner[key]} has already"
            raise _wrong(received, number, found, "each feature once")
        owner[key] = number


def _key(feature: Mapping[str, Any]) -> str:
    properties = feature.get("properties") or {}
    return str(feature.get("id") or properties.get("jrstatcode") or properties)


def _next(parsed: Mapping[str, Any], url: str, received: Received, number: int) -> str | None:
    links = parsed.get("links") or []
    told = [link["href"] for link in links if isinstance(link, dict) and link.get("rel") == "next" and "href" in link]
    if not told:
        return None
    target = urljoin(received.url, str(told[0]))
    if not same_host(url, target) or urlsplit(target).path != urlsplit(url).path:
        raise _wrong(received, number, f"a next page at {target}", "one of the same collection on the same host")
    if number >= MOST_PAGES:
        raise _wrong(received, number, f"a next page after {MOST_PAGES}", "an end: is the collection right?")
    return target


def _wrong(received: Received, number: int, found: str, expected: str) -> FetchError:
    return refused(received.url, f"on page {number} {found}", expected)
