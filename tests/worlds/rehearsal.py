"""CBS and PDOK on this machine: every table that an edition declares, and what may happen to it between two fetches.

with Loopback() as server:
    world = Rehearsal(server, data, load_edition(project.params, "kerncijfers"))
    world.moved("70072ned", +7, after=26)        # keys, as a redesign moves them
    world.revised("70072ned", "Koopwoningen_64", "GM0114", 2023, 61.5)

A change stamps the table with a later day. `province` keeps only what lies in one provincie, for tests.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from loopback import cbs_v3, cbs_v4, pdok, reply
from loopback.server import Loopback
from worlds.rehearsal_captured import stem_of
from worlds.rehearsal_declared import Provenance, declared_tables
from worlds.rehearsal_rules import is_count
from worlds.rehearsal_tables import Period, Rehearsed

from regioboek.params.edition import Edition

MAIN, REGISTER = "70072ned", "86059NED"
LATER = "2026-09-30"  # the stamp of what was changed


class Rehearsal:
    """The world as it is now; every method changes it as CBS might."""

    def __init__(self, server: Loopback, data: Path, edition: Edition, province: str | None = None):
        self.server = server
        self.provenance: tuple[Provenance, ...]
        tables, self.provenance = declared_tables(data, edition, province)
        self.tables = {table.id: table for table in tables}
        (population,) = cbs_v4.captured_tables(data / "odata" / "v4")
        self._listed = (
            cbs_v3.captured_catalogue(data / "odata" / "v3"),
            cbs_v4.captured_catalogue(data / "odata" / "v4"),
        )
        self._more: list[tuple[str, dict[str, Any]]] = []  # rows of the catalogues beside those of `tables`
        self._first = dict(self.tables), dict(_boundaries(data, edition, tables, province)), population
        self.restore()

    def restore(self) -> None:
        """The world as it was at first, without faults, and nothing asked of it yet."""
        tables, layers, population = self._first
        self.server.v4 = {population.id: population}
        self.server.v3 = {}
        self.tables = dict(tables)
        self._more = []
        self.server.collections = {name: replace(layer) for name, layer in layers.items()}
        self.server.behave()
        for id in self.tables:
            self._serve(id)

    def environment(self) -> dict[str, str]:
        """The variables by which fetches ask this world."""
        return {"REGIOBOEK_CBS_URL": self.server.url, "REGIOBOEK_PDOK_URL": self.server.url_pdok}

    def figure(self, table: str, key: str, region: str, year: int) -> float:
        """The figure that is served; NaN: none."""
        place, column = self._cell(table, region, year)
        return float(self.tables[table].figures[key][place, column])

    # -- a measure ---------------------------------------------------------------------------------------------------

    def moved(self, table: str, by: int, *, after: int = 0) -> dict[str, str]:
        """Keys whose number is greater than `after` get another; old key -> new key."""
        numbers = {t.key: int(t.key.rpartition("_")[2]) for t in self.tables[table].topics if "_" in t.key}
        keys = {k: f"{stem_of(k)}_{n + by}" for k, n in numbers.items() if n > after}
        one = self.tables[table]
        self._change(
            table,
            topics=[replace(t, key=keys.get(t.key, t.key)) for t in one.topics],
            figures={keys.get(key, key): values for key, values in one.figures.items()},
        )
        return keys

    def reworded(self, table: str, key: str, title: str) -> None:
        """A measure has another title."""
        self._topic(table, key, title=title)

    def unit(self, table: str, key: str, unit: str) -> None:
        """A measure has another unit."""
        self._topic(table, key, unit=unit)

    def gone(self, table: str, key: str) -> None:
        """A measure is no longer there."""
        topic = self.tables[table].topic(key)
        self._change(table, topics=[t for t in self.tables[table].topics if t is not topic])

    def twice(self, table: str, key: str) -> None:
        """The key is gone, and two measures have the title, group and unit that it had."""
        one = self.tables[table].topic(key)
        news = [replace(one, key=f"{stem_of(key)}_{n}") for n in (901, 902)]
        figures = self.tables[table].figures
        others = [t for t in self.tables[table].topics if t.key != key]
        self._change(table, topics=[*others, *news], figures=figures | {t.key: figures[key] for t in news})

    # -- figures -----------------------------------------------------------------------------------------------------

    def revised(self, table: str, key: str, region: str, year: int, value: float) -> None:
        """One figure is another."""
        place, column = self._cell(table, region, year)
        figures = self.tables[table].figures
        changed = figures[key].copy()
        changed[place, column] = value
        self._change(table, figures=figures | {key: changed})

    def definitive(self, table: str, year: int) -> None:
        """All figures of a year are definitive from now on."""
        periods = self.tables[table].periods
        self._change(
            table,
            periods=[
                replace(p, description="", status=p.status and "Definitief") if p.year == year else p for p in periods
            ],
        )

    def new_year(self, table: str) -> None:
        """Every measure has figures of one year more: one percent above those of its last."""
        one = self.tables[table]
        periods = [*one.periods, Period(one.periods[-1].year + 1, "", one.periods[-1].status)]
        figures = {}
        for topic in one.topics:
            values = np.hstack([one.figures[topic.key], np.full((len(one.places), 1), np.nan)])
            last = int(np.flatnonzero(~np.isnan(values).all(axis=0))[-1])
            values[:, last + 1] = np.round(values[:, last] * 1.01, topic.decimals or 0)
            figures[topic.key] = values
        self._change(table, periods=periods, figures=figures)

    def dropped(self, code: str, into: str, year: int) -> None:
        """A gemeente is part of another from a year on: in tables, register, boundaries and transfers."""
        for table in list(self.tables.values()):
            codes = [p.code for p in table.places]
            if code not in codes:
                continue
            if not table.periods:
                self.absent(table.id, code)
                continue
            years = np.array([p.year >= year for p in table.periods])
            figures = {key: values.copy() for key, values in table.figures.items()}
            for topic in table.topics:
                values = figures[topic.key]
                if is_count(topic.key, topic.unit):
                    values[codes.index(into), years] += values[codes.index(code), years]
                values[codes.index(code), years] = np.nan
            places = [replace(p, last=year - 1) if p.code == code else p for p in table.places]
            self._change(table.id, places=places, figures=figures)
        for layer in self.server.collections.values():
            layer.features = [f for f in layer.features if f["properties"]["statcode"] != code]
        self._transferred(code, into, year)

    def _transferred(self, code: str, into: str, year: int) -> None:
        """What 03759ned says of it, as it says it of others: all of it goes to one."""
        table = self.server.v4["03759ned"]
        titles = {row["Identifier"]: row["Title"] for row in table.sets["RegioSCodes"]}
        amount = "... 1000 hectare met 4500 woningen en 10000 inwoners"
        told = {
            code: f"Opgeheven per 01-01-{year}, overgegaan naar:\r\n- {titles[into]} ({into}),\r\n{amount}\r\n\r\n",
            into: f"Gemeentelijke herindeling per 01-01-{year}, ontvangen van:\r\n- {titles[code]} ({code}),\r\n"
            f"{amount}\r\n\r\n",
        }
        rows = [
            {**row, "Description": told.get(row["Identifier"], "") + row["Description"]}
            for row in table.sets["RegioSCodes"]
        ]
        sets = {**table.sets, "RegioSCodes": rows}
        whole = {name: body for name, body in table.captured.items() if name != "RegioSCodes"}
        self.server.v4[table.id] = replace(table, sets=sets, captured=whole)

    def absent(self, table: str, code: str) -> None:
        """A table has no row of a gemeente any more."""
        one = self.tables[table]
        mask = np.array([p.code != code for p in one.places])
        kept = {key: values[mask] for key, values in one.figures.items()}
        self._change(table, places=[p for p in one.places if p.code != code], figures=kept)

    # -- a table -----------------------------------------------------------------------------------------------------

    def replaced(self, table: str, by: str, title: str) -> None:
        """A table is not there any more (404); the catalogue has its successor."""
        one = self.tables.pop(table)
        (self.server.v4 if one.version == "v4" else self.server.v3).pop(table)
        self._more.append((one.version, replace(one, id=by, title=title, modified=LATER).info))
        self._catalogues()

    def ended(self, table: str, by: str, title: str) -> None:
        """A table is still there, and says that it is no longer updated and which one follows it."""
        told = f"Deze tabel is stopgezet. De tabel wordt opgevolgd door {by} ({title}).\n\n"
        one = self.tables[table]
        self._more.append((one.version, replace(one, id=by, title=title, modified=LATER).info))
        self._change(table, status="Gediscontinueerd", reason="Stopgezet", description=told + one.description)

    # -- a service ---------------------------------------------------------------------------------------------------

    def down(self, how: Literal["503", "dropped"] = "503", where: str = "") -> None:
        """Requests with `where` in their address (all) are answered with 503, or the connection drops."""
        self.server.misbehave(where, reply.status(503) if how == "503" else reply.no_answer, forever=True)

    def half(self, where: str, *, dropped: bool = False) -> None:
        """Half of each answer comes: as if it were all, or the connection drops in the middle."""
        self.server.misbehave(where, reply.dropped if dropped else reply.truncated, forever=True)

    # -- how -----------------------------------------------------------------------------------------------------------

    def _cell(self, table: str, region: str, year: int) -> tuple[int, int]:
        one = self.tables[table]
        return [p.code for p in one.places].index(region), [p.year for p in one.periods].index(year)

    def _topic(self, table: str, key: str, **changes: str) -> None:
        one = self.tables[table].topic(key)
        self._change(table, topics=[replace(t, **changes) if t is one else t for t in self.tables[table].topics])

    def _change(self, table: str, **changes: Any) -> None:
        changed: dict[str, Any] = {"modified": LATER} | changes
        self.tables[table] = replace(self.tables[table], **changed)
        self._serve(table)

    def _serve(self, id: str) -> None:
        made = self.tables[id].form()
        if isinstance(made, cbs_v4.TableV4):
            self.server.v4[id] = made
        else:
            self.server.v3[id] = made
        self._catalogues()

    def _catalogues(self) -> None:
        own = [(table.version, table.info) for table in self.tables.values()]
        for version, listed, place in (
            ("v3", self._listed[0], "catalogue_v3"),
            ("v4", self._listed[1], "catalogue_v4"),
        ):
            more = [self._listing(version, info) for told, info in [*own, *self._more] if told == version]
            ids = {row["Identifier"] for row in more}
            setattr(self.server, place, [r for r in listed if r["Identifier"] not in ids] + more)

    def _listing(self, version: str, info: dict[str, Any]) -> dict[str, Any]:
        """A row of the catalogue, with the columns that its captured rows have."""
        table = self.tables.get(info["Identifier"])
        counted = {"RecordCount": table.rows} if table else {}
        form = dict.fromkeys(self._listed[version == "v4"][0])
        return form | {k: v for k, v in (info | counted).items() if k in form}


def _boundaries(
    data: Path, edition: Edition, tables: list[Rehearsed], province: str | None
) -> list[tuple[str, pdok.Collection]]:
    """The collections that the edition declares, of the year it asks; the boundaries of 2023 hold until 2025."""
    known = {place.code for table in tables for place in table.places}
    found = []
    for source in edition.params.sources:
        if source.kind == "pdok":
            layer = source.pdok.collection.split("_")[0]
            document = json.loads((data / "regions" / f"cbs2023_{layer}_rd.geojson").read_bytes())
            features = pdok.features_of(document, layer, source.pdok.year)
            for feature in features:
                feature["properties"]["jrstatcode"] = f"{source.pdok.year}{feature['properties']['statcode']}"
            kept = [f for f in features if province is None or f["properties"]["statcode"] in known]
            found.append((source.pdok.collection, pdok.Collection(source.pdok.collection, kept)))
    return found
