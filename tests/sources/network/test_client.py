"""The client gets an address whole and checked, or says what came, after how many tries, and what to do."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest
from loopback.fixtures import Impatient, Patient, Ticking
from loopback.reply import (
    changed,
    cut_gzip,
    damaged_gzip,
    dropped,
    endless,
    endless_head,
    html,
    no_answer,
    redirect,
    silent,
    status,
    truncated,
    zipped,
)
from loopback.server import Loopback

from regioboek import __version__
from regioboek.errors import FetchError, UnreachableError
from regioboek.sources.network.client import Client, same_host
from regioboek.sources.problems import shown_address

PAGE = json.dumps({"value": [{"RegioS": f"GM{n:04}", "Inwoners": n * 1.5} for n in range(200)]}).encode()


@pytest.fixture
def page(loopback: Loopback) -> str:
    return loopback.file("/page.json", PAGE, "application/json; charset=utf-8")


def refusal(client: Client, url: str, accept: str = "application/json") -> str:
    """The one problem with which an address is refused, without the address."""
    with pytest.raises(FetchError) as error:
        client.get(url, accept=accept)
    (problem,) = error.value.problems
    assert problem.file == shown_address(url)
    assert str(error.value).startswith("nothing was fetched, and nothing was changed")
    return f"{problem.found}; {problem.expected}"


def test_a_good_answer_comes_byte_for_byte(page: str):
    parsed, received = Client().get_json(page, {"$format": "json"})
    assert (received.body, parsed) == (PAGE, json.loads(PAGE))
    assert received.url == f"{page}?%24format=json"


def test_gzip_is_undone(page: str, loopback: Loopback, patient: Patient):
    loopback.misbehave("/page.json", zipped)
    assert patient.get(page).body == PAGE


def test_the_server_is_told_who_asks(page: str, loopback: Loopback, patient: Patient):
    patient.get(page)
    assert loopback.agents == {f"regioboek/{__version__}"}


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        (status(500), "HTTP 500 (Internal Server Error)"),
        (status(503), "HTTP 503 (Service Unavailable)"),
        (status(429), "HTTP 429 (Too Many Requests)"),
        (dropped, f"a connection that broke off after {len(PAGE) // 2} of {len(PAGE)} bytes"),
        (no_answer, "a connection dropped before the answer"),
        (truncated, f"JSON that breaks off after {len(PAGE) // 2} bytes"),
        (damaged_gzip, "damaged gzip (CRC check failed 0x4f8b262e != 0x4f8b262f)"),
        (cut_gzip, "gzip without its end"),
        (changed('{"value":', '{"value" '), "no JSON (Expecting ':' delimiter at 10)"),
        (changed("1.5", "NaN"), "no JSON (NaN is no JSON number)"),
        (changed(PAGE.decode(), ""), "an empty answer"),
    ],
)
def test_what_may_pass_is_tried_again_and_then_refused(fault, found, page: str, loopback: Loopback, patient: Patient):
    loopback.misbehave("/page.json", fault, forever=True)
    assert refusal(patient, page).startswith(f"{found} (5 tries); ")
    assert (len(loopback.requests), patient.pauses) == (5, [1, 2, 4, 8])


@pytest.mark.parametrize(
    "fault", [status(500), status(429), dropped, no_answer, truncated, damaged_gzip, cut_gzip, changed("1.5", "NaN")]
)
def test_what_passes_after_two_tries_is_received(fault, page: str, loopback: Loopback, patient: Patient):
    loopback.misbehave("/page.json", fault, fault)
    received = patient.get(page)
    assert (received.body, patient.pauses) == (PAGE, [1, 2])
    assert [told.rpartition("; ")[2] for told in patient.told] == ["try 2 of 5 in 1 s", "try 3 of 5 in 2 s"]


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (status(404), "HTTP 404 (Not Found) (1 try); something at this address: check the table id (capitals count)"),
        (status(403), "HTTP 403 (Forbidden) (1 try); open data without a key"),
        (html, 'HTTP 200 with an HTML page titled "Onderhoud" (1 try); data: is the service under maintenance'),
        (redirect("http://elders.example/data"), "a redirect to another host, http://elders.example/data (1 try);"),
        (redirect("https://u:p@127.0.0.1:9/"), "a redirect to another host, https://127.0.0.1:9/ (1 try);"),
        (redirect("file:///etc/passwd"), "a redirect to another host, file:///etc/passwd (1 try);"),
    ],
)
def test_what_will_not_pass_is_refused_at_once(fault, told, page: str, loopback: Loopback, patient: Patient):
    loopback.misbehave("/page.json", fault, forever=True)
    assert refusal(patient, page).startswith(told)
    assert (len(loopback.requests), patient.pauses) == (1, [])


def test_what_cbs_says_of_an_error_is_in_the_message(page: str, loopback: Loopback, patient: Patient):
    body = b'{"odata.error":{"code":"","message":{"lang":"nl","value":"Kolom Regio\\u0020bestaat niet"}}}'
    loopback.misbehave("/page.json", status(400, body=body, kind="application/json"))
    assert 'HTTP 400 (Bad Request): "Kolom Regio' in refusal(patient, page)


def test_a_redirect_within_the_host_is_followed(page: str, loopback: Loopback, patient: Patient):
    loopback.misbehave("/old", redirect("/page.json", 301))
    assert patient.get(f"{loopback.url}/old").body == PAGE


def test_redirects_in_a_circle_end(loopback: Loopback, patient: Patient):
    loopback.misbehave("/circle", redirect("/circle"), forever=True)
    assert refusal(patient, f"{loopback.url}/circle").startswith("more than 5 redirects (1 try)")


@pytest.mark.parametrize("header", ["30", "Thu, 02 Jul 2026 12:00:30 GMT"])
def test_retry_after_is_honoured(header: str, page: str, loopback: Loopback, patient: Patient, monkeypatch):
    monkeypatch.setattr("urllib3.util.retry.time.time", datetime(2026, 7, 2, 12, 0, tzinfo=UTC).timestamp)
    loopback.misbehave("/page.json", status(429, retry_after=header))
    assert (patient.get(page).body, patient.pauses) == (PAGE, [30])
    assert patient.told == [f"{page}: HTTP 429 (Too Many Requests); try 2 of 5 in 30 s, as the server asks"]


def test_a_server_that_asks_for_an_hour_is_not_asked_again(page: str, loopback: Loopback, patient: Patient):
    loopback.misbehave("/page.json", status(503, retry_after="3600"), forever=True)
    assert refusal(patient, page) == (
        "HTTP 503 (Service Unavailable) and the request to wait 3600 seconds (try 1); "
        "at most 300 seconds: run it again after that time"
    )
    assert (len(loopback.requests), patient.pauses) == (1, [])


@pytest.mark.parametrize("header", ["soon", "-1", "Thu, 02 Jul 2020 12:00:00 GMT", "0"])
def test_a_retry_after_that_says_nothing_or_is_past_is_passed_over(
    header: str, page: str, loopback: Loopback, patient: Patient
):
    loopback.misbehave("/page.json", status(429, retry_after=header))
    assert (patient.get(page).body, patient.pauses) == (PAGE, [1])
    assert patient.told == [f"{page}: HTTP 429 (Too Many Requests); try 2 of 5 in 1 s"]


def test_a_page_that_never_ends_ends_at_the_deadline_and_is_not_asked_again(page: str, loopback: Loopback):
    loopback.misbehave("/page.json", endless, forever=True)
    told = refusal(Patient(clock=Ticking(30)), page)
    assert re.match(r"an answer that does not end: still not complete at the deadline, after \d+ bytes \(1 try\)", told)
    assert len(loopback.requests) == 1


def test_a_head_that_never_ends_ends_at_the_deadline_too(page: str, loopback: Loopback):
    loopback.misbehave("/page.json", endless_head, forever=True)
    told = refusal(Patient(deadline=0.2), page)
    assert told.startswith("no answer at the deadline (1 try); ")


def test_silence_in_the_middle_is_a_time_out_and_tried_again(page: str, loopback: Loopback):
    client = Impatient(tries=2)
    client.where = "/page.json"
    loopback.misbehave("/page.json", silent, forever=True)
    assert refusal(client, page).startswith("silence in the middle of the answer, after 0 bytes (2 tries); ")
    assert client.pauses == [1]


def test_more_bytes_than_allowed_are_refused_also_when_they_come_out_of_gzip(page: str, loopback: Loopback):
    loopback.misbehave("/page.json", zipped)
    told = refusal(Patient(max_bytes=len(PAGE) - 1), page)
    assert told.startswith(f"an answer of more than {len(PAGE) - 1} bytes (1 try); ")


def test_without_anyone_at_the_port_the_message_asks_after_the_network(nobody: str, patient: Patient):
    assert refusal(patient, f"{nobody}/page.json") == (
        f"no connection to {nobody[7:]} (5 tries); an answer: is there a network, and is the address right?"
    )
    assert patient.pauses == [1, 2, 4, 8]


def test_a_name_that_nobody_knows_is_named(patient: Patient):
    assert refusal(patient, "http://opendata.cbs.invalid/x").startswith("no host named opendata.cbs.invalid (5 tries)")


@pytest.mark.parametrize("url", ["opendata.cbs.nl/x", "file:///etc/passwd", "http://", "ftp://cbs.nl/x"])
def test_what_is_no_web_address_is_refused_without_asking(url: str, patient: Patient):
    with pytest.raises(FetchError):
        patient.get(url)
    assert patient.pauses == []


def test_an_address_too_long_for_the_server_says_so(loopback: Loopback, patient: Patient):
    loopback.misbehave("/page.json", no_answer, forever=True)
    told = refusal(patient, f"{loopback.url}/page.json?x={'GM0014,' * 400}")
    assert re.search(r"the address has 2\d\d\d characters, ask for less at once", told)


def test_html_without_saying_so_is_refused_where_csv_was_asked(loopback: Loopback, patient: Patient):
    url = loopback.file("/download.csv", b"\xef\xbb\xbf \n<!doctype HTML><title>Log\nin</title>", "text/csv")
    assert refusal(patient, url, "text/csv").startswith('HTTP 200 with an HTML page titled "Log in" (1 try)')


def test_xml_in_place_of_json_is_called_by_its_name(loopback: Loopback, patient: Patient):
    url = loopback.file("/feed", b'<?xml version="1.0"?><feed/>', "application/atom+xml")
    assert refusal(patient, url) == "XML (1 try); JSON, as asked: is this the address of the service?"


def test_an_encoding_that_was_not_asked_is_refused(loopback: Loopback, patient: Patient):
    url = loopback.file("/x.json", b"{}", "application/json", Content_Encoding="br")
    assert refusal(patient, url).startswith("a body in encoding br (1 try)")


def test_what_is_no_json_is_kept_as_it_is_when_none_was_asked(loopback: Loopback, patient: Patient):
    url = loopback.file("/x.csv", b"a;b\r\n1;2", "text/csv")
    assert patient.get(url, accept="text/csv").body == b"a;b\r\n1;2"


def test_the_proxy_of_the_environment_is_used(monkeypatch, nobody: str, patient: Patient):
    monkeypatch.setenv("http_proxy", nobody)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert refusal(patient, "http://opendata.cbs.invalid/x").startswith("no connection to the proxy in the environment")


def test_names_and_passwords_are_in_no_message_and_in_nothing_received(loopback: Loopback, patient: Patient):
    url = loopback.file("/x.json", b"{}", "application/json").replace("http://", "http://user:secret@")
    assert patient.get(url).url == f"{loopback.url}/x.json"
    assert "secret" not in refusal(patient, url.replace("x.json", "y.json"))


@pytest.mark.parametrize(
    ("asked", "other", "same"),
    [
        ("https://opendata.cbs.nl/a", "https://opendata.cbs.nl/b", True),
        ("http://opendata.cbs.nl/a", "https://opendata.cbs.nl/a", True),
        ("https://opendata.cbs.nl/a", "http://opendata.cbs.nl/a", False),
        ("https://opendata.cbs.nl/a", "https://opendata.cbs.nl:443/a", True),
        ("https://opendata.cbs.nl/a", "https://opendata.cbs.nl.example/a", False),
        ("https://opendata.cbs.nl/a", "https://opendata.cbs.nl@example/a", False),
        ("http://127.0.0.1:8900/a", "http://127.0.0.1:8901/a", False),
    ],
)
def test_which_addresses_are_on_the_same_host(asked: str, other: str, same: bool):
    assert same_host(asked, other) is same


def test_a_client_without_tries_is_none(page: str):
    with pytest.raises(ValueError, match="at least one try"):
        Client(tries=0).get(page)


@pytest.mark.parametrize("knows_head", [True, False])
def test_the_head_of_an_answer_comes_without_its_body(knows_head: bool, loopback: Loopback, patient: Patient):
    url = loopback.file("/page.csv", b"a;b\n" * 1000, Last_Modified="Mon, 01 Jan 2024 00:00:00 GMT")
    loopback.knows_head = knows_head
    assert patient.head(url)["Last-Modified"] == "Mon, 01 Jan 2024 00:00:00 GMT"
    assert (loopback.heads, loopback.requests) == ((["/page.csv"], []) if knows_head else ([], ["/page.csv"]))


def test_a_head_that_is_refused_is_told_as_an_answer_is(page: str, loopback: Loopback, patient: Patient):
    loopback.misbehave("/page.json", status(503), status(404))
    with pytest.raises(FetchError, match=r"HTTP 404 \(Not Found\) \(2 tries\)"):
        patient.head(page)
    assert patient.pauses == [1]


def test_a_host_is_there_whatever_it_answers_and_is_asked_once(
    page: str, loopback: Loopback, patient: Patient, nobody: str
):
    loopback.misbehave("/page.json", status(500), forever=True)
    assert patient.reaches(page)
    assert not patient.reaches(f"{nobody}/page.json")
    assert patient.pauses == []


def test_only_a_host_that_cannot_be_reached_is_unreachable(
    page: str, loopback: Loopback, patient: Patient, nobody: str
):
    loopback.misbehave("/page.json", no_answer, forever=True)
    with pytest.raises(FetchError) as error:
        patient.get(page)
    assert not isinstance(error.value, UnreachableError)
    with pytest.raises(UnreachableError):
        patient.get(f"{nobody}/page.json")
