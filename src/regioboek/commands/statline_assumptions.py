"""What we assume of StatLine, v3 and v4: `regioboek doctor --online` asks it of every table of an edition.

Asked are descriptions, single rows, and once per service a page of one column.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from regioboek.commands.asked_table import AskedTable
from regioboek.commands.assumptions import Assumption, BrokenError, need, need_in_all
from regioboek.errors import Problem
from regioboek.params.levels import BASE, LEVELS, level_of
from regioboek.sources.kinds.statline_register import topic_keys
from regioboek.sources.problems import some
from regioboek.sources.statline import library
from regioboek.sources.statline.pager import rows_of
from regioboek.sources.statline.periods import OTHER_KIND, kind_of, status_of, year_of
from regioboek.sources.statline.prose import statuses
from regioboek.sources.statline.query import columns, row_filter
from regioboek.sources.statline.region_changes import read_changes
from regioboek.sources.statline.stored import ATTRIBUTES
from regioboek.sources.statline.table import levels_of

_PARTS = {"v3": ("TableInfos", "DataProperties"), "v4": ("Dimensions", "MeasureCodes")}
_INFO = {
    "v3": ("Identifier", "Title", "Modified", "MetaDataModified", "OutputStatus"),
    "v4": ("Identifier", "Title", "Modified", "ObservationsModified", "Version", "Status"),
}
#: What more a code has by the role of its dimension.
_OF_ROLE = {"period": ("Description", "Status"), "region": ("Description",), "dimension": ()}
_PROPERTY, _TOPIC = ("ID", "ParentID", "Type", "Key", "Title"), ("Unit", "Datatype", "Decimals")
_MEASURE = ("Identifier", "Title", "MeasureGroupId", "DataType", "Unit", "Decimals")
_OBSERVATION = ("Id", "Measure", "ValueAttribute", "Value", "StringValue")


def _parts(asked: AskedTable) -> str:
    need((*_PARTS[asked.place.version], asked.figures), asked.listed, "a list of parts")
    lists = [asked.dialect.codes(d.key) for d in asked.table.dimensions]
    need(lists, asked.listed, "a list of parts")
    return f"{len(asked.listed)} parts, with the lists {', '.join(lists)}"


def _info(asked: AskedTable) -> str:
    info = asked.part(asked.dialect.info)[0]
    need(_INFO[asked.place.version], info, asked.dialect.info)
    if info["Identifier"] != asked.place.id:
        raise BrokenError(f"the table {info['Identifier']}")
    status = info["OutputStatus" if asked.v3 else "Status"]
    return f'"{asked.table.title}", modified {info["Modified"]}, {status}'


def _properties(asked: AskedTable) -> str:
    if not asked.v3:
        return f"{need_in_all(_MEASURE, asked.part('MeasureCodes'), 'MeasureCodes')} measures"
    rows = asked.part("DataProperties")
    need_in_all(_PROPERTY, rows, "DataProperties")
    return f"{need_in_all(_TOPIC, [r for r in rows if r['Type'] == 'Topic'], 'the topics of DataProperties')} topics"


def _groups(asked: AskedTable) -> str:
    rows = asked.part("DataProperties") if asked.v3 else asked.part("MeasureCodes")
    groups = [r for r in rows if r["Type"] == "TopicGroup"] if asked.v3 else []
    if not asked.v3 and "MeasureGroups" in asked.listed:
        groups = asked.part("MeasureGroups")
        for group in groups:
            need(("Id", "Title", "ParentId"), group, "MeasureGroups")
    own, parent, id = ("ParentID", "ParentID", "ID") if asked.v3 else ("MeasureGroupId", "ParentId", "Id")
    known = {group[id] for group in groups}
    strange = {r[own] for r in rows if r[own] is not None} | {g[parent] for g in groups if g[parent] is not None}
    if strange - known:
        raise BrokenError(f"groups that are not listed: {some(sorted(map(str, strange - known)))}")
    return f"{len(groups)} groups"


def _codes(asked: AskedTable) -> str:
    told = []
    for dimension in asked.table.dimensions:
        name = asked.dialect.codes(dimension.key)
        names = (asked.dialect.code, "Title", *_OF_ROLE[dimension.role])
        told.append(f"{name} {need_in_all(names, asked.part(name), name)}")
    return ", ".join(told)


def _declared(asked: AskedTable) -> str:
    keys = {m.key: plan.series[m.key] for plan in asked.plans for m in plan.measures}
    moved = [f"{declared} is now {key}" for key, declared in keys.items() if key != declared]
    if moved:
        raise BrokenError(some(moved, 12))
    return f"{len(keys)} measures under their keys"


def _periods(asked: AskedTable) -> str:
    dimension = asked.table.with_role("period")
    if dimension is None:
        return "a table without periods"
    codes = [code.code for code in dimension.codes]
    others = [code for code in codes if kind_of(code) == OTHER_KIND]
    if others or not any(year_of(code) for code in codes):
        raise BrokenError(f"periods {some(others or codes)}")
    return f"{len(codes)} periods, {codes[0]} to {codes[-1]}"


def _statuses(asked: AskedTable) -> str:
    unclear = [f'"{line}"' for plan in asked.plans for line in statuses(plan).unclear]
    dimension = asked.table.with_role("period")
    words = {(code.status or "").strip() for code in dimension.codes} if dimension else set()
    unclear += [word for word in sorted(words - {""}) if status_of(word) is None]
    if unclear:
        raise BrokenError(f"words that are not understood: {some(list(dict.fromkeys(unclear)), 12)}")
    return some(sorted(words - {""})) or "prose that is understood, or no status at all"


def _regions(asked: AskedTable) -> str:
    dimension = asked.table.with_role("region")
    if dimension is None:
        raise BrokenError(f"no dimension of regions; there is {some([d.key for d in asked.table.dimensions])}")
    codes = [code.code for code in dimension.codes]
    levels = levels_of(dimension)
    if not levels or len(set(codes)) != len(codes):
        raise BrokenError(f"codes {some(codes)}, {len(codes) - len(set(codes))} of them twice")
    padded = [code.key for code in dimension.codes if code.key != code.code]
    if padded and not asked.v3:
        raise BrokenError(f"codes with spaces: {padded[0]!r}")
    return ", ".join(f"{number} {level}" for level, number in levels.items()) + f"; {len(padded)} with spaces behind"


def _row(asked: AskedTable) -> str:
    region = asked.table.with_role("region")
    where, prefix = {}, LEVELS[BASE].prefix
    if region is not None and any(level_of(code.code) == BASE for code in region.codes):
        where = {"filter": f"startswith({region.key},'{prefix}')"}
    _, rows = asked.page(top="1", **where)
    if len(rows) != 1 or (where and not str(rows[0].get(region.key if region else "")).startswith(prefix)):
        raise BrokenError(f"{len(rows)} rows, the first {str(rows[:1])[:120]}")
    keys = [d.key for d in asked.table.dimensions]
    measures = [m.key for plan in asked.plans for m in plan.measures]
    need([*keys, *(measures if asked.v3 else _OBSERVATION)], rows[0], f"a row of {asked.figures}")
    return f"one row, {where.get('filter', 'whichever is first')}"


def _value(asked: AskedTable) -> str:
    _, rows = asked.page(top="1")
    if not asked.v3:
        if rows[0]["ValueAttribute"] not in ATTRIBUTES:
            raise BrokenError(f"ValueAttribute {rows[0]['ValueAttribute']}; known are {', '.join(ATTRIBUTES)}")
        return f"ValueAttribute {rows[0]['ValueAttribute']}, value {rows[0]['Value']}"
    keys = [m.key for m in asked.table.measures if not m.text and m.key in rows[0]]
    kind: tuple[type, ...] = (int, float) if asked.figures == "TypedDataSet" else (str,)
    strange = [f"{key}: {rows[0][key]!r}" for key in keys if not isinstance(rows[0][key], (*kind, type(None)))]
    if strange:
        raise BrokenError(some(strange))
    return f"{keys[0]}: {rows[0][keys[0]]!r}" if keys else "a table of texts"


def _question(asked: AskedTable) -> str:
    lengths = [0]
    for plan in asked.plans:
        told = {"filter": row_filter(plan, asked.place.version), "select": columns(plan, asked.place.version)}
        query = {name: text for name, text in told.items() if text}
        _, rows = asked.page(top="1", **query)
        if len(rows) != 1:
            raise BrokenError(f"{len(rows)} rows for {query}")
        lengths.append(sum(map(len, query.values())))
    return f"a row for {len(asked.plans)} questions, the longest of {max(lengths)} characters"


def _exact(asked: AskedTable) -> str:
    region = asked.table.with_role("region")
    keys = [code.key for code in region.codes if level_of(code.code)] if region else []
    if region is None or not keys:
        raise BrokenError("no region to ask for")
    key = next((key for key in keys if key != key.strip()), keys[0])
    _, rows = asked.page(top="1", filter=f"{region.key} eq '{key}'")
    if [row.get(region.key) for row in rows] != [key]:
        raise BrokenError(f"{[row.get(region.key) for row in rows]} for {key!r}")
    return repr(key)


def _next(asked: AskedTable) -> str:
    document, rows = asked.page(select="ID" if asked.v3 else "Id")
    target = document.get(asked.dialect.following)
    if target is None and len(rows) < asked.count:
        raise BrokenError(f"{len(rows)} rows of {asked.count}, and no {asked.dialect.following}")
    if target is not None and urlsplit(str(target)).netloc != urlsplit(asked.place.url).netloc:
        raise BrokenError(f"a next page at {target}")
    return f"{len(rows)} rows, {'and where the next are' if target else 'which are all'}"


def _catalogue(asked: AskedTable) -> str:
    if asked.v3:
        where = f"Identifier eq '{asked.place.id}'"
        rows = library.tables(asked.client, asked.place.root, "Identifier,Title,RecordCount", where)
    else:
        query = {"$select": "Identifier,Title,Status,Modified", "$top": "1"}
        document, received = asked.client.get_json(f"{asked.place.root}/Datasets", query)
        rows = rows_of(received.url, document)
    need(("Identifier", "Title"), rows[0] if len(rows) == 1 else {}, f"{len(rows)} rows of the catalogue")
    if asked.v3 and rows[0]["Identifier"] != asked.place.id:
        raise BrokenError(f"the table {rows[0]['Identifier']}")
    return str(rows[0]["Title"])


def _library(asked: AskedTable) -> str:
    ours, theirs = asked.part("TableInfos")[0], library.info(asked.client, asked.place.root, asked.place.id)
    if ours.get("Modified") != theirs.get("Modified"):
        raise BrokenError(f"Modified {theirs.get('Modified')}, and without cbsodata {ours.get('Modified')}")
    return f"Modified {theirs.get('Modified')} both ways"


def _register(asked: AskedTable) -> str:
    problems: list[Problem] = []
    keys = [key for source in asked.registers for key in topic_keys(source, asked.table, (), problems).values()]
    if problems:
        raise BrokenError(some([f"{p.place}: {p.found}" for p in problems]))
    return ", ".join(keys)


def _changes(asked: AskedTable) -> str:
    region = asked.table.with_role("region")
    told = read_changes(asked.part(asked.dialect.codes(region.key if region else "")), asked.dialect.code)
    strange = [f'{line.code}: "{line.text}"' for line in told.strange if line.tells_change]
    if strange or not told.transfers:
        raise BrokenError(some(strange) or "descriptions that tell no change at all")
    return f"{len(told.transfers)} changes"


_AT = "sources/statline"
_REGISTER, _TRANSFERS = "statline-register", "statline-transfers"
_BOTH: tuple[Assumption[AskedTable], ...] = (
    Assumption("parts", "a table lists its parts, a list of codes per dimension too", f"{_AT}/download.py", _parts),
    Assumption("info", "a table says its id, title, status and when it was modified", f"{_AT}/description.py", _info),
    Assumption("properties", "a measure has key, title, unit, decimals", f"{_AT}/description.py", _properties),
    Assumption("groups", "the group that a measure stands in is listed", f"{_AT}/description.py", _groups),
    Assumption("codes", "a code has key and title, regions and periods a description", f"{_AT}/description.py", _codes),
    Assumption("measures", "what the edition declares is in the table", f"{_AT}/finding.py", _declared),
    Assumption("periods", "periods are written as 2024JJ00, quarters and months alike", f"{_AT}/periods.py", _periods),
    Assumption("status", "how final figures are is a word or prose we know", f"{_AT}/prose.py", _statuses),
    Assumption("regions", "codes of regions are ours, but for spaces in v3", f"{_AT}/table.py", _regions),
    Assumption("row", "$filter with startswith and $top=1 gives that row", f"{_AT}/query.py", _row),
    Assumption("question", "what a fetch asks is answered, with all it names", f"{_AT}/query.py", _question),
    Assumption("value", "a value is a number, or says why there is none", f"{_AT}/stored.py", _value),
    Assumption(
        "register", "groups have a Code and a Naam", "sources/kinds/statline_register.py", _register, kind=_REGISTER
    ),
    Assumption("changes", "gemeenten tell their changes", f"{_AT}/region_changes.py", _changes, kind=_TRANSFERS),
    Assumption("exact", "$filter with eq takes a key as it is listed", f"{_AT}/query.py", _exact, once=True),
    Assumption("count", "$count counts the rows", f"{_AT}/download.py", lambda asked: f"{asked.count} rows", once=True),
    Assumption("next", "a page that is not the last names the next", f"{_AT}/pager.py", _next, once=True),
    Assumption("catalogue", "the catalogue answers what it is asked", f"{_AT}/table_list.py", _catalogue, once=True),
)
STATLINE: dict[str, tuple[Assumption[AskedTable], ...]] = {
    "v3": (
        *_BOTH,
        Assumption("cbsodata", "the library cbsodata reads the same table", f"{_AT}/library.py", _library, once=True),
    ),
    "v4": _BOTH,
}
