"""Agreeing to what a fetch found: `--yes`, or a person at a terminal who says so; without either nothing is written."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rich.console import Console

from regioboek.sources.statline.finding import Moved


def agree_to_changes(yes: bool, out: Console) -> bool:
    """`--yes`, or a person who says so; without either, nothing is written."""
    if yes:
        return True
    if not _person(out):
        out.print("nothing was written: there is no terminal to agree on; --yes writes these changes")
        return False
    return _says_yes("Replace what is locked by this?", out)


def agree_to_moves(moves: Sequence[Moved], yes: bool, out: Console) -> bool:
    """The same for measures of one source that moved; `--yes` does not decide whether other words mean the same."""
    out.print(f"source {moves[0].source}: the table has these measures elsewhere, or in other words", markup=False)
    for move in moves:
        out.print(f"    {move}", markup=False)
    unclear = [move.declared for move in moves if not move.certain]
    if yes and not unclear:
        return True
    if _person(out):
        return _says_yes("Are these the same measures?", out)
    if unclear:
        told = f"nothing was taken: that {', '.join(unclear)} is the same measure in other words, a person must say"
        out.print(f"{told}: at a terminal, or by writing its title into the params", markup=False)
    else:
        out.print("nothing was taken: there is no terminal to agree on; --yes takes them where they are now")
    return False


def _person(out: Console) -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin.isatty() and out.is_terminal


def _says_yes(question: str, out: Console) -> bool:
    """Whether the answer is yes; a terminal that is closed says nothing."""
    try:
        return out.input(f"{question} [y/N] ", markup=False).strip().lower() in ("y", "yes", "j", "ja")
    except EOFError:
        out.print()
        return False
