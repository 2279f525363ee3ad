"""What a source of an edition asks for beyond a file: a StatLine table, an own table.

These are the parts `statline:` and `table:` of a source in `params/editions/<id>.yml`. They say *what* is
asked for and how its columns are called here; the kinds in `sources/kinds/` do the asking and the reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, PrivateAttr

from regioboek.params.indicators import Params, Year
from regioboek.params.levels import Level

#: A table's id is a name, never a path: `80137ned`, `83599NED`, `7052_95`.
TableId = Annotated[
    str,
    Field(
        pattern=r"^[0-9A-Za-z][0-9A-Za-z_-]{2,31}$",
        description="the id of a StatLine table such as 80137ned: letters, digits, _ and - only",
    ),
]

#: The words of the observations table: why there is no figure, and how final a figure is.
Absence = Literal["missing", "confidential", "impossible", "not-applicable"]
Status = Literal["definitive", "provisional", "revised-provisional"]

#: The key under `measures` that gives numbers of inhabitants instead of an indicator.
INHABITANTS = "inwoners"

#: A row with names of columns.
HeaderRow = Annotated[int, Field(ge=1, le=1000, description="a row: 1 to 1000")]


def _below_each_other(rows: tuple[int, ...]) -> tuple[int, ...]:
    if rows != tuple(range(rows[0], rows[0] + len(rows))):
        raise ValueError("rows directly below each other: [3, 4]")
    return rows


#: The row with the names of the columns, or two or three rows whose names are joined.
Header = (
    HeaderRow | Annotated[tuple[HeaderRow, ...], Field(min_length=2, max_length=3), AfterValidator(_below_each_other)]
)
#: What a file of figures may be.
Format = Literal["csv", "xlsx", "xls", "xlsb", "ods", "parquet", "sav"]


#: The first and last year asked for, or how many of the latest calendar years that the table has.
Years = tuple[int, int] | Annotated[str, Field(pattern=r"^last [1-9][0-9]?$")]


#: A text that says something.
Told = Annotated[str, Field(pattern=r"\S", description="a text that is not empty")]


class MeasureRef(Params):
    """A measure by its key, and by what it is called: tables whose keys move from year to year are followed by that.

    `title` is the measure's own; `group` the titles of the groups it stands in, outermost first and joined by ": ", or
    the last of them; `unit` as the table has it.
    """

    key: Told
    title: Told
    group: str | None = None
    unit: str | None = None


#: What CBS calls the dimensions of regions and periods in nearly every table.
REGIONS, PERIODS = "RegioS", "Perioden"


class StatlinePlace(Params):
    """A table of StatLine, and where it is asked."""

    table: TableId
    catalogue: Literal["CBS", "dataderden"] = "CBS"
    url: str | None = None  # base of the service, where it is not CBS's own


class StatlineQuery(StatlinePlace):
    """Which figures of a StatLine table: measures, one code of every other dimension, levels and years.

    A table of one year, as those of wijken and buurten are, has no dimension of periods: `year` says of which year its
    figures are, in the place of `period` and `years`.
    """

    region: str = REGIONS  # name of the dimension of regions; a table without RegioS: its only one of that kind
    period: str | None = PERIODS  # name of the dimension of periods, found likewise; null: the table has none
    year: Year | None = None  # of a table without periods: the one year that all its figures are of
    #: indicator id, or "inwoners" -> measure key, or the key with the words by which it is found when it moved
    measures: Annotated[dict[str, Told | MeasureRef], Field(min_length=1)]
    select: dict[str, str] = Field(default_factory=dict)  # other dimension -> the one code that is asked for
    levels: tuple[Level, ...] = ()  # which regions are asked for; none named: all
    years: Years | None = Field(  # None: all that the table has
        default=None, description="the first and the last year, [2015, 2024], or the latest so many, last 10"
    )
    #: v3: numbers (typed), or the texts StatLine shows (untyped), which tell "." (no figure) from blank (impossible)
    values: Literal["typed", "untyped"] = "typed"
    other_periods: Literal["refuse", "skip"] = "refuse"  # a table with quarters or months beside years
    former: Literal["keep", "leave-out"] = "keep"  # gemeenten the register does not know; keep: a source of transfers
    #: line of the table's prose about status -> the title of the group or measure it means; null: nothing asked here
    status_topics: dict[str, str | None] = Field(default_factory=dict)
    #: declared key -> the key that its measure has in the table, of those that moved; from the lock, never from params
    _moved: dict[str, str] = PrivateAttr(default_factory=dict)
    #: key that was declared when the snapshot was taken -> the one it moved to, where that is declared now
    _formerly: dict[str, str] = PrivateAttr(default_factory=dict)

    @property
    def keys(self) -> dict[str, str]:
        """Indicator id, or "inwoners" -> the key of its measure, as declared."""
        return {id: told if isinstance(told, str) else told.key for id, told in self.measures.items()}

    @property
    def described(self) -> dict[str, MeasureRef]:
        """Declared key -> what its measure is called, of the measures of which that is declared."""
        return {told.key: told for told in self.measures.values() if isinstance(told, MeasureRef)}

    def following(self, moved: Mapping[str, str]) -> Self:
        """The same query of a table in which these declared keys are known by others.

        A key that moved is written into the params when its new one is declared and the old one is not, or when the old
        one is there because another moved to it and was written, too: 96 to 106 and 106 to 116.
        """
        query, declared = self.model_copy(), set(self.keys.values())
        written: dict[str, str] = {}
        for _ in moved:
            free = [old for old in moved if old not in declared or old in written.values()]
            written = {old: moved[old] for old in free if moved[old] in declared}
        query._formerly = written
        query._moved = {old: new for old, new in moved.items() if old not in written}
        return query

    def real(self, key: str) -> str:
        """The key in the table of a declared one."""
        return self._moved.get(key, key)

    @property
    def moved(self) -> dict[str, str]:
        """Declared key -> the key in the table, of those that moved and are not written into the params."""
        return dict(self._moved)

    @property
    def formerly(self) -> dict[str, str]:
        """Key that was declared when the snapshot was taken -> the one it moved to, where that is declared now."""
        return dict(self._formerly)

    @property
    def span(self) -> tuple[int, int] | None:
        """First and last year, where these are declared."""
        return self.years if isinstance(self.years, tuple) else None

    @property
    def latest(self) -> int | None:
        """How many of the latest years are asked for, where that is declared."""
        return int(self.years.removeprefix("last ")) if isinstance(self.years, str) else None


class OwnTable(Params):
    """How a bureau's own table is laid out: which columns hold region, year, indicator and figures.

    Regions are in rows. Figures are in one column (`value`, with `indicator` and `year`), or in several (`columns`), of
    which each says what it holds: `werkloosheid@2022`, or only `werkloosheid` where `year` says the year, or only
    `@2022` where `indicator` says the indicator. In the name of a column `{year}` stands for any year: `{year}:
    werkloosheid` reads the columns 2019, 2020, 2021* and so on, also next year's.
    """

    format: Format | None = None  # None: by the extension of the file
    sheet: str | None = None  # of a workbook with several: which one
    header: Header = 1  # the row with the names of the columns, or two or three of them: [3, 4]
    region: str  # column with the region
    region_by: Literal["code", "name"] = "code"
    level: Level | None = None  # of the regions, where codes have no letters or names are given
    skip: tuple[str, ...] = ()  # texts in the column with the region whose rows are no region: "Totaal"
    year: str | int | None = None  # column with the year, or the one year that all figures are of
    indicator: str | None = None  # column with the indicator: its id, or a code of it
    indicators: dict[str, str | None] = Field(
        default_factory=dict
    )  # word in that column -> id; null: passed over ("*": all others)
    group: str | None = None  # column with the group: its id, name or code; "totaal", or nothing, is everybody
    groups: dict[str, str | None] = Field(default_factory=dict)  # the same for groups
    value: str | None = None  # column with the figure
    columns: dict[str, str] = Field(default_factory=dict)  # column -> "indicator@year", "indicator" or "@year"
    factor: dict[str, Annotated[float, Field(gt=0)]] = Field(default_factory=dict)  # id -> what figures are times
    #: texts (or numbers, as text) that mean no figure; or per text what it means
    missing: tuple[str, ...] | dict[str, Absence] = ()
    percent_sign: bool = False  # figures of indicators in % may have the sign behind them: 20,5%
    #: what may stand behind a figure or a year, and the status it tells: {"*": provisional}; null: nothing
    marks: dict[str, Status | None] = Field(default_factory=dict)
    status: str | None = None  # column with the status of a figure
    statuses: dict[str, Status] = Field(default_factory=dict)  # word in that column -> what it means
    lower: str | None = None  # column with the lower margin of the figure
    upper: str | None = None  # column with the upper margin

    def absence_of(self, text: str) -> Absence | None:
        """What a text means when it stands for no figure; None when it is not declared."""
        none: Absence = "missing"
        told = self.missing if isinstance(self.missing, dict) else dict.fromkeys(self.missing, none)
        return next((word for t, word in told.items() if t.strip().casefold() == text.strip().casefold()), None)
