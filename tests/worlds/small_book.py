"""A small edition, its tables and executed notebooks, enough to assemble a book without running a notebook."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from worlds.factories import edition, indicator, source, theme
from worlds.places import ROOT
from worlds.registers import inside_of

from regioboek.layout import BuildDir, Project
from regioboek.params.edition import Colours, Edition
from regioboek.publishing.staging.stage import stage
from regioboek.report.pages.styles import style_element
from regioboek.schemas import empty_table, write_table

REGIONS = (
    ("NL01", "Nederland", "land", None, None),
    ("PV20", "Groningen", "provincie", None, None),
    ("PV22", "Drenthe", "provincie", None, None),
    ("CR03", "Overig Groningen", "corop", None, "PV20"),
    ("CR08", "Zuidoost-Drenthe", "corop", None, "PV22"),
    ("GM0014", "Groningen", "gemeente", "CR03", "PV20"),
    ("GM0114", "Emmen", "gemeente", "CR08", "PV22"),
    ("GM0109", "Coevorden", "gemeente", "CR08", "PV22"),
)
YEARS = (2019, 2020, 2021, 2022)

CHAPTERS = {
    "index.md": "# Brede welvaart\n\nEen boek over [trends](methode/trend.md) en [regio’s](regio/index.md).\n",
    "lezen.md": "# Hoe leest u dit boek?\n\nLees eerst [brede welvaart](brede-welvaart.md).\n\n## Het wiel\n\nRond.\n",
    "brede-welvaart.md": "# Wat is brede welvaart?\n\nAlles wat telt.\n",
    "methode/index.md": "# Methode\n\nZie [trend](trend.md).\n",
    "methode/trend.md": (
        "# Trend\n\nDe helling $b = \\frac{S_{xy}}{S_{xx}}$ telt.\n\n## De regel\n\nToeval speelt mee.\n\n"
        "| Regel | Waarde |\n|---|--:|\n| alfa | 0,05 |\n\n## Toeval\n\nVeel toetsen.\n\n## Grenzen\n\nSmal.\n\n"
        "## Slot\n\nEinde.\n"
    ),
    "methode/positie.md": "# Plaats\n\nRangorde.\n",
    "methode/aggregatie.md": "# Aggregatie\n\nOptellen.\n",
    "methode/ontbrekende-cijfers.md": "# Ontbrekende cijfers\n\nNooit nul.\n",
    "methode/herindelingen.md": "# Herindelingen\n\nWie er veranderde.\n",
    "methode/dekking.md": "# Dekking\n\nWat er is.\n",
    "methode/correcties.md": "# Correcties\n\nGeen.\n",
    "methode/kleuren.md": "# Kleuren\n\nNooit alleen.\n",
    "methode/indicatoren.md": "# Overzicht\n\nLijst.\n",
    "methode/bronnen.md": "# Bronnen en licentie\n\nCBS.\n",
    "narekenen.md": "# Zo rekent u dit na\n\nMet het notebook.\n",
    "colofon.md": "# Colofon\n\nWij.\n",
    "toegankelijkheid.md": "# Toegankelijkheid\n\nVoor iedereen.\n",
}


def small_edition(**changes: object) -> Edition:
    """Two themes, three indicators; `changes` are params of the edition."""
    params = {
        "id": "klein",
        "title": "Brede welvaart, klein",
        "example": True,
        "licence_line": "Cijfers: verzonnen.",
        "sources": [source("s", "demo", citation="Bron: niemand; verzonnen.")],
    }
    return edition(
        indicator("werkloosheid", themes=["arbeid"]),
        indicator("vacatures", themes=["arbeid"]),
        indicator("schuld", themes=["kapitaal"]),
        themes=(theme("arbeid"), theme("kapitaal", "later")),
        **params | changes,
    )


def write_small_tables(edition: Edition, build: BuildDir) -> None:
    """All tables and edition.json; Coevorden lacks 2021, Emmen's 2022 is provisional."""
    columns = ("code", "name", "level", "corop", "provincie")
    register = pd.DataFrame(REGIONS, columns=columns)
    regions = register[["code", "name", "level"]].assign(inhabitants=pd.NA, inhabitants_year=pd.NA)
    write_table(regions, "regions", build.regions)
    write_table(inside_of(register), "inside", build.inside)
    rows, findings = [], []
    for n, (code, *_) in enumerate(REGIONS):
        for i in edition.indicators:
            for year in YEARS:
                absent = code == "GM0109" and year == 2021
                provisional = code == "GM0114" and year == 2022
                rows.append(
                    {
                        "region": code,
                        "indicator": i.id,
                        "year": year,
                        "value": None if absent else 4.25 + n + (year - 2019) / 3,
                        "status": None if absent else "provisional" if provisional else "definitive",
                        "absence": "confidential" if absent else None,
                        "lower": None,
                        "upper": None,
                    }
                )
            findings.append(
                {
                    "region": code,
                    "indicator": i.id,
                    "latest_year": 2022,
                    "latest_value": 5.25 + n,
                    "n_years": 4,
                    "window_start": 2015,
                    "window_end": 2022,
                    "slope": -1 / 3,
                    "slope_lower": -0.5,
                    "slope_upper": -0.25,
                    "p_value": 0.001,
                    "trend": "favourable",
                    "direction": "falling",
                    "no_trend": None,
                    "jump_year": None,
                    "robust": "borderline",
                    "fragile": "four-points",
                    "relative": "none",
                    "relative_slope": 0.0,
                    "rank": n + 1,
                    "ranked": len(REGIONS),
                    "tied": 0,
                    "rank_best": n + 1,
                    "rank_worst": n + 1,
                    "previous_rank": n + 1,
                    "previous_year": 2021,
                    "position": "top",
                    "difference_national": float(n),
                }
            )
    write_table(pd.DataFrame(rows), "observations", build.observations)
    write_table(pd.DataFrame(findings), "findings", build.findings)
    aggregation = pd.DataFrame(
        [("PV22", "werkloosheid", 2022, 1.0, 2, 2, None)],
        columns=["region", "indicator", "year", "coverage", "members", "with_value", "reason"],
    )
    write_table(aggregation, "aggregation", build.aggregation)
    write_table(empty_table("lineage"), "lineage", build.lineage)
    write_table(empty_table("backcast"), "backcast", build.backcast)
    build.edition.write_text(edition.model_dump_json(), "utf-8")


def page_html(id: str, links: str = "") -> str:
    """What a cell of a page shows: a chart with a title, a table, links to other pages."""
    return (
        f'<div class="rb">{style_element(Colours())}<svg role="img" viewBox="0 0 400 120" class="rb-chart">'
        f'<title>Lijn {id}</title><path d="M0 60L400 20"/></svg>'
        '<table class="rb-table"><caption>Tabel</caption><thead><tr>'
        '<th scope="col">Indicator</th><th scope="col">2022</th></tr></thead><tbody><tr><th scope="row">Werkloosheid'
        f"</th><td>4,2\u00a0%</td></tr></tbody></table>{links}</div>"
    )


def write_notebook(build: BuildDir, kind: str, id: str, title: str, *, links: str = "", extra: str = "") -> Path:
    """An executed notebook as the build leaves it: parameters, set-up, two results."""
    cells = [
        new_markdown_cell(f"# {title}\n\nondertitel · editie 2023{extra}", id="kop"),
        new_code_cell(f'region = "{id}"', id="parameters", metadata={"tags": ["parameters", "hide-input"]}),
        new_code_cell("from regioboek import report", id="opzet", metadata={"tags": ["hide-input"]}),
        new_markdown_cell("## In één oogopslag", id="een"),
        _shown("page.at_a_glance()", page_html(id, links)),
        new_markdown_cell("## Arbeid", id="twee"),
        _shown("page.theme('arbeid')", "<p>Meer.</p>"),
        new_markdown_cell("## Omgeving", id="drie"),
        new_markdown_cell("## Verantwoording", id="vier"),
    ]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    metadata["language_info"] = {"name": "python", "pygments_lexer": "ipython3"}
    path = build.notebooks(kind) / f"{id.lower()}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_text(nbformat.writes(new_notebook(cells=cells, metadata=metadata)) + "\n", "utf-8")
    return path


def _shown(code: str, html: str) -> nbformat.NotebookNode:
    result = new_output("execute_result", data={"text/html": html, "text/plain": "tekst"}, execution_count=3)
    cell_id = "".join(c for c in code if c.isalpha())
    return new_code_cell(code, id=cell_id, execution_count=3, outputs=[result], metadata={"tags": ["hide-input"]})


@dataclass(frozen=True)
class SmallBook:
    """A project with chapters, an edition of it, and a build of that with tables and notebooks."""

    project: Project
    edition: Edition
    build: BuildDir

    @classmethod
    def at(cls, folder: Path) -> SmallBook:
        """The book that lies in `folder`, or will."""
        return cls(Project(folder / "project"), small_edition(), BuildDir(folder / "_build" / "klein"))


def small_book(folder: Path, *, without: tuple[str, ...] = ()) -> SmallBook:
    """Make it all in `folder`; `without` names pages that are not built."""
    book = SmallBook.at(folder)
    root, edition, build = book.project.root, book.edition, book.build
    for name in ("_config.yml", "_toc.yml"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, root / name)
    shutil.copytree(ROOT / "params" / "regions", root / "params" / "regions")
    (root / "params" / "editions").mkdir()
    for name, text in CHAPTERS.items():
        path = root / "book" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    build.root.mkdir(parents=True)
    write_small_tables(edition, build)
    links = '<a href="gm0014.html">Groningen</a> <a href="../indicator/vacatures.html#ranglijst">Vacatures</a>'
    for code, name, *_ in REGIONS:
        if f"regio/{code.lower()}" not in without:
            write_notebook(build, "regio", code, name, links=links)
    for i in edition.indicators:
        if f"indicator/{i.id}" not in without:
            write_notebook(build, "indicator", i.id, i.name, links='<h2 id="ranglijst">Ranglijst</h2>')
    for t in edition.themes:
        if f"thema/{t.id}" not in without:
            write_notebook(build, "thema", t.id, t.name)
    return book


def stage_small(book: SmallBook) -> tuple[str, ...]:
    """Stage it; its chapters have no marks to fill and are taken as they are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("regioboek.publishing.staging.stage.fill_chapters", _read_chapters)
        return stage(book.project, book.edition, book.build)


def _read_chapters(project: Project, edition: Edition, build: BuildDir) -> dict[str, bytes]:
    folder = project.chapters.own
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
