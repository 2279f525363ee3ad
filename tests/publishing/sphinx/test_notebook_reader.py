"""The book reads of a notebook what a page shows, and shows it as JupyterLab does."""

from __future__ import annotations

import json

import pytest

from regioboek.params.edition import Colours
from regioboek.publishing.sphinx.notebook_reader import read_notebook
from regioboek.report.pages.styles import style_element


def notebook(*cells: dict[str, object]) -> str:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells)})


def shown(data: dict[str, object]) -> dict[str, str]:
    output = {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": data}
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "source": "x", "execution_count": 1, "outputs": [output]}
    return dict(read_notebook(notebook(cell)).cells[0].outputs[0].data)


def test_html_is_kept_without_its_plain_alternative():
    assert shown({"text/html": "<p>a</p>", "text/plain": "a"}) == {"text/html": "<p>a</p>"}


def test_plain_text_is_kept_where_there_is_nothing_else():
    assert shown({"text/plain": ["a\n", "b"]}) == {"text/plain": "a\nb"}


@pytest.mark.parametrize("colours", [Colours(), Colours(favourable="#1f5fa8")])
def test_the_stylesheet_goes_and_another_style_stays(colours):
    html = f"<div>{style_element(colours)}<style>p{{color:red}}</style></div>"
    assert shown({"text/html": html}) == {"text/html": "<div><style>p{color:red}</style></div>"}


def test_a_line_that_begins_with_a_percent_sign_is_text():
    cell = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": ["# Werkloosheid\n", "\n", "% van de mensen"]}
    assert read_notebook(notebook(cell)).cells[0].source == "# Werkloosheid\n\n\\% van de mensen"
