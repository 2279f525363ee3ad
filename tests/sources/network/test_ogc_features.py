"""Where the pages of an OGC service end: at the last link or a page without features, never before all have come."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest

from regioboek.errors import FetchError
from regioboek.sources.network.client import Client, Received
from regioboek.sources.network.ogc_features import feature_pages

URL = "https://dienst.nl/ogc/v1/collections/gemeenten/items"


class Service:
    """Answers with pages by their offset; counts how often it was asked."""

    def __init__(self, *pages: dict[str, Any]):
        self.pages = pages
        self.asked = 0

    def get_json(self, url: str, params: Any, *, accept: str) -> tuple[Any, Received]:
        self.asked += 1
        offset = int(url.partition("offset=")[2] or 0)
        page = {"type": "FeatureCollection", **self.pages[offset]}
        return page, Received(url, {}, json.dumps(page).encode())


def page(*ids: int, then: int | None = None, **more: Any) -> dict[str, Any]:
    """A page with features of these ids, and a link to page `then`."""
    features = [{"id": f"g{n}", "geometry": None, "properties": {}} for n in ids]
    links = [] if then is None else [{"rel": "next", "href": f"{URL}?offset={then}"}]
    return {"features": features, "links": links, **more}


def read(*pages: dict[str, Any]) -> list[str]:
    found = feature_pages(cast("Client", Service(*pages)), URL, {}, crs="RD")
    return [feature["id"] for page in found for feature in page.features]


def refused(*pages: dict[str, Any]) -> str:
    with pytest.raises(FetchError) as error:
        read(*pages)
    (problem,) = error.value.problems
    return problem.found


ALL = {"numberMatched": 3}


@pytest.mark.parametrize(
    "pages",
    [
        [page(1, 2, then=1, **ALL), page(3, then=2, **ALL), page(**ALL)],
        [page(1, 2, then=1, **ALL), page(3, then=2, **ALL), page(numberMatched=0, numberReturned=0)],
        [page(1, 2, then=1, **ALL), page(3, then=2, **ALL), page(then=3, **ALL)],
        [page(1, 2, 3, then=1, **ALL), page()],
        [page(1, 2, then=1), page(3, then=2), page()],
        [page(1, 2, then=1, **ALL), page(3, then=1, **ALL)],
        [page(1, 2, then=1, **ALL), page(3, then=2, **ALL), page(3, **ALL)],
    ],
    ids=["empty", "empty, counted as none", "empty, links on", "one page", "not counted", "link again", "page again"],
)
def test_all_features_have_come(pages: list[dict[str, Any]]) -> None:
    assert read(*pages) == ["g1", "g2", "g3"]


@pytest.mark.parametrize(
    ("pages", "found"),
    [
        ([page(1, then=1, **ALL), page(**ALL)], "1 features on 2 pages"),
        ([page(1, then=1), page(then=2), page(2)], "on page 2 no features and a next page"),
        ([page(1, then=1, **ALL), page(then=2, **ALL), page(2, 3)], "on page 2 no features and a next page"),
        ([page(1, 2, then=1, **ALL), page(then=1, **ALL)], "on page 2 no features and a next page"),
        ([page(1, 2, then=1), page(3, then=1)], f"on page 2 a next page that was asked already, {URL}?offset=1"),
        ([page(1, 2, then=1), page(1, 2)], "on page 2 the features of page 1 again"),
    ],
)
def test_an_end_before_that_is_refused(pages: list[dict[str, Any]], found: str) -> None:
    assert refused(*pages) == found


def test_a_service_that_counts_the_page_and_not_the_whole_ends_nothing() -> None:
    pages = [page(1, 2, then=1, numberMatched=2), page(3, numberMatched=1)]
    assert refused(*pages) == "on page 2 1 features in all"
