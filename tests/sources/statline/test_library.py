"""cbsodata under our client's patience: whatever a server does wrong is told clearly, in time, and leaves no trace."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cbsodata
import pytest
from loopback.fixtures import Patient
from loopback.reply import (
    changed,
    damaged_gzip,
    dropped,
    endless,
    html,
    no_answer,
    redirect,
    silent,
    status,
    truncated,
    zipped,
)
from loopback.server import Loopback
from loopback.statline_tables import v3_table

from regioboek.errors import FetchError
from regioboek.sources.network.client import Client
from regioboek.sources.statline import library

LIST, INFO = "/ODataCatalog/Tables", "/70001ned/TableInfos"


@pytest.fixture
def cbs(loopback: Loopback) -> Iterator[Loopback]:
    """A server with a catalogue of two tables; cbsodata's options must be afterwards what they were."""
    loopback.catalogue_v3 = [{"Identifier": "70001ned", "Title": "Banen"}, {"Identifier": "80137ned", "Title": "Uren"}]
    loopback.v3["70001ned"] = v3_table()
    before = (cbsodata.options.use_https, cbsodata.options.catalog_url, dict(cbsodata.options.requests))
    yield loopback
    assert (cbsodata.options.use_https, cbsodata.options.catalog_url, cbsodata.options.requests) == before


def ask(where: str, client: Client, root: str) -> Any:
    """The catalogue or what a table says of itself."""
    return library.tables(client, root, "Identifier") if where == LIST else library.info(client, root, "70001ned")


def refusal(where: str, client: Client, root: str) -> str:
    """What is told when that is refused."""
    with pytest.raises(FetchError) as error:
        ask(where, client, root)
    (problem,) = error.value.problems
    assert problem.file.endswith(where)
    return f"{problem.found}; {problem.expected}"


both = pytest.mark.parametrize("where", [LIST, INFO])


def test_the_catalogue_is_asked_for_the_columns_and_the_rows_that_are_wanted(cbs: Loopback, patient: Patient) -> None:
    assert library.tables(patient, cbs.url, "Identifier,Title", "Title eq 'Uren'") == [
        {"Identifier": "80137ned", "Title": "Uren"}
    ]
    assert cbs.requests == [f"{LIST}?$format=json&$select=Identifier,Title&$filter=Title eq 'Uren'"]


def test_a_table_says_when_it_was_modified(cbs: Loopback, patient: Patient) -> None:
    assert library.info(patient, cbs.url, "70001ned")["Modified"] == "2023-01-01T02:00:00"


@both
@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (status(404), "HTTP 404 (Not Found) (1 try); something at this address: check the table id"),
        (
            status(400, body=b'{"error":{"message":"Kolom bestaat niet"}}', kind="application/json"),
            'HTTP 400 (Bad Request): "Kolom bestaat niet" (1 try)',
        ),
        (html, 'HTTP 200 with an HTML page titled "Onderhoud" (1 try); data: is the service under maintenance'),
        (changed('"value"', '"waarde"'), "JSON without a list of rows (1 try)"),
        (status(503, retry_after="3600"), "HTTP 503 (Service Unavailable) and the request to wait 3600 seconds"),
    ],
)
def test_what_will_not_pass_is_refused_at_once(
    where: str, fault: Any, said: str, cbs: Loopback, patient: Patient
) -> None:
    cbs.misbehave(where, fault, forever=True)
    assert refusal(where, patient, cbs.url).startswith(said)
    assert (len(cbs.requests), patient.pauses) == (1, [])


@both
@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (status(500), "HTTP 500 (Internal Server Error) (5 tries)"),
        (status(429), "HTTP 429 (Too Many Requests) (5 tries)"),
        (truncated, "JSON that breaks off after"),
        (dropped, "a connection that broke off (5 tries)"),
        (no_answer, "a connection dropped before the answer (5 tries)"),
        (damaged_gzip, "damaged gzip"),
        (redirect("http://elders.example/x"), "an empty answer, or a redirect (5 tries)"),
    ],
)
def test_what_may_pass_is_tried_again_and_then_refused(
    where: str, fault: Any, said: str, cbs: Loopback, patient: Patient
) -> None:
    cbs.misbehave(where, fault, forever=True)
    assert refusal(where, patient, cbs.url).startswith(said)
    assert (len(cbs.requests), patient.pauses) == (5, [1, 2, 4, 8])


@both
@pytest.mark.parametrize("fault", [status(500), dropped, truncated, damaged_gzip, no_answer])
def test_what_passes_after_two_tries_is_received(where: str, fault: Any, cbs: Loopback, patient: Patient) -> None:
    good = ask(where, patient, cbs.url)
    cbs.misbehave(where, fault, fault, zipped)
    assert ask(where, patient, cbs.url) == good
    assert patient.pauses == [1, 2]
    assert [told.rpartition("; ")[2] for told in patient.told] == ["try 2 of 5 in 1 s", "try 3 of 5 in 2 s"]


@both
def test_a_pause_that_the_server_asks_for_is_taken(where: str, cbs: Loopback, patient: Patient) -> None:
    cbs.misbehave(where, status(429, retry_after="7"))
    ask(where, patient, cbs.url)
    assert patient.pauses == [7]


@both
def test_silence_is_a_time_out(where: str, cbs: Loopback) -> None:
    client = Patient(tries=2, timeout=(60.0, 1.0))  # type: ignore[arg-type]
    cbs.misbehave(where, silent, forever=True)
    assert refusal(where, client, cbs.url).startswith("silence in the middle of the answer (2 tries)")
    assert client.pauses == [1]


@both
def test_an_answer_that_never_ends_ends_at_the_deadline(where: str, cbs: Loopback) -> None:
    cbs.misbehave(where, endless, forever=True)
    assert refusal(where, Patient(deadline=0.5), cbs.url).startswith("no answer at the deadline (1 try)")
    assert len(cbs.requests) == 1


@both
def test_without_anyone_at_the_port_the_message_asks_after_the_network(
    where: str, cbs: Loopback, nobody: str, patient: Patient
) -> None:
    said = f"no connection to {nobody[7:]} (5 tries); an answer: is there a network, and is the address right?"
    assert refusal(where, patient, nobody) == said


@both
def test_https_is_asked_where_the_address_says_so_and_is_verified(where: str, cbs: Loopback, patient: Patient) -> None:
    assert "a secure connection that cannot be trusted" in refusal(where, patient, f"https://{cbs.host}")


def test_the_proxy_of_the_environment_is_used(
    cbs: Loopback, monkeypatch: pytest.MonkeyPatch, nobody: str, patient: Patient
) -> None:
    monkeypatch.setenv("http_proxy", nobody)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    said = refusal(LIST, patient, "http://opendata.cbs.invalid")
    assert said.startswith("no connection to the proxy in the environment")


def test_names_and_passwords_are_in_no_message(cbs: Loopback, patient: Patient) -> None:
    root = cbs.url.replace("http://", "http://user:secret@")
    assert ask(INFO, patient, root)["Identifier"] == "70001ned"
    cbs.misbehave(INFO, status(404))
    assert "secret" not in refusal(INFO, patient, root)
