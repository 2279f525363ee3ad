"""A project without anything, and `kerncijfers` fetched into it from the rehearsed CBS as a user does it."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from loopback.fixtures import Impatient, without_proxy
from loopback.server import Loopback
from worlds.places import ROOT
from worlds.rehearsal import Rehearsal

from regioboek.cli.app import main
from regioboek.layout import Project
from regioboek.params.loading import load_edition

EDITION = "kerncijfers"
#: What a country of one provincie has.
LEVELS = "levels: [land, provincie, corop, gemeente]"


@dataclass
class RehearsalDesk:
    """The command as a user gives it, where the variables name the rehearsed services; no client really waits."""

    world: Rehearsal
    root: Path
    before: dict[str, bytes] = field(default_factory=dict)  # the snapshot as the first fetch made it

    def fetch(self, *options: str) -> tuple[int, str]:
        """Exit code of `regioboek fetch kerncijfers`, and all that it says in one line."""
        return self.told("fetch", EDITION, *options)

    def told(self, *command: str) -> tuple[int, str]:
        """Exit code of a command, and all that it says in one line."""
        out = io.StringIO()
        with pytest.MonkeyPatch.context() as patch:
            without_proxy(patch)
            patch.setattr("regioboek.sources.network.client.Client", _client)
            for name, value in self.world.environment().items():
                patch.setenv(name, value)
            with redirect_stdout(out), redirect_stderr(out), pytest.raises(SystemExit) as stop:
                main([*command, "--project", str(self.root)])
        return int(stop.value.code or 0), " ".join(out.getvalue().split())

    def build(self, *options: str) -> str:
        """What `regioboek build kerncijfers` says, in a process of its own: a build forks."""
        direct = dict.fromkeys(("NO_PROXY", "no_proxy"), "127.0.0.1")
        command = [sys.executable, "-m", "regioboek", "build", EDITION, "--project", str(self.root), *options]
        environment = {**os.environ, **self.world.environment(), **direct}
        made = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert made.returncode == 0, made.stdout + made.stderr
        return made.stdout

    def contents(self) -> dict[str, bytes]:
        """Every file of the snapshot, byte for byte."""
        folder = self.root / "data" / "snapshots" / EDITION
        files = [p for p in sorted(folder.rglob("*")) if p.is_file() and p.stat().st_size]
        return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}

    def locked(self, source: str) -> dict[str, Any]:
        """What the lock says of a source."""
        entries = json.loads(self.contents()["lock.json"])["sources"]
        return next(entry for entry in entries if entry["id"] == source)

    def cells(self, source: str) -> pd.DataFrame:
        """The cells of a locked source by series, region and period."""
        (file,) = (self.root / "data" / "snapshots" / EDITION / source).rglob("cells*.parquet")
        return pd.read_parquet(file).set_index(["series", "region", "period"])

    def copied(self, root: Path) -> RehearsalDesk:
        """The same project elsewhere, to be changed, while the world is as at first."""
        shutil.copytree(self.root, root)
        self.world.restore()
        return RehearsalDesk(self.world, root, self.before)


def _client(log: Callable[[str], None] = print, **_: Any) -> Impatient:
    """A client that waits for nothing and tells what the command's own would."""
    client = Impatient()
    client.log = log
    return client


def empty_project(root: Path, *, whole: bool = False) -> Path:
    """A folder without anything; for a world of one provincie with the edition of fewer levels."""
    (root / "params" / "editions").mkdir(parents=True)
    if not whole:
        told = (ROOT / "params" / "editions" / f"{EDITION}.yml").read_text("utf-8")
        fewer, times = re.subn(r"^levels: .*$", LEVELS, told, flags=re.MULTILINE)
        assert times == 1
        (root / "params" / "editions" / f"{EDITION}.yml").write_text(fewer, "utf-8")
    return root


@contextmanager
def rehearsed(data: Path, root: Path, *, province: str | None) -> Iterator[RehearsalDesk]:
    """The services of all regions, or of one provincie, and a project without a snapshot."""
    project = Project(empty_project(root, whole=province is None))
    with Loopback() as server:
        yield RehearsalDesk(Rehearsal(server, data, load_edition(project.params, EDITION), province), root)
