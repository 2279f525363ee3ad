"""Reading YAML: what a value is, where it stands, and what is not read at all."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from regioboek.errors import Problem, nearest
from regioboek.params.yaml_file import LOADERS, Document, quoted, read_yaml


def read(folder: Path, text: str | bytes) -> tuple[Document | None, list[str]]:
    path = folder / "a.yml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    problems: list[Problem] = []
    return read_yaml(path, "a.yml", problems), [str(p) for p in problems]


def nodes(node: yaml.Node) -> list[object]:
    """Every node below and with `node`: its tag, where it begins, and its text."""
    text = node.value if isinstance(node, yaml.ScalarNode) else ""
    below = node.value if isinstance(node, yaml.SequenceNode) else []
    below = [one for pair in node.value for one in pair] if isinstance(node, yaml.MappingNode) else below
    return [(node.tag, node.start_mark.line, text), *(made for one in below for made in nodes(one))]


def test_the_fast_reader_reads_our_params_as_the_telling_one_does(project_root):
    for path in (project_root / "params").rglob("*.yml"):
        fast, telling = (yaml.compose(path.read_text("utf-8"), Loader=loader) for loader in LOADERS)
        assert nodes(fast) == nodes(telling)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1", 1),
        ("-3", -3),
        ("0.05", 0.05),
        ("1.0e-3", 0.001),
        ("true", True),
        ("", None),
        ("null", None),
        ("no", "no"),
        ("on", "on"),
        ("2023-12-04", "2023-12-04"),
        ("1:30", "1:30"),
        ("0123", "0123"),
        ("01_07", "01_07"),
        ("1_000", "1_000"),
        ("0,05", "0,05"),
        (".nan", ".nan"),
        ("[a, 1]", ["a", 1]),
        ("{b: [1]}", {"b": [1]}),
    ],
)
def test_a_value_is_what_it_looks_like_and_nothing_cleverer(tmp_path, written, value):
    document, problems = read(tmp_path, f"a: {written}\n")
    assert problems == []
    assert document.data == {"a": value}
    assert type(document.data["a"]) is type(value)


def test_a_place_has_the_line_and_the_ids_of_list_items(tmp_path):
    document, _ = read(tmp_path, "items:\n  - id: een\n    deep:\n      key: 1\n  - 2\n")
    assert document.place(("items", 0, "deep", "key")) == "line 4, items.een.deep.key"
    assert document.place(("items", 1)) == "line 5, items[1]"


def test_a_place_that_is_not_written_has_the_line_of_its_parent(tmp_path):
    document, _ = read(tmp_path, "a: 1\nb:\n  c: 2\n")
    assert document.place(("b", "d")) == "line 2, b.d"


def test_an_alias_is_read_where_it_is_used(tmp_path):
    document, problems = read(tmp_path, "a: &x {b: 1}\nc: *x\n")
    assert problems == []
    assert document.data == {"a": {"b": 1}, "c": {"b": 1}}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            "a: 1\nb:\n  c: !geheim 2\n",
            "a.yml: line 3, b.c: found the tag !geheim; expected plain YAML without tags",
            id="tag",
        ),
        pytest.param(
            "a: !!python/object/apply:os.system ['true']\n",
            "a.yml: line 1, a: found the tag !!python/object/apply:os.system; expected plain YAML without tags",
            id="python tag",
        ),
        pytest.param(
            "b:\n  a: 1\n  a: 2\n",
            'a.yml: line 3, b.a: found the key "a" a second time (first on line 2); expected each key once',
            id="key twice",
        ),
        pytest.param(
            "2023: x\n",
            "a.yml: line 1: found the key 2023; expected a key that is text, in quotes",
            id="key that is a number",
        ),
        pytest.param(
            "a: 1\n\tb: 2\n",
            "a.yml: line 2: found YAML that cannot be read: found character '\\t' that cannot start any token; "
            "expected valid YAML; look at indentation, colons and quotes",
            id="tab",
        ),
        pytest.param(
            "a: [1, 2\nb: 3\n",
            "a.yml: line 2: found YAML that cannot be read: expected ',' or ']', but got ':'; "
            "expected valid YAML; look at indentation, colons and quotes",
            id="bracket left open",
        ),
        pytest.param(
            "a: 1\n---\nb: 2\n",
            "a.yml: line 2: found YAML that cannot be read: but found another document; "
            "expected valid YAML; look at indentation, colons and quotes",
            id="two documents",
        ),
        pytest.param(
            "a: 1\nb: *x\n",
            "a.yml: line 2: found YAML that cannot be read: found undefined alias 'x'; expected the lines that the "
            "alias stands for, where this was copied from: they follow its name with an &",
            id="alias of another file",
        ),
        pytest.param(
            "a: &x\n  b: *x\n",
            "a.yml: line 2, a.b: found an alias that contains itself; expected a plain value",
            id="alias of itself",
        ),
        pytest.param("", "a.yml: line 1: found an empty file; expected a block of keys", id="empty"),
        pytest.param("- a\n- b\n", 'a.yml: line 1: found ["a", "b"]; expected a block of keys', id="a list"),
        pytest.param(
            "a: één\n".encode("latin-1"),
            "a.yml: byte 3: found bytes that are not UTF-8; expected a file saved as UTF-8",
            id="latin-1",
        ),
    ],
)
def test_what_is_not_plain_yaml_is_one_problem_at_its_line(tmp_path, text, message):
    _, problems = read(tmp_path, text)
    assert problems == [message]


def test_a_missing_file_is_named_with_its_place(tmp_path):
    problems: list[Problem] = []
    assert read_yaml(tmp_path / "weg.yml", "params/weg.yml", problems) is None
    assert str(problems[0]).startswith("params/weg.yml: found no such file; expected a YAML file at ")


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("werkloosheit", " (did you mean werkloosheid?)"),
        ("WERKLOOSHEID", " (did you mean werkloosheid?)"),
        ("zonnebloem", ""),
    ],
)
def test_only_a_near_name_is_proposed(name, answer):
    assert nearest(name, ["werkloosheid", "overgewicht"]) == answer


def test_a_long_value_is_cut():
    assert quoted("x" * 100) == '"' + "x" * 56 + "..."
