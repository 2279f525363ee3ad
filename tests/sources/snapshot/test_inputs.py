"""What is read from a bureau's files, and what is mended on the way and noted."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from worlds.small_bureau import FIGURES, META, SOURCES, UNEMPLOYMENT, VALUES, Folder, declared, small_edition, spoiled

from regioboek.errors import SourceError
from regioboek.sources.files.layouts import FigureFile
from regioboek.sources.files.word_columns import parse_numbers
from regioboek.sources.problems import ProblemList
from regioboek.sources.snapshot.inputs import Inputs
from regioboek.sources.tables.codes import indicator_codes

Read = Callable[..., Inputs]


def notes(inputs: Inputs) -> list[str]:
    assert all(note.cleaned for note in inputs.notes)
    return [str(note) for note in inputs.notes]


def test_values_have_ids_of_indicators_and_nan_where_the_cell_is_empty(files: Folder, read: Read) -> None:
    values = read(files).values
    assert list(values.columns) == ["region", "indicator", "year", "value"]
    series = values[(values["region"] == "GM0034") & (values["indicator"] == "werkloosheid")]
    assert series["year"].tolist() == [2021, 2022]
    np.testing.assert_array_equal(series["value"], [4.8, np.nan])


def test_clean_files_give_no_notes(files: Folder, read: Read) -> None:
    assert notes(read(files)) == []


def test_regions_have_all_levels_their_parents_and_names_without_suffix(files: Folder, read: Read) -> None:
    made = read(files)
    regions = made.regions.set_index("code")
    around = made.inside.groupby("child")["parent"].agg(list)
    assert regions["level"].tolist() == ["land"] + ["provincie"] * 3 + ["corop"] * 4 + ["gemeente"] * 4
    assert regions.loc["GM0014", "name"] == "Groningen" and around["GM0014"] == ["CR03", "PV20"]
    assert around["CR03"] == ["PV20"] and "PV20" not in around
    assert regions.loc["PV21", "name"] == "Fryslân"
    assert regions.loc["NL01", "name"] == "Nederland"


def test_inhabitants_of_larger_areas_are_the_sum_of_their_gemeenten(files: Folder, read: Read) -> None:
    regions = read(files).regions.set_index("code")
    assert regions.loc[["GM0014", "CR01", "PV20", "NL01"], "inhabitants"].tolist() == [238147, 32099, 270246, 494043]
    assert set(regions["inhabitants_year"]) == {2023}


@pytest.mark.parametrize("code", ["09_E_V_13", "09.E&V.13", "09.EV.13", "werkloosheid"])
def test_an_indicator_is_known_by_its_code_in_any_of_cbs_spellings_or_by_its_id(
    code: str, files: Folder, read: Read
) -> None:
    inputs = read(spoiled(files, FIGURES, "09_E_V_13", code))
    assert set(inputs.values["indicator"]) == {"werkloosheid", "zwemwater-kustwateren"}
    assert notes(inputs) == []


def test_padded_and_lower_case_codes_are_read_and_noted(files: Folder, read: Read) -> None:
    files = spoiled(files, FIGURES, "GM0014", " gm0014")
    inputs = read(spoiled(files, FIGURES, "02_HB_NK_30", "02_hb_nk_30 "))
    assert set(inputs.values["region"]) == {"GM0014", "GM0034", "GM0037", "GM0088"}
    assert notes(inputs) == [
        f"{FIGURES}: line 2 and 2 more rows, column statcode: found ' gm0014'; expected a whole code: read as GM0014",
        f"{FIGURES}: line 4 and 3 more rows, column code: found '02_hb_nk_30 '; "
        "expected a code without spaces, in capitals: read as 02_HB_NK_30",
    ]


def test_a_key_that_is_double_after_mending_is_refused(files: Folder, refused: Callable[..., list[str]]) -> None:
    lines = refused(spoiled(files, FIGURES, "GM0034;Almere;09_E_V_13;Werkloosheid;2021", "gm0014;;09_E_V_13;;2021"))
    assert [line for line in lines if "on line 2 already" in line]


def test_names_in_the_figures_may_differ_from_the_register(files: Folder, read: Read) -> None:
    inputs = read(spoiled(files, FIGURES, ";Groningen;", ";Groningen (gemeente);"))
    assert notes(inputs) == []
    assert inputs.regions.set_index("code").loc["GM0014", "name"] == "Groningen"


def test_a_byte_order_mark_is_tolerated_and_noted(files: Folder, read: Read) -> None:
    inputs = read(files | {FIGURES: VALUES.encode("utf-8-sig")})
    assert notes(inputs) == [f"{FIGURES}: line 1: found a byte order mark; expected none: left out"]


def test_windows_text_is_read_when_declared(files: Folder, read: Read) -> None:
    text = files["indeling.csv"]
    assert isinstance(text, str)
    inputs = read(files | {"indeling.csv": text.encode("cp1252")}, declared(1, encoding="cp1252"))
    assert inputs.regions.set_index("code").loc["PV21", "name"] == "Fryslân"


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_other_line_ends_are_as_good(end: str, files: Folder, read: Read) -> None:
    plain, other = read(files), read(files | {FIGURES: VALUES.replace("\n", end)})
    pd.testing.assert_frame_equal(plain.values, other.values)


def test_a_last_line_without_line_end_is_noted(files: Folder, read: Read) -> None:
    assert notes(read(files | {FIGURES: VALUES.rstrip("\n")})) == [
        f"{FIGURES}: line 13: found a last line without line end; expected a line end: is the file complete?"
    ]


def test_column_names_in_other_case_are_noted_and_extra_columns_ignored(files: Folder, read: Read) -> None:
    inputs = read(spoiled(files, FIGURES, "statcode;statnaam", " StatCode;opmerking"))
    assert notes(inputs) == [f"{FIGURES}: line 1: found column ' StatCode'; expected 'statcode': read as that"]


def test_columns_named_otherwise_are_declared_in_the_params(files: Folder, read: Read) -> None:
    edition = declared(0, columns={"region": "regio", "value": "cijfer"})
    inputs = read(
        spoiled(files, FIGURES, "statcode;statnaam;code;label;jaar;waarde", "regio;x;code;y;jaar;cijfer"), edition
    )
    assert len(inputs.values) == 12


def test_meta_that_contradicts_the_catalogue_is_noted_and_its_units_kept(files: Folder, read: Read) -> None:
    meta = META.replace(";Werkloosheid", ";Arbeidsparticipatie") + "XX_1;Iets anders;Milieu;stuks\n"
    inputs = read(files | {"monitor/meta.csv": meta})
    assert notes(inputs) == [
        "monitor/meta.csv: line 4, column code: found XX_1; expected an indicator of this edition",
        "monitor/meta.csv: line 2, column label: found 'Arbeidsparticipatie' for 09_E_V_13; expected 'Werkloosheid'",
    ]
    assert inputs.units == {
        "werkloosheid": "% beroepsbevolking",
        "zwemwater-kustwateren": "score 1 (slecht) - 4 (uitstekend)",
    }


def test_labels_may_differ_in_accents_capitals_and_marks(files: Folder, read: Read) -> None:
    assert notes(read(spoiled(files, FIGURES, ";Werkloosheid;", ";WERKLOOSHÉID!;"))) == []


def test_an_indicator_the_edition_leaves_out_is_skipped_when_meta_lists_it(files: Folder, read: Read) -> None:
    whole = small_edition(indicators=("werkloosheid",))
    chosen = whole.model_copy(update={"indicators": whole.indicators[:1]})
    inputs = read(files, chosen)
    assert set(inputs.values["indicator"]) == {"werkloosheid"}
    assert any("left out, as the edition's params name a selection" in note for note in notes(inputs))


def test_rows_left_out_in_the_middle_are_noted(files: Folder, read: Read) -> None:
    inputs = read(spoiled(files, FIGURES, "GM0034;Almere;09_E_V_13;Werkloosheid;2022;\n", ""))
    assert notes(inputs) == [
        f"{FIGURES}: found 1 rows left out, for 1 regions: GM0034; "
        "expected a row with an empty value: read as no figure"
    ]


def test_own_figures_of_a_bureau_come_from_a_second_file(files: Folder, read: Read) -> None:
    own = SOURCES[0].model_copy(update={"id": "eigen", "files": {"values": "eigen.csv"}})
    rows = "".join(f"{code};;werkloosheid;;2020;1,5\n" for code in ("GM0014", "GM0034", "GM0037", "GM0088"))
    inputs = read(files | {"eigen.csv": VALUES.splitlines()[0] + "\n" + rows}, small_edition((*SOURCES, own)))
    assert len(inputs.values) == 16


def test_figures_of_larger_areas_in_the_source_are_read(files: Folder, read: Read) -> None:
    inputs = read(files | {FIGURES: VALUES + "NL01;Nederland;09_E_V_13;Werkloosheid;2022;3,5\n"})
    assert inputs.values.iloc[-1].tolist() == ["NL01", "werkloosheid", 2022, 3.5]


def test_numbers_are_the_floats_nearest_to_what_is_written() -> None:
    written = ["0,1", "-12,3", "+7", ",5", "100", "", "12345678,9"]
    problems = ProblemList("x")
    numbers = parse_numbers(pd.Series(written, dtype="str"), FigureFile(), problems, "waarde")
    np.testing.assert_array_equal(numbers, [0.1, -12.3, 7, 0.5, 100, np.nan, 12345678.9])
    assert problems.refused == []


def test_indicators_whose_codes_differ_only_in_marks_are_refused() -> None:
    twin = UNEMPLOYMENT.model_copy(update={"id": "twin", "codes": ("09_EV_13",)})
    with pytest.raises(SourceError, match="indicator twin, codes: found 09_EV_13; expected a code that werkloosheid"):
        indicator_codes([UNEMPLOYMENT, twin])
