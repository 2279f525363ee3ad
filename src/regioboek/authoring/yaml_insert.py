"""Adding to a YAML file as text: everything that stands in it, comments too, stays byte for byte as it is.

Only where there is one obvious place: after the last item of a list in block style, or inside a list `[a, b]`.
"""

from __future__ import annotations

import yaml

from regioboek.errors import RegioboekError


def append_item(text: str, path: tuple[str, ...], item: list[str], file: str) -> str:
    """`text` with an item after the last one of the list at `path`.

    `item` is its lines as they stand without indentation, the first beginning with `- `. Raises RegioboekError when
    there is no list in block style at that place.
    """
    node = _list_at(text, path, file)
    if node.flow_style or not node.value:
        raise RegioboekError(f"{file}: {'.'.join(path)} is no list with an item per line; add the item by hand")
    lines, newline = text.splitlines(keepends=True), "\r\n" if "\r\n" in text else "\n"
    indent = " " * node.start_mark.column
    at = _end(node, lines)
    if at and not lines[at - 1].endswith("\n"):
        lines[at - 1] += newline
    added = [f"{indent}{line}".rstrip() + newline for line in item]
    return "".join([*lines[:at], *added, *lines[at:]])


def append_word(text: str, path: tuple[str, ...], word: str, file: str) -> str:
    """`text` with a word at the end of the list of words at `path`, in either style."""
    node = _list_at(text, path, file)
    if not node.flow_style and node.value:
        return append_item(text, path, [f"- {word}"], file)
    end = node.end_mark.index - 1
    before = text[:end].rstrip()
    comma = "" if not node.value or before.endswith(",") else ", "
    if before.endswith(","):
        comma = " "
    if node.value and "#" in before[before.rfind("\n") + 1 :]:  # a comment before the bracket: not on its line
        return f"{text[:end]}{comma}{word}{text[end:]}"
    return f"{before}{comma}{word}{text[end:]}"


def _list_at(text: str, path: tuple[str, ...], file: str) -> yaml.SequenceNode:
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    for key in path:
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        node = next((value for name, value in pairs if name.value == key), None)
    if not isinstance(node, yaml.SequenceNode):
        raise RegioboekError(f"{file} has no list {'.'.join(path)}")
    return node


def _end(node: yaml.Node, lines: list[str]) -> int:
    """The number of lines up to and with the last one of a block, comments and blank lines after it left out."""
    end = min(node.end_mark.line + (node.end_mark.column > 0), len(lines))
    while end and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return end
