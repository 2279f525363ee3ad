"""What generated parts of chapters show beyond the facts as they are: chosen, grouped, counted. No words, no markup."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter
from typing import Any

from regioboek.params.indicators import Indicator, Theme
from regioboek.params.levels import BASE, LEVELS, listed_levels
from regioboek.params.regions import OldName
from regioboek.publishing.chapters.chapter_facts import ChapterFacts
from regioboek.publishing.chapters.worked_example import example_rows
from regioboek.statistics.inside import parent_of
from regioboek.words import language as nl
from regioboek.words.parameter_words import plain
from regioboek.words.rule_words import rule_rows

Facts = dict[str, Any]

#: So many figures of one correction, or indicators with recalculated figures, are listed; of more the number is told.
SHOWN = 20


def provincies(facts: ChapterFacts) -> Facts:
    """The provincies that have a page."""
    return {"built": [(code, name) for code, name in facts.provincies if f"regio/{code.lower()}" in facts.pages]}


def not_in_source(facts: ChapterFacts) -> Facts:
    """Indicators of the edition that its sources have no figures of, by reason."""
    reasons: dict[str, list[Indicator]] = {}
    for indicator in facts.edition.indicators:
        reason = facts.edition.not_in_source(indicator.id)
        if reason:
            reasons.setdefault(reason, []).append(indicator)
    return {"reasons": reasons}


def by_theme(facts: ChapterFacts) -> Facts:
    """Of a theme the indicators that are described there, and those that are at their first theme."""

    def own_and_others(theme: Theme) -> tuple[list[Indicator], list[Indicator]]:
        every = facts.edition.of_theme(theme.id)
        return [i for i in every if i.themes[0] == theme.id], [i for i in every if i.themes[0] != theme.id]

    return {"own_and_others": own_and_others}


def in_monitor(facts: ChapterFacts) -> Facts:
    """Of the indicators with figures: which are the same as one of the Monitor, like one, and like none of it.

    A count stands for itself only where no rate is made of it.
    """
    edition = facts.edition
    counts = {i.ratio.count for i in edition.indicators if i.ratio}
    shown = [i for i in edition.indicators if i.id not in counts and not edition.not_in_source(i.id)]
    return {
        "same": [i for i in shown if i.monitor and i.monitor.same],
        "like": [i for i in shown if i.monitor and not i.monitor.same],
        "apart": [i for i in shown if not i.monitor],
    }


# -- rules --------------------------------------------------------------------------------------------------------


def rules(facts: ChapterFacts) -> Facts:
    """Every parameter of the rules with its value and meaning."""
    return {"rows": rule_rows(facts.edition)}


def trend_rule(facts: ChapterFacts) -> Facts:
    """The parameters that decide a trend."""
    return {"rows": [row for row in rule_rows(facts.edition) if row.key.startswith(("window", "rules.trend"))]}


def aggregation(facts: ChapterFacts) -> Facts:
    """Indicators that can be aggregated, and that cannot."""
    every = facts.edition.indicators
    return {
        "can": [i for i in every if i.aggregation.method != "none"],
        "cannot": [i for i in every if i.aggregation.method == "none"],
    }


def example(facts: ChapterFacts) -> Facts:
    """The observations of the worked example, and its sums."""
    return example_rows(facts.edition.window.first)


# -- special series -----------------------------------------------------------------------------------------------


def _with_figures(facts: ChapterFacts) -> Iterator[Indicator]:
    return (i for i in facts.edition.indicators if facts.years.get(i.id))


def chosen(facts: ChapterFacts, mark: str) -> Facts:
    """Indicators with figures and with this mark: small-area estimates, means over years, or figures of COROP areas."""
    return {"chosen": [i for i in _with_figures(facts) if getattr(i, mark)]}


def structurally_absent(facts: ChapterFacts) -> Facts:
    """Indicators that can only exist in some regions."""
    return {"chosen": [i for i in facts.edition.indicators if i.structurally_absent]}


def breaks(facts: ChapterFacts) -> Facts:
    """Every known break with its indicator."""
    return {"breaks": [(i, b) for i in _with_figures(facts) for b in i.breaks]}


# -- corrections --------------------------------------------------------------------------------------------------


def corrections(facts: ChapterFacts) -> Facts:
    """Every correction of the edition with its indicator, figures and years."""
    asked = {i.id: i for i in facts.edition.indicators}
    told = []
    for correction in facts.edition.corrections:
        if correction.indicator in asked:
            rows = facts.corrected.get(correction.id, [])
            scaled = correction.do == "scale" and correction.factor is not None
            told.append(
                {
                    "correction": correction,
                    "indicator": asked[correction.indicator],
                    "rows": rows,
                    "years": sorted({row.year for row in rows} or correction.years),
                    "times": plain(correction.factor) if scaled and correction.factor is not None else "",
                }
            )
    return {
        "corrections": told,
        "figures": sum(map(len, facts.corrected.values())),
        "former": {old.old_code: old.old_name for old in facts.former if old.old_code},
        "shown": SHOWN,
    }


# -- areas and herindelingen --------------------------------------------------------------------------------------


def areas(facts: ChapterFacts) -> Facts:
    """Per level the areas with what they are made of: whole provincies, and other gemeenten, parts marked."""
    levels = []
    for level in listed_levels():
        codes = facts.regions.loc[facts.regions["level"] == level, "code"]
        made = [{"code": code, "name": facts.names[code], "parts": _parts(facts, code)} for code in map(str, codes)]
        if made:
            levels.append((*LEVELS[level].words, made))
    return {"levels": levels, "day": nl.date(facts.edition.params.areas.on or _division(facts))}


def _parts(facts: ChapterFacts, area: str) -> list[Facts]:
    mine = facts.members[facts.members["area"] == area]
    inside = set(mine["gemeente"])
    partly = {
        str(g): str(note or "") for g, p, note in mine[["gemeente", "partly", "note"]].itertuples(index=False) if p
    }
    gemeenten = facts.regions.loc[facts.regions["level"] == BASE, "code"]
    parts: list[Facts] = []
    for provincie, codes in gemeenten.groupby(parent_of(gemeenten, facts.inside, "provincie")):
        if set(codes) <= inside and not set(codes) & set(partly):
            parts.append({"provincie": facts.names.get(str(provincie), str(provincie))})
            inside -= set(codes)
    for code in sorted(inside, key=lambda c: facts.names.get(c, c)):
        note = partly.get(code)
        said = note if note != "nan" else ""
        parts.append({"provincie": "", "gemeente": facts.names.get(code, code), "partly": code in partly, "note": said})
    return parts


def _division(facts: ChapterFacts) -> str:
    return f"{facts.edition.params.division_year}-01-01"


def changes(facts: ChapterFacts) -> Facts:
    """Gemeenten that changed since the window's first year, what of and when; of an edition without transfers those
    that went, with their heirs."""
    changed = []
    for code, parts in facts.lineage.groupby("region"):
        largest_first = parts.sort_values("weight", ascending=False).to_dict("records")
        renamed, since = parts["break_year"].isna().all(), parts["changed"].iloc[0]
        name = facts.names.get(str(code), str(code))
        changed.append({"code": str(code), "name": name, "changed": since, "renamed": renamed, "parts": largest_first})
    return {"changed": sorted(changed, key=itemgetter("name", "code")), "gone": _gone(facts)}


def _gone(facts: ChapterFacts) -> list[Facts]:
    first, last = f"{facts.edition.window.first}-01-01", _division(facts)
    gone: dict[tuple[str, str], list[OldName]] = {}
    for old in facts.former:
        if old.old_code and old.date and first < old.date <= last:
            gone.setdefault((old.date, old.old_name), []).append(old)
    return [{"date": date, "name": name, "heirs": heirs} for (date, name), heirs in sorted(gone.items())]


def through_time(facts: ChapterFacts) -> Facts:
    """Indicators by the rule that moves their figures to the gemeenten of now, the most used rule first."""
    groups: dict[tuple[str, str], tuple[Any, list[Indicator]]] = {}
    for indicator in facts.edition.indicators:
        rule = indicator.through_time_rule
        key = (rule.method, "" if rule.method == "none" else rule.weight)
        groups.setdefault(key, (rule, []))[1].append(indicator)
    return {"groups": sorted(groups.values(), key=lambda group: -len(group[1]))}


def recalculated(facts: ChapterFacts) -> Facts:
    """How many figures of this edition were recalculated, of how many gemeenten and indicators; how many lost."""
    once = facts.backcast.drop_duplicates(["region", "indicator", "year"])
    if once.empty:
        return {}
    moved = once[once["reason"].isna() & (once["method"] != "renamed")]
    named = set((once if moved.empty else moved)["indicator"])
    return {
        "moved": len(moved),
        "gemeenten": int(moved["region"].nunique()),
        "lost": int(once["reason"].notna().sum()),
        "indicators": [i for i in facts.edition.indicators if i.id in named],
        "shown": SHOWN,
    }
