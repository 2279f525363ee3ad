"""The written chapters of `book/`, filled with the facts of one edition.

Three marks, all between guillemets, that no Markdown, LaTeX or Python uses:

* `«editie.titel»` anywhere in a line: a word or number (chapter_context.py). In running text it is made safe for
  Markdown; inside a fenced block it stands as it is.
* `«blok:indicatoren»` alone on a line: a generated table, list or paragraph (chapter_blocks.py); may be empty.
* `«als:voorbeeld»` … `«einde»`, each alone on a line: a part that only some editions have. Parts do not nest.

A name that is not known is refused with file, line and the nearest name; all problems of all chapters are in one
report, and nothing is written. What is not Markdown (images) is copied as it is. Names that no chapter uses do
no harm.
"""

from __future__ import annotations

import difflib
import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from regioboek.errors import ChapterError, Problem
from regioboek.layout import BuildDir, Project
from regioboek.params.edition import Edition
from regioboek.publishing.chapters.chapter_blocks import BLOCKS
from regioboek.publishing.chapters.chapter_context import chapter_context, conditions, evidence_context
from regioboek.publishing.chapters.chapter_facts import ChapterFacts, read_facts
from regioboek.words.markdown import as_markdown

_MARK = re.compile(r"«([^«»]*)»")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")


def render_chapters(project: Project, edition: Edition, build: BuildDir, out_dir: Path) -> list[Path]:
    """Fill every chapter of the project into `out_dir` and copy its other files; returns what was written, sorted.

    Raises ChapterError for marks that are wrong (nothing is written then), InputError, TableError or SnapshotError
    when what the chapters tell of (evidence.json, tables, the snapshot's lock) is not there.
    """
    facts = read_facts(project, edition, build)
    sources = sorted(p for p in project.chapters.rglob("*") if p.is_file() and not _hidden(p, project.chapters))
    problems: list[Problem] = []
    filled: dict[Path, str] = {}
    for source in sources:
        if source.suffix == ".md":
            place = source.relative_to(project.chapters)
            filled[source] = fill_chapter(source.read_text("utf-8"), place.as_posix(), facts, problems)
    if problems:
        raise ChapterError("chapters have marks that cannot be filled", problems)
    written = []
    for source in sources:
        target = out_dir / source.relative_to(project.chapters)
        target.parent.mkdir(parents=True, exist_ok=True)
        if source in filled:
            target.write_text(filled[source], encoding="utf-8", newline="\n")
        else:
            shutil.copyfile(source, target)
        written.append(target)
    return written


def _hidden(path: Path, root: Path) -> bool:
    return any(part.startswith((".", "_build")) for part in path.relative_to(root).parts)


def fill_chapter(text: str, name: str, facts: ChapterFacts, problems: list[Problem]) -> str:
    """One chapter with its marks filled; `name` is its path below `book/`, what is wrong is added to `problems`."""
    words = {**chapter_context(facts.edition), **evidence_context(facts.edition, facts.evidence)}
    return _Chapter(name, facts, words, conditions(facts.edition), problems).filled(text)


class _Chapter:
    """The state of going through one chapter line by line."""

    def __init__(
        self,
        name: str,
        facts: ChapterFacts,
        words: Mapping[str, str],
        conditions: Mapping[str, bool],
        problems: list[Problem],
    ):
        self.name, self.facts, self.words, self.conditions = name, facts, words, conditions
        self.problems = problems
        self.base = "../" * name.count("/")
        self.part: tuple[int, bool] | None = None  # line of the open «als:…», whether it is shown
        self.fence = ""

    def filled(self, text: str) -> str:
        lines = []
        for number, line in enumerate(text.splitlines(), start=1):
            shown = self._line(number, line)
            if shown is not None and (self.part is None or self.part[1]):
                lines.append(shown)
        if self.part:
            self._problem(self.part[0], "«als:…» without «einde»", "«einde» on a line of its own after the part")
        return "\n".join(lines).strip("\n") + "\n"

    def _line(self, number: int, line: str) -> str | None:
        """The line as it stands in the book; None for a line that only steers."""
        self._follow_fence(line)
        alone = _MARK.fullmatch(line.strip())
        kind, _, name = (alone[1] if alone else "").partition(":")
        if alone and kind == "blok":
            return self._block(number, name)
        if alone and (kind == "als" or alone[1] == "einde"):
            self._steer(number, kind, name)
            return None
        return _MARK.sub(lambda mark: self._word(number, mark[1]), line)

    def _follow_fence(self, line: str) -> None:
        found = _FENCE.match(line)
        if not found:
            return
        if not self.fence:
            self.fence = found[1]
        elif found[1].startswith(self.fence) and not line.strip(" `~"):
            self.fence = ""

    def _block(self, number: int, name: str) -> str:
        if name in BLOCKS:
            return BLOCKS[name](self.facts, self.base)
        self._unknown(number, f"blok:{name}", [f"blok:{known}" for known in BLOCKS])
        return ""

    def _steer(self, number: int, kind: str, name: str) -> None:
        if kind != "als":
            if self.part is None:
                self._problem(number, "«einde» without «als:…»", "«als:…» on a line of its own before it")
            self.part = None
        elif self.part:
            self._problem(number, f"«als:{name}» inside the part of line {self.part[0]}", "«einde» first")
        elif name in self.conditions:
            self.part = (number, self.conditions[name])
        else:
            self._unknown(number, f"als:{name}", [f"als:{known}" for known in self.conditions])
            self.part = (number, True)

    def _word(self, number: int, name: str) -> str:
        if name in self.words:
            word = self.words[name]
            return word if self.fence else as_markdown(word)
        if name.startswith(("blok:", "als:")) or name == "einde":
            self._problem(number, f"«{name}» within a line", f"«{name}» on a line of its own")
        else:
            self._unknown(number, name, self.words)
        return ""

    def _unknown(self, number: int, found: str, known: Iterable[str]) -> None:
        names = sorted(known)
        near = difflib.get_close_matches(found, names, n=1, cutoff=0.0)
        self._problem(number, f"«{found}», which is not known", f"a known name; the nearest is «{near[0]}»")

    def _problem(self, number: int, found: str, expected: str) -> None:
        self.problems.append(Problem(f"book/{self.name}", f"line {number}", found, expected))
