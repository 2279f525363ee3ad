"""One rehearsed table, whichever service it is asked of: what it is made of, and its form in v3 and in v4.

The forms are those of the captured tables: padded keys and texts, groups of topics, `null` in v3 and `Impossible` in v4
where there is no figure, a description with the paragraph about status.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import isnan
from typing import Any

import numpy as np
from loopback.cbs_v3 import TableV3
from loopback.cbs_v4 import TableV4
from loopback.columns import ColumnRows
from worlds.rehearsal_regions import Place


@dataclass
class Topic:
    """A measure: `group` is the titles of the groups it stands in, outermost first; `text`: words padded to `width`."""

    key: str
    title: str
    unit: str = ""
    decimals: int | None = 0
    group: tuple[str, ...] = ()
    text: int = 0


@dataclass
class Period:
    """A year, with what the table says about its figures."""

    year: int
    description: str = ""
    status: str | None = None

    @property
    def code(self) -> str:
        """As CBS writes it."""
        return f"{self.year}JJ00"


@dataclass
class Rehearsed:
    """A table; `figures` are places by periods, per key of a topic, for the total of every other dimension."""

    id: str
    version: str
    title: str
    places: Sequence[Place]
    periods: list[Period]
    topics: list[Topic]
    figures: dict[str, np.ndarray]
    catalogue: str = "CBS"
    region: str = "RegioS"
    width: int = 6
    #: another dimension -> its codes: key, title, and which part of the total its figures are
    others: dict[str, list[tuple[str, str, float]]] = field(default_factory=dict)
    description: str = ""
    modified: str = "2026-07-31"
    reason: str = "Actualisering"
    status: str = "Regulier"
    head: dict[str, Any] = field(default_factory=dict)  # Properties as captured

    def topic(self, key: str) -> Topic:
        """The topic with this key. Raises KeyError."""
        return {t.key: t for t in self.topics}[key]

    def form(self) -> TableV3 | TableV4:
        """The table as its service has it."""
        return (
            TableV4(self.id, self._properties(), self._v4()) if self.version == "v4" else TableV3(self.id, self._v3())
        )

    @property
    def info(self) -> dict[str, Any]:
        """What the catalogue and the table itself say of it."""
        shared = {"Identifier": self.id, "Title": self.title, "Catalog": self.catalogue, "Language": "nl"}
        span = f"Jaarcijfers {self.periods[0].year} - {self.periods[-1].year}" if self.periods else ""
        if self.version == "v4":
            stamp = f"{self.modified}T02:00:00+02:00"
            return shared | {
                "Modified": stamp,
                "Status": self.status,
                "DatasetType": "Numeric",
                "TemporalCoverage": span,
            }
        return shared | {
            "ID": 0, "ShortTitle": self.title, "Summary": self.title, "Modified": f"{self.modified}T02:00:00",
            "MetaDataModified": f"{self.modified}T02:00:00", "ReasonDelivery": self.reason, "ExplanatoryText": "",
            "Frequency": "Perjaar", "Period": span, "ShortDescription": f"\n{self.description}",
            "Description": self.description, "OutputStatus": self.status, "Source": "CBS.", "SearchPriority": "2",
            "GraphTypes": "Table,Bar,Map", "DefaultPresentation": "", "DefaultSelection": "",
        }  # fmt: skip

    def _properties(self) -> dict[str, Any]:
        if self.head and self.modified == self.head["Modified"][:10]:
            return self.head  # nothing changed since it was captured
        version = f"{self.modified.replace('-', '')}0200"
        count = len(self.topics) * self.rows
        own = {
            "Description": self.description,
            "Version": version,
            "VersionReason": self.reason,
            "Frequency": "Per jaar",
        }
        counted = {"ObservationCount": count, "ObservationsModified": self.info["Modified"]}
        return self.head | self.info | own | counted

    @property
    def rows(self) -> int:
        """Rows of figures: of v4 per measure."""
        return (
            len(self.places) * max(len(self.periods), 1) * int(np.prod([len(c) for c in self.others.values()] or [1]))
        )

    def _combinations(self) -> tuple[dict[str, list[str]], np.ndarray]:
        """Keys of every dimension per row, and which part of the total the row is."""
        parts = np.ones(1)
        keys: dict[str, list[str]] = {}
        size = self.rows
        done = 1
        for name, codes in self.others.items():
            done *= len(codes)
            keys[name] = list(np.tile(np.repeat([k for k, _, _ in codes], size // done), done // len(codes)))
            parts = np.outer(parts, [share for _, _, share in codes]).ravel()
        years = [p.code for p in self.periods] or [""]
        padded = [self.key(p.code) for p in self.places]
        blocks = size // (len(padded) * len(years))
        keys[self.region] = [code for code in padded for _ in years] * blocks
        if self.periods:
            keys["Perioden"] = years * (len(padded) * blocks)
        return keys, np.repeat(parts, size // len(parts))

    def key(self, code: str) -> str:
        """A code as the service has it: v3 pads."""
        return code if self.version == "v4" else code.ljust(self.width)

    def _column(self, topic: Topic, parts: np.ndarray) -> list[Any]:
        told = self.figures[topic.key]
        if topic.text:
            return [str(value).ljust(topic.text) for value in told.ravel()]
        flat = np.tile(told.ravel(), len(parts) // told.size)
        rounded = np.where(parts == 1, flat, np.round(flat * parts, topic.decimals or 0))
        whole = self.version == "v4" and not topic.decimals
        return [None if isnan(value) else int(value) if whole else value for value in rounded.tolist()]

    def _v3(self) -> dict[str, Sequence[Any]]:
        keys, parts = self._combinations()
        typed = {"ID": list(range(len(parts))), **keys, **{t.key: self._column(t, parts) for t in self.topics}}
        untyped = typed | {t.key: [_shown(v, t) for v in typed[t.key]] for t in self.topics if not t.text}
        return {
            "TableInfos": [self.info],
            "UntypedDataSet": ColumnRows(untyped),
            "TypedDataSet": ColumnRows(typed),
            "DataProperties": self._data_properties(),
            "CategoryGroups": [],
            **{n: [{"Key": k, "Title": t, "Description": None} for k, t, _ in c] for n, c in self.others.items()},
            self.region: [
                {"Key": self.key(p.code), "Title": p.title, "Description": p.description} for p in self.places
            ],
            **({"Perioden": [_period(p, "Key") for p in self.periods]} if self.periods else {}),
        }

    def _dimensions(self) -> list[tuple[str, str]]:
        return [*((n, "Dimension") for n in self.others), (self.region, "GeoDimension"), ("Perioden", "TimeDimension")][
            : None if self.periods else -1
        ]

    def _data_properties(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = [_property(n, kind, key, key) for n, (key, kind) in enumerate(self._dimensions())]
        groups: dict[tuple[str, ...], int] = {}
        for topic in self.topics:
            for depth in range(1, len(topic.group) + 1):
                path = topic.group[:depth]
                if path not in groups:
                    groups[path] = len(rows)
                    rows.append(_property(len(rows), "TopicGroup", "", path[-1], groups.get(path[:-1])))
            kind = {"Datatype": "String" if topic.text else "Double", "Default": "None"}
            told = {"Unit": topic.unit, "Decimals": topic.decimals, **kind}
            rows.append(_property(len(rows), "Topic", topic.key, topic.title, groups.get(topic.group)) | told)
        return rows

    def _v4(self) -> dict[str, Sequence[Any]]:
        keys, parts = self._combinations()
        titles = dict.fromkeys(t.group[: d + 1] for t in self.topics for d in range(len(t.group)))
        groups = {path: str(n) for n, path in enumerate(titles, 1)}
        rows: dict[str, list[Any]] = {
            name: [] for name in ("Id", "Measure", "ValueAttribute", "Value", "StringValue", *keys)
        }
        for topic in self.topics:
            values = self._column(topic, parts)
            rows["Measure"] += [topic.key] * len(values)
            rows["Value"] += values
            rows["ValueAttribute"] += ["Impossible" if value is None else "None" for value in values]
            for name, codes in keys.items():
                rows[name] += codes
        rows["Id"] = list(range(len(rows["Value"])))
        rows["StringValue"] = [None] * len(rows["Value"])
        return {
            "Dimensions": [{"Identifier": n, "Title": n, "Description": "", "Kind": k} for n, k in self._dimensions()],
            "MeasureCodes": [
                {"Identifier": t.key, "Index": n, "Title": t.title, "Description": "", "DataType": "Double",
                 "MeasureGroupId": groups.get(t.group), "Unit": t.unit, "Decimals": t.decimals}
                for n, t in enumerate(self.topics, 1)
            ],
            "MeasureGroups": [
                {"Id": n, "ParentId": groups.get(path[:-1]), "Title": path[-1]} for path, n in groups.items()
            ],
            **{f"{n}Codes": [{"Identifier": k, "Title": t} for k, t, _ in c] for n, c in self.others.items()},
            f"{self.region}Codes": [
                {"Identifier": p.code, "Index": n, "Title": p.title, "Description": p.description,
                 "DimensionGroupId": p.group}
                for n, p in enumerate(self.places, 1)
            ],
            "PeriodenCodes": [_period(p, "Identifier") for p in self.periods],
            "Observations": ColumnRows(rows),
        }  # fmt: skip


def _period(period: Period, name: str) -> dict[str, Any]:
    told = {"Title": str(period.year), "Description": period.description, "Status": period.status}
    return {name: period.code, **told}


def _property(id: int, kind: str, key: str, title: str, parent: int | None = None) -> dict[str, Any]:
    return {
        "odata.type": f"Cbs.OData.{kind}", "ID": id, "Position": id, "ParentID": parent, "Type": kind, "Key": key,
        "Title": title, "Description": None,
    }  # fmt: skip


def _shown(value: float | None, topic: Topic) -> str:
    return "       ." if value is None else f"{value:.{topic.decimals or 0}f}".rjust(8)
