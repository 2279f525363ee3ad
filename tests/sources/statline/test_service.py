"""Where StatLine is asked: CBS's own servers, those of third parties, or the one that is named."""

from __future__ import annotations

import pytest

from regioboek.params.source_params import StatlineQuery
from regioboek.sources.statline.service import Version, root, root_on


@pytest.mark.parametrize(
    ("version", "more", "expected"),
    [
        ("v3", {}, "https://opendata.cbs.nl"),
        ("v3", {"catalogue": "dataderden"}, "https://dataderden.cbs.nl"),
        ("v4", {}, "https://datasets.cbs.nl/odata/v1/CBS"),
        ("v3", {"url": "http://127.0.0.1:1/"}, "http://127.0.0.1:1"),
        ("v3", {"catalogue": "dataderden", "url": "http://127.0.0.1:1"}, "http://127.0.0.1:1"),
    ],
)
def test_a_source_is_asked_where_its_catalogue_lies_or_where_it_says(
    version: Version, more: dict[str, str], expected: str
) -> None:
    query = StatlineQuery.model_validate({"table": "80137ned", "measures": {"a": "b"}} | more)
    assert root(query, version) == expected


@pytest.mark.parametrize(
    ("version", "more", "expected"),
    [
        ("v3", {}, "http://127.0.0.1:2"),
        ("v3", {"catalogue": "dataderden"}, "http://127.0.0.1:2"),
        ("v4", {}, "http://127.0.0.1:2/odata/v1/CBS"),
        ("v4", {"url": "http://127.0.0.1:1/odata/v1/CBS"}, "http://127.0.0.1:1/odata/v1/CBS"),
    ],
)
def test_the_environment_names_another_server_where_the_params_name_none(
    version: Version, more: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REGIOBOEK_CBS_URL", "http://127.0.0.1:2/")
    query = StatlineQuery.model_validate({"table": "80137ned", "measures": {"a": "b"}} | more)
    assert root(query, version) == expected


@pytest.mark.parametrize("server", ["http://127.0.0.1:1", "http://127.0.0.1:1/odata/v1/CBS"])
def test_v4_lies_below_a_server_that_is_named(server: str) -> None:
    assert root_on(server, "v4") == "http://127.0.0.1:1/odata/v1/CBS"
