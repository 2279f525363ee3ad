"""What a source of the kinds `statline-v3` and `statline-v4` says in the params: a table of CBS StatLine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Self

from regioboek.params.source import Gives, Source, Wrong
from regioboek.params.source_params import INHABITANTS, PERIODS, MeasureRef, StatlineQuery
from regioboek.sources.statline.service import Version


class StatlineSource(Source):
    """A StatLine table: there are no files."""

    reader = "regioboek.sources.kinds.statline:StatlineKind"
    service = True
    version: ClassVar[Version]
    statline: StatlineQuery  # what is asked for

    @property
    def given(self) -> frozenset[Gives]:
        """Inhabitants when they are among the measures, figures when others are."""
        people = INHABITANTS in self.statline.measures
        figures = len(self.statline.measures) > people
        return frozenset([*["population"] * people, *["figures"] * figures])  # type: ignore[list-item]

    def following(self, moved: Mapping[str, str]) -> Self:
        """The same source of a table in which these declared measures have other keys."""
        return self.model_copy(update={"statline": self.statline.following(moved)}) if moved else self

    @property
    def asked(self) -> dict[str, str]:
        """The query; which indicator a measure is, and in which words it and the status are found, may change.

        Of a source that follows what moved, a key that was written into the params since is the one it was asked by.
        """
        query = self.statline.model_dump(mode="json", exclude_defaults=True, exclude={"status_topics"})
        then = {new: old for old, new in self.statline.formerly.items()}
        query["measures"] = sorted({then.get(key, key) for key in self.statline.keys.values()})
        return {f"statline.{key}": _text(value) for key, value in query.items()}

    def outgrown(self, last: int, division: int) -> Iterator[Wrong]:
        """Years that stop before the window does."""
        query = self.statline
        if query.span and query.span[1] < last:
            found = f"nothing after {query.span[1]}, and the window ends in {last}"
            expected = f"[{query.span[0]}, {last}], or no years: all that the table has"
            yield ("statline", "years"), found, expected
        if query.year is not None and query.year < last:
            found = f"{query.year}, and the window ends in {last}"
            yield ("statline", "year"), found, f"the table of {last} or one nearer to it, if there is one"

    def wrong(self) -> Iterator[Wrong]:
        """A query that contradicts itself, too."""
        yield from super().wrong()
        query = self.statline
        if query.region == query.period:
            found = f"{query.period}, the dimension of regions too"
            yield ("statline", "period"), found, "the dimension of periods"
        if query.year is None and query.period is None:
            found = "null, and no year"
            yield ("statline", "period"), found, "year: the one year that the figures of a table without periods are of"
        if query.year is not None and query.years:
            found = f"{query.year}, and years {query.years if query.latest else ' to '.join(map(str, query.years))}"
            yield ("statline", "year"), found, "year for a table without periods; years for one that has them"
        if query.year is not None and query.period not in (None, PERIODS):
            found = f"{query.year}, and period {query.period}"
            yield ("statline", "year"), found, "period: null where the table has no periods; otherwise no year"
        for id, told in query.measures.items():
            if isinstance(told, MeasureRef) and query.described[told.key] != told:
                found = f"{told.key}, and another measure says something else of the same key"
                yield ("statline", "measures", id), found, "the same title, group and unit of one key"
        for key in query.select:
            if key in (query.region, query.period):
                found = "the dimension of regions or periods"
                yield ("statline", "select", key), found, "levels and years choose these"
        if query.span and query.span[0] > query.span[1]:
            found = f"{query.span[0]} to {query.span[1]}"
            yield ("statline", "years"), found, "the first year, then the last"


class StatlineV3Source(StatlineSource):
    """`statline-v3`: opendata.cbs.nl and dataderden.cbs.nl."""

    version = "v3"


class StatlineV4Source(StatlineSource):
    """`statline-v4`: datasets.cbs.nl."""

    version = "v4"

    def wrong(self) -> Iterator[Wrong]:
        """Keys that v4 has no use for, too."""
        yield from super().wrong()
        if self.statline.catalogue != "CBS" and not self.statline.url:
            expected = "CBS, or the key url with the root of another catalogue; v3 has dataderden"
            yield ("statline", "catalogue"), self.statline.catalogue, expected
        if self.statline.values != "typed":
            expected = "nothing: v4 says by itself why there is no figure"
            yield ("statline", "values"), self.statline.values, expected


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{k}={v}" for k, v in sorted(value.items()))
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
