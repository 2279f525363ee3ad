"""Codes of periods and words of status."""

from __future__ import annotations

import pytest

from regioboek.sources.statline.periods import begins_in, kind_of, status_of, status_told, year_of


@pytest.mark.parametrize(
    ("code", "year", "kind"),
    [
        ("2021JJ00", 2021, "year"),
        ("2021JJ00  ", 2021, "year"),
        ("2021KW03", None, "quarter"),
        ("2021MM07", None, "month"),
        ("2019SJ00", None, "school year"),
        ("2021JJ01", None, "period of another kind"),
        ("2018G400", None, "period of another kind"),
    ],
)
def test_only_a_calendar_year_is_a_year(code: str, year: int | None, kind: str) -> None:
    assert (year_of(code), kind_of(code)) == (year, kind)


def test_a_period_of_any_kind_begins_in_a_year() -> None:
    assert [begins_in(c) for c in ("2021KW03", "2018G400", "X021")] == [2021, 2018, None]


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Definitief", "definitive"),
        ("Voorlopig", "provisional"),
        ("Nader voorlopig", "revised-provisional"),
        ("NaderVoorlopig", "revised-provisional"),
        ("Herzien", None),
        (None, None),
    ],
)
def test_words_of_status(word: str | None, status: str | None) -> None:
    assert status_of(word) == status


@pytest.mark.parametrize(
    ("description", "status"),
    [
        ("Status van de cijfers:\r\n Alle cijfers zijn definitief. \r\n\r\nWijzigingen: voorlopig", "definitive"),
        ("Status van de cijfers\nDe cijfers zijn voorlopig.", "provisional"),
        ("Status van de cijfers:\nDe cijfers zijn nader voorlopig.\n\n", "revised-provisional"),
        ("Status van de cijfers:\nDe cijfers van 2021 zijn voorlopig, de andere definitief.\n\n", None),
        ("Een tabel met voorlopige cijfers.", None),
        (
            "Status van de cijfers:\nDe cijfers in deze tabel zijn\ndirect definitief. Die komen van het Kadaster.",
            "definitive",
        ),
        # as StatLine has them (84697NED, 82242NED, 85770NED, 85617NED, 85828NED): true of a part of the figures
        (
            "Status van de cijfers:\nDe cijfers in deze tabel zijn definitief, met uitzondering van het jongste jaar.",
            None,
        ),
        ("Status van de cijfers\nDe uitkomsten van de laatste twee maanden zijn voorlopig.\n", None),
        ("Status van de cijfers:\nDe cijfers van de laatste 5 maanden zijn in deze tabel voorlopig.", None),
        ("Status van de cijfers:\nDe cijfers tot en met 2025 zijn definitief.", None),
        ("Status van de cijfers:\nDe cijfers van 2026 zijn voorlopig.", None),
        ("Status van de cijfers:\nDe cijfers zijn nog niet definitief.", None),
        ("Status van de cijfers:\nDe cijfers zijn definitief. Uitgezonderd zijn die over 2024.", None),
        ("Status van de cijfers:\nDe cijfers zijn definitief.\n\nDe cijfers over 2024 zijn voorlopig.\n", None),
        (
            "Status van de cijfers:\nDe cijfers zijn definitief.\n\nWanneer?\nDe voorlopige cijfers in mei.\n",
            "definitive",
        ),
        (None, None),
    ],
)
def test_prose_about_status_is_believed_when_it_speaks_of_one(description: str | None, status: str | None) -> None:
    assert status_told(description) == status
