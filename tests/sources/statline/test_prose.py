"""How final figures are, from what is written at periods, measures and the table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from loopback.cbs_v3 import TableV3
from loopback.fixtures import Patient
from loopback.server import Loopback
from loopback.statline_tables import cells, fetch, statline, v3_table
from worlds.small_bureau import small_edition

from regioboek.sources.kinds import kind_of
from regioboek.sources.kinds.base import SnapshotFiles
from regioboek.sources.statline.description import read_table
from regioboek.sources.statline.prose import Statuses, statuses
from regioboek.sources.statline.query import plan_query
from regioboek.sources.tables.reading import Reading

UNLESS = (
    "Uitleg.\n\nStatus van de cijfers:\nDe cijfers in deze tabel zijn definitief tenzij is aangegeven in de toelichting"
    " bij 'perioden' of 'onderwerp' dat ze voorlopig of nader voorlopig zijn.\n\nWijzigingen: geen."
)
#: In the table: Totaal, and Naar leeftijd: Jong: 0 tot 15 jaar.
TOTAL, YOUNG = "Totaal_1", "k_0Tot15Jaar_2"
SHORT = {"definitive": "D", "provisional": "V", "revised-provisional": "N", None: "?"}


def table(prose: dict[str, str], description: str = UNLESS, at_topics: dict[str, str] | None = None) -> TableV3:
    """The invented table without a status per period; `prose` is what stands at a period, `at_topics` at a title."""
    made = v3_table(periods=tuple((f"{year}JJ00", None) for year in (2020, 2021, 2022)), ShortDescription=description)
    for row in made.sets["Perioden"]:
        row["Description"] = prose.get(row["Title"], "")
    for row in made.sets["DataProperties"]:
        row["Description"] = (at_topics or {}).get(row["Title"])
    return made


def told(made: TableV3, **query: Any) -> Statuses:
    source = statline("v3", "http://127.0.0.1", measures={"a": TOTAL, "b": YOUNG}, **query)
    plan = plan_query(read_table("v3", made.sets.__getitem__), source.statline, "source banen", [])
    assert plan is not None
    return statuses(plan)


def letters(made: TableV3, **query: Any) -> tuple[str, str]:
    """The statuses of Totaal and of 0 tot 15 jaar in 2020, 2021 and 2022, a letter each."""
    known = told(made, **query).known
    total, young = ("".join(SHORT[known[f"{y}JJ00", k]] for y in (2020, 2021, 2022)) for k in (TOTAL, YOUNG))
    return total, young


@pytest.mark.parametrize(
    ("prose", "total", "young"),
    [
        ("", "D", "D"),
        ("Uitkomsten zijn voorlopig over:\r\nTotaal\r\n", "V", "D"),
        ("Uitkomsten zijn nader voorlopig over:\r\n- totaal;\r\n- 0 tot 15 jaar.\r\n", "N", "N"),
        ("Uitkomsten zijn voorlopig over:\nNaar leeftijd\n\nUitkomsten zijn nader voorlopig over:\nTotaal", "N", "V"),
        ("Uitkomsten zijn voorlopig over:\n\n* Naar leeftijd - Jong\n\nEr zijn meer banen dan in 2019.", "D", "V"),
        ("De cijfers zijn voorlopig over: Jong - 0-tot-15 jaar; Totaal", "V", "V"),
        ("Cijfers over 2022 zijn nader voorlopig voor:\n- 0 tot 15 jaar (peildatum 1 juni)", "D", "N"),
        ("Uitkomsten zijn voorlopig.", "V", "V"),
        ("Uitkomsten zijn definitief.", "D", "D"),
        ("Uitkomsten zijn nader voorlopig over:\nJong\nUitkomsten zijn voorlopig over:\nNaar leeftijd", "D", "V"),
        ("Uitkomsten zijn voorlopig over:\nNaar leeftijd\nUitkomsten zijn nader voorlopig over:\nJong", "D", "V"),
        ("Uitkomsten zijn voorlopig over: totaal, jong.", "V", "V"),
        ("Alle uitkomsten zijn nader voorlopig over totaal en 0 tot 15 jaar", "N", "N"),
        ("Uitkomsten zijn voorlopig over:\n- Totaal\n\n- Jong", "V", "V"),
        ("Uitkomsten zijn voorlopig over:\nTotaal\n\nNaar leeftijd", "V", "V"),
        ("Uitkomsten zijn voorlopig.\nUitkomsten zijn definitief over:\nTotaal", "D", "V"),
        ("Uitkomsten zijn definitief over:\nTotaal", "D", "?"),
    ],
)
def test_what_stands_at_a_period_is_the_status_of_what_it_names(prose: str, total: str, young: str) -> None:
    made = table({"2022": prose})
    assert letters(made) == ("DD" + total, "DD" + young)
    assert told(made).unclear == {}


@pytest.mark.parametrize(
    ("prose", "line", "total", "young"),
    [
        ("Uitkomsten zijn voorlopig over:\n- bijen", "bijen", "?", "?"),
        ("Uitkomsten zijn voorlopig over:\nTotaal\nbijen", "bijen", "V", "?"),
        ("Uitkomsten zijn voorlopig over:\nJong - Naar leeftijd", "Jong - Naar leeftijd", "D", "?"),  # not their order
        ("Uitkomsten zijn voorlopig over:\nNaar leeftijd - Oud", "Naar leeftijd - Oud", "D", "?"),
        ("Uitkomsten zijn voorlopig over:", "Uitkomsten zijn voorlopig over:", "?", "?"),
        ("Uitkomsten zijn voorlopig, behalve Totaal.", "Uitkomsten zijn voorlopig, behalve Totaal.", "?", "?"),
        ("Deels voorlopig.\nTotaal", "Deels voorlopig.", "?", "?"),
        ("Uitkomsten zijn nog niet definitief.", "Uitkomsten zijn nog niet definitief.", "?", "?"),
        ("Definitief zijn die over:\nTotaal", "Definitief zijn die over:", "?", "?"),
        ("De cijfers over 2020 zijn voorlopig.", "De cijfers over 2020 zijn voorlopig.", "?", "?"),
        ("Uitkomsten zijn voorlopig over: totaal, bijen", "totaal, bijen", "?", "?"),
        ("Uitkomsten zijn voorlopig over:\nJong - 0 tot 15 jaar, bijen", "Jong - 0 tot 15 jaar, bijen", "?", "?"),
        ("Uitkomsten zijn voorlopig over:\nTotaal, jong", "Totaal, jong", "?", "?"),  # it may be one title
        ("Uitkomsten zijn voorlopig over:\nTotaal (behalve Urk)", "Totaal (behalve Urk)", "?", "?"),
        ("Uitkomsten zijn voorlopig over:\nTotaal\n\nde bijen", "de bijen", "V", "?"),
        ("Uitkomsten zijn voorlopig over:\nTotaal\nNader voorlopig is:\nJong", "Nader voorlopig is:", "V", "?"),
    ],
)
def test_what_is_not_understood_is_told_and_makes_nothing_definitive(
    prose: str, line: str, total: str, young: str
) -> None:
    made = table({"2021": prose})
    assert letters(made) == (f"D{total}D", f"D{young}D")
    assert told(made).unclear == {line: ["2021"]}


def test_the_params_say_what_a_line_means() -> None:
    prose = "Uitkomsten zijn voorlopig over:\n- de jeugd (schooljaar 2020/'21);\n- bijen."
    made = table({"2020": prose, "2021": prose})
    assert told(made).unclear == {"de jeugd (schooljaar 2020/'21)": ["2020", "2021"], "bijen": ["2020", "2021"]}
    assert letters(made, status_topics={"De jeugd": "Naar leeftijd", "bijen": None}) == ("DDD", "VVD")
    assert letters(made, status_topics={"de jeugd": "Naar leeftijd - Jong", "bijen": "Totaal"}) == ("VVD", "VVD")
    wrong = told(made, status_topics={"de jeugd": "Jong", "bijen": "Imkers"})
    assert wrong.unclear == {"bijen = Imkers": ["2020", "2021"]}


def test_what_stands_at_a_measure_or_its_group_is_of_the_years_it_names() -> None:
    made = table({}, at_topics={"Totaal": "Banen. De cijfers over 2021 en 2022 zijn nader voorlopig."})
    assert letters(made) == ("DNN", "DDD")
    assert letters(table({}, at_topics={"Jong": "Cijfers van 2020, 2021 en 2022 zijn voorlopig"})) == ("DDD", "VVV")
    unclear = table(
        {"2020": "Uitkomsten zijn voorlopig over:\nTotaal"}, at_topics={"Totaal": "Nog\nvoorlopig geraamd."}
    )
    assert letters(unclear) == ("V??", "DDD")
    assert told(unclear).unclear == {"voorlopig geraamd": [TOTAL]}


def test_a_status_of_the_period_itself_is_not_overruled_by_prose() -> None:
    made = table({"2022": "Uitkomsten zijn voorlopig over:\nbijen"}, at_topics={"Totaal": "Voorlopig."})
    for row in made.sets["Perioden"]:
        row["Status"] = "Definitief"
    assert (letters(made), told(made).unclear) == (("DDD", "DDD"), {})


@pytest.mark.parametrize(
    ("description", "rest"),
    [
        ("", "?"),
        ("Status van de cijfers:\nDe cijfers zijn definitief, behalve die van 2022.", "?"),
        ("Status van de cijfers:\nDe cijfers zijn definitief tenzij anders vermeld.", "D"),
        ("Status van de cijfers:\nAlle cijfers zijn nader voorlopig.", "N"),
    ],
)
def test_what_is_not_named_has_the_status_of_the_table(description: str, rest: str) -> None:
    made = table({"2022": "Uitkomsten zijn voorlopig over:\nTotaal"}, description)
    assert letters(made) == (rest * 2 + "V", rest * 3)


def test_cells_have_the_status_and_a_reader_is_warned(loopback: Loopback, tmp_path: Path, patient: Patient) -> None:
    lines = "Uitkomsten zijn voorlopig over:\nTotaal\nde jeugd"
    loopback.v3["70001ned"] = table({"2021": lines, "2022": lines})
    source = statline("v3", loopback.url, measures={"werkloosheid": TOTAL})
    told = cells(source, tmp_path / "cells", patient).loc["GM0014", "status"]
    assert told.to_dict() == {"2020JJ00": "definitive", "2021JJ00": "provisional", "2022JJ00": "provisional"}

    young = {"measures": {"werkloosheid": YOUNG}}
    fetched = fetch(statline("v3", loopback.url, **young), tmp_path / "files", patient)

    def read(**query: Any) -> tuple[list[str | None], str]:
        reading, asked = Reading(small_edition()), statline("v3", loopback.url, **young, **query)
        kind_of(asked.kind).read(asked, SnapshotFiles("banen", tmp_path / "files", fetched.files), reading)
        assert not reading.problems
        mine = reading.figures[0].query("region == 'NL01'")["status"]
        return list(mine.astype(object).where(mine.notna(), None)), "\n".join(map(str, reading.notes))

    status, notes = read()
    assert status == ["definitive", None, None]
    assert '"de jeugd" about the status at 2021, 2022, which is not understood' in notes
    status, notes = read(status_topics={"de jeugd": "Jong"})  # the snapshot is the same
    assert status == ["definitive", "provisional", "provisional"]
    assert "de jeugd" not in notes
