"""The written chapters of `book/`, filled with the facts of one edition: Jinja2 with « » and «% %» (templating.py).

* `«editie.titel»` anywhere in a line: a word or number (chapter_context.py). In running text it is made safe for
  Markdown; inside a fenced block it stands as it is.
* `«blok.indicatoren»` alone on a line: a generated table, list or paragraph (chapter_blocks.py); may be empty.
* `«% if editie.voorbeeld %»` … `«% else %»` … `«% endif %»`: parts that only some editions have. `editie.monitor`: the
  edition has the figures of the Regionale Monitor; `editie.onbepaald`: of some nobody can say which side is favourable;
  `editie.opgevraagd`: it has sources that are asked over a network.

A name that is not known is refused with file, line and the nearest name; all problems of all chapters are in one
report, and no book is made. What is not Markdown (images) stays as it is. Names that no chapter uses do
no harm.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment, TemplateError, TemplateSyntaxError, nodes
from jinja2.ext import Extension

from regioboek.errors import ChapterError, Problem, nearest
from regioboek.layout import BuildDir, Project
from regioboek.params.edition import Edition
from regioboek.publishing.chapters.chapter_blocks import block, block_names
from regioboek.publishing.chapters.chapter_context import chapter_context, evidence_context
from regioboek.publishing.chapters.chapter_facts import ChapterFacts, read_facts
from regioboek.publishing.chapters.templating import environment
from regioboek.words.markdown import as_markdown

#: How the names of generated parts begin.
BLOCK = "blok."

_FENCED = re.compile(r"^[ \t]*(`{3,}|~{3,})[^\n]*\n.*?(?=^[ \t]*\1[`~]*[ \t]*$)", re.MULTILINE | re.DOTALL)
_MARKS = "marks as «editie.titel», «blok.bronnen», «% if editie.voorbeeld %» and «% endif %»"


def fill_chapters(project: Project, edition: Edition, build: BuildDir) -> dict[str, bytes]:
    """Place -> content of every chapter of the project, filled, and of its other files as they are; sorted.

    Raises ChapterError for marks that are wrong, InputError, TableError or SnapshotError when what the chapters tell
    of (evidence.json, tables, the snapshot's lock) is not there.
    """
    facts = read_facts(project, edition, build)
    problems: list[Problem] = []
    filled = {}
    for place, source in project.chapters.files().items():
        if source.suffix == ".md" and not _hidden(place):
            filled[place] = fill_chapter(source.read_text("utf-8"), place, facts, problems).encode()
        elif not _hidden(place):
            filled[place] = source.read_bytes()
    if problems:
        raise ChapterError("chapters have marks that cannot be filled", problems)
    return filled


def _hidden(place: str) -> bool:
    return any(part.startswith((".", "_build")) for part in place.split("/"))


def fill_chapter(text: str, name: str, facts: ChapterFacts, problems: list[Problem]) -> str:
    """One chapter with its marks filled; `name` is its path below `book/`, what is wrong is added to `problems`."""
    words: dict[str, Any] = {
        **chapter_context(facts.edition),
        **evidence_context(facts.edition, facts.evidence, facts.chance),
    }
    words |= {"editie.voorbeeld": facts.edition.params.example, "editie.monitor": facts.edition.of_monitor}
    words |= {"editie.opgevraagd": any(source.asks_network for source in facts.edition.params.sources)}
    words |= {"editie.onbepaald": any(not i.direction.sign and not i.is_count for i in facts.edition.indicators)}
    wrong = list(chapter_problems(text, name, words))
    if wrong:
        problems += wrong
        return ""
    used = set(re.findall(rf"«\s*{re.escape(BLOCK)}(\w+)\s*»", text))
    words |= {f"{BLOCK}{part}": block(part, facts, "../" * name.count("/")) for part in used}
    groups: dict[str, dict[str, Any]] = {}
    for key, word in words.items():
        group, _, member = key.partition(".")
        groups.setdefault(group, {})[member] = word
    try:
        filled = _templates().from_string(text).render({n: SimpleNamespace(**members) for n, members in groups.items()})
    except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
        line = max(f.lineno or 0 for f in traceback.extract_tb(error.__traceback__) if f.filename == "<template>")
        problems.append(Problem(f"book/{name}", f"line {line}", f"{error}", _MARKS))
        return ""
    return filled.strip("\n") + "\n"


def chapter_problems(text: str, name: str, words: dict[str, Any]) -> Iterator[Problem]:
    """What is wrong with the marks of one chapter, of which `words` are the names it may use beside those of blocks."""
    known = sorted([*words, *(f"{BLOCK}{part}" for part in block_names())])
    file, lines = f"book/{name}", text.splitlines()
    try:
        tree = _templates().parse(text)
        _templates().compile(text)  # also knows whether every filter is one
    except TemplateSyntaxError as error:
        yield Problem(file, f"line {error.lineno}", error.message or "a mark that cannot be read", _MARKS)
        return
    own = {node.name for node in tree.find_all(nodes.Name) if node.ctx != "load"}
    for found, line in _names(tree):
        if found.partition(".")[0] in own:
            continue
        if found not in known:
            expected = f"a known name{nearest(found, known)}"
            yield Problem(file, f"line {line}", f"«{found}», which is not known", expected)
        elif found.startswith(BLOCK) and not re.fullmatch(rf"«\s*{re.escape(found)}\s*»", lines[line - 1].strip()):
            yield Problem(file, f"line {line}", f"«{found}» within a line", f"«{found}» on a line of its own")


def _names(node: nodes.Node) -> Iterator[tuple[str, int]]:
    """Every name that is read, with all its dots, and its line."""
    dotted = _dotted(node)
    if dotted:
        yield dotted, node.lineno
        return
    for child in node.iter_child_nodes():
        yield from _names(child)


def _dotted(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name):
        return node.name if node.ctx == "load" else ""
    if isinstance(node, nodes.Getattr):
        before = _dotted(node.node)
        return f"{before}.{node.attr}" if before else ""
    return ""


class _Literal(Extension):
    """What stands in a fenced block is shown as it is, without the escapes of running text."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return _FENCED.sub(lambda fenced: f"«% autoescape false %»{fenced[0]}«% endautoescape %»", source)


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return environment(as_markdown, extensions=[_Literal])
