"""Facts of an edition as chapters get them, without a build."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from worlds.places import ROOT

from regioboek.params.edition import Edition
from regioboek.params.loading import load_edition
from regioboek.publishing.chapters.chapter_facts import ChapterFacts
from regioboek.sources.snapshot.lock import Lock, LockedFile, LockedSource

EDITIONS = ("demo", "2023", "kerncijfers")
NBSP = "\u00a0"

COUNTS = {
    "tests": 8000,
    "coloured": 2100,
    "favourable": 1200,
    "unfavourable": 900,
    "none": 5900,
    "undetermined": 3000,
    "missing": 1000,
    "expected_by_chance": 400.0,
    "survive_bh": 1111,
    "firm": 1300,
    "borderline": 800,
    "no_trend": {"small": 100, "coarse": 700, "stable": 1600, "unclear": 3500},
    "fragile": {"jump": 40, "leave-one-out": 500, "mann-kendall": 300},
    "coloured_small_area_model": 321,
}


@lru_cache
def edition(name: str) -> Edition:
    return load_edition(ROOT / "params", name)


def changed(edition: Edition, **updates: object) -> Edition:
    """The edition with other params, e.g. `**{"rules.trend.alpha": 0.01}`."""
    raw = edition.model_dump()
    for key, value in updates.items():
        *path, last = ("params", *key.split("."))
        place = raw
        for step in path:
            place = place[step]
        place[last] = value
    return Edition.model_validate(raw)


def facts_of(edition: Edition, **updates: object) -> ChapterFacts:
    sources = [
        LockedSource(
            id=s.id,
            kind=s.kind,
            title=s.title,
            folder=f"{s.id}/0123456789ab",
            licence=s.licence,
            citation=s.citation,
            files=tuple(
                LockedFile(key=key, name=Path(name).name, origin=name, size=1234567, sha256="0123456789abcdef" * 4)
                for key, name in s.files.items()
            ),
        )
        for s in edition.params.sources
    ]
    given = {
        "edition": edition,
        "evidence": dict.fromkeys(edition.params.levels, COUNTS),
        "lock": Lock(edition=edition.id, sources=tuple(sources)),
        "years": {i.id: (2015, 2016, 2017, 2019, 2021) for i in edition.indicators},
        "provincies": (("PV22", "Drenthe"), ("PV21", "Fryslân")),
        "pages": frozenset(
            {"regio/pv22", "regio/pv21"}
            | {f"indicator/{i.id}" for i in edition.indicators}
            | {f"thema/{t.id}" for t in edition.themes}
        ),
    }
    return ChapterFacts(**(given | updates))
