"""The mini CBS can be run by hand, with its faults."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import requests


def serve(project_root: Path, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(project_root / "tools" / "serve_captured.py"), "--port", "0", *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.realdata
def test_it_says_where_it_answers_and_answers_there(project_root: Path, realdata: Path, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serve(project_root, "--data", str(realdata), "--fault", "/80137ned/Perioden=503") as server:
        try:
            assert server.stdout is not None
            lines = [server.stdout.readline() for _ in range(4)]
            (v3, v4, pdok, files) = (re.search(r"http://\S+", line)[0] for line in lines)
            assert requests.get(f"{v3}/ODataFeed/odata/80137ned/TableInfos", timeout=60).ok
            assert requests.get(f"{v3}/ODataFeed/odata/80137ned/Perioden", timeout=60).status_code == 503
            assert requests.get(f"{v4}/03759ned/Properties", timeout=60).ok
            assert len(requests.get(f"{pdok}/collections", timeout=60).json()["collections"]) == 3
            assert requests.get(files, timeout=60).text.startswith("statcode;")
        finally:
            server.kill()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--data", "nowhere"], "no captured responses in nowhere: name their folder with --data"),
        (["--data", "DATA", "--fault", "x=slow"], "no fault slow: one of dropped, endless"),
    ],
)
def test_a_mistake_is_named(options: list[str], told: str, project_root: Path, tmp_path: Path):
    (tmp_path / "odata").mkdir()
    with serve(project_root, *[str(tmp_path) if o == "DATA" else o for o in options]) as server:
        assert server.stderr is not None
        assert (told in server.stderr.read(), server.wait()) == (True, 2)
