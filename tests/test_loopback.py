"""The mini CBS of the tests answers as CBS and PDOK did when they were captured."""

from __future__ import annotations

import json
import threading

import pytest
import requests
from loopback.odata import BadFilter, selected
from loopback.reply import dropped, good, instead, status
from loopback.server import Loopback

ROWS = [{"RegioS": "GM0014", "Jaar": 2022}, {"RegioS": "PV20  ", "Jaar": 2023}, {"RegioS": "GM0034", "Jaar": 2023}]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("RegioS eq 'GM0014'", [0]),
        ("startswith(RegioS,'GM') and Jaar ge 2023", [2]),
        ("(RegioS eq 'GM0014' or RegioS eq 'PV20  ')", [0, 1]),
        ("substring(RegioS,0,2) eq 'PV'", [1]),
        ("substringof('34',RegioS)", [2]),
        ("RegioS ne 'GM0014' and (Jaar lt 2022 or Jaar gt 2022)", [1, 2]),
    ],
)
def test_a_filter_keeps_what_it_says(text, kept):
    assert selected(ROWS, {"$filter": text}) == [ROWS[k] for k in kept]


@pytest.mark.parametrize("text", ["RegioS eq", "Regio eq 'x'", "RegioS eq 'x') or Jaar eq 1", "RegioS # 'x'"])
def test_a_filter_that_is_none_is_refused(text):
    with pytest.raises(BadFilter):
        selected(ROWS, {"$filter": text})


@pytest.mark.realdata
def test_captured_pages_come_byte_for_byte_with_their_next_link_on_the_loopback_host(captured: Loopback, realdata):
    folder = realdata / "odata" / "v3"
    one = requests.get(f"{captured.url}/ODataFeed/odata/83599NED/UntypedDataSet?$format=json", timeout=60)
    two = requests.get(one.json()["odata.nextLink"], timeout=60)
    hosted = one.content.replace(captured.url.encode(), b"https://opendata.cbs.nl")
    assert hosted == (folder / "83599NED__UntypedDataSet_page1_10000.json").read_bytes()
    assert [len(page.json()["value"]) for page in (one, two)] == [10_000, 5_504]
    assert captured.requests[1].endswith("/83599NED/UntypedDataSet/?$format=json&$skip=10000")


@pytest.mark.realdata
def test_smaller_pages_hold_the_same_rows(captured: Loopback):
    table = captured.v4["03759ned"]
    table.page_rows = 5_000
    url, rows = f"{captured.url_v4}/03759ned/Observations?$filter=startswith(RegioS,'PV')", []
    while url:
        page = requests.get(url, timeout=60).json()
        rows += page["value"]
        url = page.get("@odata.nextLink")
    assert rows == [r for r in table.sets["Observations"] if r["RegioS"].startswith("PV")]
    count = requests.get(f"{captured.url_v4}/03759ned/Observations/$count", timeout=60).text
    assert count == str(len(table.sets["Observations"]))


@pytest.mark.realdata
def test_ids_are_case_sensitive(captured: Loopback):
    assert requests.get(f"{captured.url_v4}/03759NED/Properties", timeout=60).status_code == 404
    assert requests.get(f"{captured.url_v4}/03759ned/Properties", timeout=60).json()["Identifier"] == "03759ned"


@pytest.mark.realdata
def test_boundaries_come_in_pages_of_one_year_in_the_system_that_is_asked(captured: Loopback):
    url = f"{captured.url_pdok}/collections/provincie_gegeneraliseerd/items?f=json&jaarcode=2023&limit=7"
    first = requests.get(url, timeout=60)
    (link,) = [li["href"] for li in first.json()["links"] if li["rel"] == "next"]
    second = requests.get(link, timeout=60).json()
    codes = [f["properties"]["statcode"] for page in (first.json(), second) for f in page["features"]]
    assert (len(set(codes)), first.json()["numberReturned"], second["numberReturned"]) == (12, 7, 5)
    assert first.headers["Content-Crs"] == "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"
    assert all(li["rel"] != "next" for li in second["links"])


def test_faults_come_in_order_and_then_the_good_answer(loopback: Loopback):
    loopback.file("/a.json", b'{"page": 1}', "application/json")
    loopback.file("/b.json", b'{"page": 2}', "application/json")
    loopback.misbehave("/b.json", good, status(429, retry_after="7"), instead("/a.json"))
    answers = [requests.get(f"{loopback.url}/b.json", timeout=60) for _ in range(4)]
    assert [a.status_code for a in answers] == [200, 429, 200, 200]
    assert answers[1].headers["Retry-After"] == "7"
    assert [json.loads(a.content)["page"] for a in answers if a.ok] == [2, 1, 2]


def test_a_fault_can_last(loopback: Loopback):
    loopback.file("/a.json", b'{"page": 1}', "application/json")
    loopback.misbehave("/a.json", dropped, forever=True)
    for _ in range(3):
        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            requests.get(f"{loopback.url}/a.json", timeout=60)


def test_a_server_that_was_used_leaves_no_thread(patient):
    """Also where a client keeps its connection open: forking is safe only in a process with one thread."""
    before = set(threading.enumerate())
    with Loopback() as server:
        patient.get(server.file("/a.csv", b"a;b\n"), accept="text/csv")
    assert set(threading.enumerate()) - before == set()
