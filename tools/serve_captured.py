"""A mini CBS on this machine: captured responses of StatLine v3 and v4, PDOK's boundaries and plain files.

    python tools/serve_captured.py --port 8900 [--data FOLDER] [--fault 'TEXT=NAME' …]

The README's commands can be tried against it without CBS: name its addresses in the params (`statline: {url: …}`,
`pdok: {url: …}`, `files: {values: http://127.0.0.1:8900/files/…}`). The folder is the one that REGIOBOEK_TESTDATA
names. `--fault '$skip=10000=dropped'` lets requests whose address holds that text go wrong, every time:
dropped, endless, silent, no_answer, html, truncated, damaged_gzip, cut_gzip, or a status such as 500.
"""

from __future__ import annotations

import argparse
import os
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from loopback import reply  # noqa: E402
from loopback.server import Loopback  # noqa: E402

FAULTS = ("dropped", "endless", "silent", "no_answer", "html", "truncated", "damaged_gzip", "cut_gzip")


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8900)
    default = os.environ.get("REGIOBOEK_TESTDATA", str(ROOT / ".." / "shared" / "data"))
    parser.add_argument("--data", type=Path, default=Path(default))
    parser.add_argument("--fault", action="append", default=[], metavar="TEXT=NAME")
    options = parser.parse_args()
    if not (options.data / "odata").is_dir():
        parser.error(f"no captured responses in {options.data}: name their folder with --data")
    faults = [(where, name) for where, _, name in (told.rpartition("=") for told in options.fault)]
    for _, name in faults:
        if name not in FAULTS and not name.isdigit():
            parser.error(f"no fault {name}: one of {', '.join(FAULTS)}, or a status")
    with Loopback(options.port) as server:
        server.capture(options.data.resolve())
        for where, name in faults:
            fault = reply.status(int(name)) if name.isdigit() else getattr(reply, name)
            server.misbehave(where, fault, forever=True)
        print(f"StatLine v3   {server.url}   tables {', '.join(server.v3)}")
        print(f"StatLine v4   {server.url_v4}   tables {', '.join(server.v4)}")
        print(f"PDOK          {server.url_pdok}   collections {', '.join(server.collections)}")
        print(f"plain files   {server.url}/files/rmbw2023/download/indicatoren.csv and all others of the folder")
        print("Ctrl-C ends it.", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
