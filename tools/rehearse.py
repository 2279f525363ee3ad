"""CBS and PDOK on this machine, with every table that an edition declares: the whole path without a network.

    python tools/rehearse.py [OPTION …] [-- COMMAND …]

Without a command it prints two `export` lines, what is captured and what derived, and serves until Ctrl+C; with one it
runs that with these variables set and ends with its exit code, after the number of requests and bytes:

    python tools/rehearse.py -- regioboek fetch kerncijfers
    python tools/rehearse.py --moved +7 --new-year -- regioboek fetch kerncijfers --update --yes

REGIOBOEK_TESTDATA names the folder with the captures. Options say what CBS did to --table since the last fetch; keys in
them are as the edition declares them, as keys move last.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from loopback.server import Loopback  # noqa: E402
from worlds.rehearsal import MAIN, Rehearsal  # noqa: E402
from worlds.rehearsal_declared import provenance_lines  # noqa: E402

from regioboek.errors import RegioboekError  # noqa: E402
from regioboek.layout import Project  # noqa: E402
from regioboek.params.loading import load_edition  # noqa: E402


def main() -> int:
    """Serve, or run the command; its exit code."""
    own, command = _split(sys.argv[1:])
    parser = _parser()
    options = parser.parse_args(own)
    data = Path(options.data).resolve()
    if not (data / "kerncijfers").is_dir():
        parser.error(f"no captures in {data}: name their folder in REGIOBOEK_TESTDATA or with --data")
    try:
        edition = load_edition(Project(options.project).params, options.edition)
    except RegioboekError as error:
        parser.error(str(error))
    try:
        listening = Loopback(options.port)
    except OSError as error:
        parser.error(f"port {options.port}: {error.strerror}; --port 0 takes any that is free")
    with listening as server:
        world = Rehearsal(server, data, edition, options.province)
        try:
            _change(world, options)
        except (ValueError, KeyError) as error:
            parser.error(f"not in table {options.table} of this world: {error}")
        if command:
            return _run(world, command)
        for name, value in world.environment().items():
            print(f"export {name}={value}")
        print("\n".join(f"# {line}" for line in provenance_lines(world.provenance)))
        try:
            print("# Ctrl+C ends it.", flush=True)
            threading.Event().wait()
        except KeyboardInterrupt:
            print(_told(server))
    return 0


def _run(world: Rehearsal, command: list[str]) -> int:
    """The command with the variables of this world, also where the environment names a proxy."""
    direct = dict.fromkeys(("NO_PROXY", "no_proxy"), "127.0.0.1")
    try:
        code = subprocess.run(command, env={**os.environ, **world.environment(), **direct}, check=False).returncode
    except FileNotFoundError:
        print(f"no command {command[0]}", file=sys.stderr)
        return 127
    print(_told(world.server), file=sys.stderr)
    return code


def _told(server: Loopback) -> str:
    return f"{len(server.requests)} requests, {server.sent / 1e6:.1f} MB"


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    at = arguments.index("--") if "--" in arguments else len(arguments)
    return arguments[:at], arguments[at + 1 :]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = os.environ.get("REGIOBOEK_TESTDATA", str(ROOT / ".." / "shared" / "data"))
    parser.add_argument("--data", default=default, help="the folder with captures")
    parser.add_argument("--edition", default="kerncijfers")
    parser.add_argument("--project", type=Path, default=ROOT, help="the folder of the project")
    parser.add_argument("--port", type=int, default=8910, help="8910; another one looks like another server")
    parser.add_argument("--province", metavar="PV23", help="only what lies in one provincie")
    parser.add_argument("--table", default=MAIN, help=f"which table changed ({MAIN})")
    parser.add_argument("--moved", metavar="BY[:AFTER]", help="keys with a number after AFTER (26) got BY more: +7")
    parser.add_argument("--reworded", metavar="KEY=TITLE", action="append", default=[])
    parser.add_argument("--unit", metavar="KEY=UNIT", action="append", default=[])
    parser.add_argument("--gone", metavar="KEY", action="append", default=[], help="the measure is not there any more")
    parser.add_argument("--twice", metavar="KEY", action="append", default=[], help="two have its title, none its key")
    parser.add_argument("--revised", metavar="KEY@REGION@YEAR=FIGURE", action="append", default=[])
    parser.add_argument("--definitive", metavar="YEAR", type=int, help="all figures of the year are definitive")
    parser.add_argument("--new-year", action="store_true", help="every measure has one year more")
    parser.add_argument("--dropped", metavar="CODE=INTO@YEAR", help="a gemeente went into another, in all tables")
    parser.add_argument("--replaced", metavar="ID=TITLE", help="the table is gone; this is its successor")
    parser.add_argument("--ended", metavar="ID=TITLE", help="the table says that this is its successor")
    parser.add_argument("--down", metavar="HOW", choices=("503", "dropped"), help="503, or dropped connections")
    parser.add_argument("--half", metavar="TEXT", help="half of each answer to an address with this text in it")
    return parser


def _change(world: Rehearsal, options: argparse.Namespace) -> None:
    """What CBS did, in an order in which keys are as the edition declares them."""
    table = options.table
    _change_figures(world, options)
    for told in options.reworded:
        world.reworded(table, *_pair(told))
    for told in options.unit:
        world.unit(table, *_pair(told))
    for key in options.gone:
        world.gone(table, key)
    for key in options.twice:
        world.twice(table, key)
    if options.moved:
        by, _, after = options.moved.partition(":")
        world.moved(table, int(by), after=int(after or 26))
    for change, told in ((world.replaced, options.replaced), (world.ended, options.ended)):
        if told:
            change(table, *_pair(told))
    if options.down:
        world.down(options.down)
    if options.half:
        world.half(options.half)


def _change_figures(world: Rehearsal, options: argparse.Namespace) -> None:
    for told in options.revised:
        where, figure = _pair(told)
        key, region, year = where.split("@")
        world.revised(options.table, key, region, int(year), float(figure))
    if options.definitive is not None:
        world.definitive(options.table, options.definitive)
    if options.new_year:
        world.new_year(options.table)
    if options.dropped:
        code, into = _pair(options.dropped)
        into, _, year = into.partition("@")
        world.dropped(code, into, int(year))


def _pair(told: str) -> tuple[str, str]:
    before, sign, after = told.partition("=")
    if not sign:
        raise ValueError(f"{told!r} without =")
    return before, after


if __name__ == "__main__":
    sys.exit(main())
