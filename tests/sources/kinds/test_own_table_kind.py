"""The kind `table` through a snapshot: beside the monitor, as population, and while somebody has the file open."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from worlds.factories import source
from worlds.small_bureau import META, SOURCES, VALUES, small_edition

from regioboek.errors import SnapshotError, SourceError
from regioboek.params.source_params import OwnTable
from regioboek.sources.kinds.own_table import OwnTableKind
from regioboek.sources.snapshot.inputs import inhabitants_of_gemeenten
from regioboek.sources.snapshot.opening import open_snapshot, take_snapshot

BATHING = "zwemwater-kustwateren"


@pytest.fixture
def xlsx(project) -> Path:
    """A workbook with one figure per gemeente, below the folder of sources."""
    path = project.root / "bron" / "eigen.xlsx"
    path.parent.mkdir(parents=True)
    book = openpyxl.Workbook()
    for row in (("Gemeente", 2021, 2022), (14, 2, 3.5), (34, "x", 4), (37, None, 1), (88, 3, 2), ("Bron: bureau",)):
        book.active.append(row)
    book.save(path)
    return path


OWN = source(
    "eigen",
    "table",
    {"table": "eigen.xlsx"},
    table=OwnTable(region="Gemeente", level="gemeente", columns={"{year}": BATHING}, missing={"x": "confidential"}),
)
#: The monitor without the indicator that the own table has.
ONE = "".join(line for line in VALUES.splitlines(keepends=True) if "02_HB" not in line)


def test_its_figures_stand_beside_those_of_the_monitor(xlsx, read, files):
    values = read(files | {"monitor/indicatoren.csv": ONE}, small_edition((*SOURCES, OWN))).values
    own = values[values["indicator"] == BATHING].set_index(["region", "year"])
    assert own.loc[("GM0014", 2022), "value"] == 3.5
    assert own.loc[("GM0034", 2021), "absence"] == "confidential"
    assert set(values["indicator"]) == {BATHING, "werkloosheid"}


def test_each_indicator_is_known_to_be_from_its_own_source(xlsx, read, files):
    inputs = read(files | {"monitor/indicatoren.csv": ONE}, small_edition((*SOURCES, OWN)))
    assert inputs.given_by == {"werkloosheid": ("monitor",), BATHING: ("eigen",)}


def test_a_figure_that_the_monitor_has_too_is_refused(xlsx, refused, files):
    lines = refused(files | {"monitor/meta.csv": META}, small_edition((*SOURCES, OWN)))
    assert "which another source has already" in lines[0]


def test_its_cells_are_its_own_words(xlsx):
    cells = OwnTableKind().cells(OWN, xlsx.parent, {"table": "eigen.xlsx"})
    assert set(cells["region"]) == {"14", "34", "37", "88"}
    assert cells.loc[cells["region"] == "34", ["series", "period", "absence"]].to_numpy().tolist() == [
        [BATHING, "2021", "confidential"],
        [BATHING, "2022", None],
    ]


def cells_of(path: Path, rows: list[str], **table) -> list[tuple[str, str, str, float]]:
    """The cells that have a figure of a table in text."""
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    declared = OwnTable(**{"region": "gem", "year": 2021, "level": "gemeente"} | table)
    cells = OwnTableKind().cells(
        source("eigen", "table", {"table": path.name}, table=declared), path.parent, {"table": path.name}
    )
    found = cells[cells["value"].notna()]
    return list(zip(found["region"], found["series"], found["period"], found["value"], strict=True))


def test_cells_of_what_is_passed_over_need_not_be_valid(tmp_path):
    rows = ["gem;wat;w", "14;a;1", "14;b;?", "WK001400;a;?", "34;c;2", "34;d;3", "34;d;3"]
    table = {"indicator": "wat", "value": "w", "indicators": {"a": "werkloosheid", "*": None}}
    assert cells_of(tmp_path / "a.csv", rows, **table) == [("14", "a", "2021", 1), ("34", "c", "2021", 2)]


def test_cells_of_groups_are_series_of_their_own(tmp_path):
    rows = ["gem;wie;w", "14;;1", "14;Man;2", "14;Vrouw;3"]
    found = cells_of(tmp_path / "a.csv", rows, group="wie", columns={"w": BATHING})
    assert [series for _, series, _, _ in found] == [BATHING, f"{BATHING}/Man", f"{BATHING}/Vrouw"]


def test_it_may_give_the_population(project, read, files):
    rows = "gem;mensen\n14;238147\n34;222825\n37;32099\n88;972\n"
    people = source(
        "bevolking",
        "table",
        {"table": "mensen.csv"},
        gives="population",
        table=OwnTable(region="gem", level="gemeente", year=2023, value="mensen"),
    )
    edition = small_edition(tuple(people if s.id == "bevolking" else s for s in SOURCES))
    regions = read(files | {"mensen.csv": rows}, edition).regions.set_index("code")
    assert regions.loc["NL01", "inhabitants"] == 494043


@pytest.mark.parametrize("written", ["{}", "GM{}", "00{}", "GM00{}"])
def test_its_people_count_in_all_years_however_codes_are_written(written, project, lay, files):
    rows = "".join(
        f"{written.format(code)};{100 + year};{year}\n" for code in (14, 34, 37, 88) for year in (2022, 2023)
    )
    declared = OwnTable(region="gem", level="gemeente", year="jaar", value="mensen")
    told = {"table": "mensen.csv"}
    people = source("bevolking", "table", told, gives="population", table=declared)
    edition = small_edition(tuple(people if s.id == "bevolking" else s for s in SOURCES))
    lay(files | {"mensen.csv": "gem;mensen;jaar\n" + rows})
    take_snapshot(project, edition)
    found = inhabitants_of_gemeenten(edition, open_snapshot(project, edition))
    assert found["region"].drop_duplicates().tolist() == ["GM0014", "GM0034", "GM0037", "GM0088"]
    assert len(found) == 8


@pytest.mark.parametrize("note", ["~$eigen.xlsx", ".~lock.eigen.xlsx#"])
def test_a_file_that_somebody_has_open_is_not_taken(note, xlsx, project, lay, files):
    (xlsx.parent / note).write_text("Jan", encoding="utf-8")
    lay(files)
    with pytest.raises(SnapshotError, match="save and close it") as error:
        take_snapshot(project, small_edition((*SOURCES, OWN)))
    assert note in str(error.value)


def test_a_file_that_cannot_be_read_has_no_cells(xlsx):
    xlsx.write_bytes(b"<html></html>")
    with pytest.raises(SourceError, match="a web page"):
        OwnTableKind().cells(OWN, xlsx.parent, {"table": "eigen.xlsx"})


@pytest.mark.parametrize("year", ["2023JJ00", "2023*", "2023 **"])
def test_a_population_has_years_as_cbs_writes_them_too(year, read, files):
    text = files["bevolking.csv"].replace("2023", year)
    regions = read(files | {"bevolking.csv": text}, small_edition(SOURCES)).regions.set_index("code")
    assert regions.loc["GM0014", "inhabitants"] == 238147
