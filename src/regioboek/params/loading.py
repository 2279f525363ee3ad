"""Reading an edition: `params/editions/<id>.yml` with the catalogue and the corrections beside it, all checked."""

from __future__ import annotations

from pathlib import Path

from regioboek.errors import ParamsError, Problem, nearest
from regioboek.layout import Layers
from regioboek.params.catalogue import Catalogue, read_catalogue
from regioboek.params.corrections import read_corrections
from regioboek.params.edition import Edition, EditionParams
from regioboek.params.edition_checks import edition_problems
from regioboek.params.indicators import Indicator, InMonitor
from regioboek.params.validation import validated
from regioboek.params.yaml_file import read_yaml


def available_editions(params_dir: Path | Layers) -> tuple[str, ...]:
    """Ids of the editions in `params_dir/editions`, of every layer, sorted."""
    return tuple(sorted(Path(place).stem for place in Layers.of(params_dir).below("editions").files("*.yml")))


def load_edition(params_dir: Path | Layers, edition_id: str) -> Edition:
    """The validated edition, with its indicators and themes from the catalogue in `params_dir`.

    The folder of the sources need not exist: files are looked at when a snapshot is taken.

    Raises ParamsError with every problem of `themes.yml`, `indicators.yml`, `corrections.yml` and the edition's file
    together.
    """
    folder = Layers.of(params_dir)
    known = available_editions(folder)
    if edition_id not in known:
        expected = (
            f"one of: {', '.join(known)}{nearest(edition_id, known)}"
            if known
            else "a file <edition>.yml in that folder"
        )
        raise ParamsError(
            "no such edition", [Problem(f"{folder.name}/editions", "", f'the edition "{edition_id}"', expected)]
        )
    problems: list[Problem] = []
    catalogue = read_catalogue(folder, problems)
    file = folder.file(f"editions/{edition_id}.yml")
    document = read_yaml(file, folder.told(file), problems)
    params = validated(EditionParams, document, (), problems) if document else None
    if document and params:
        problems += document.problems((), edition_problems(params, edition_id, catalogue))
    corrections = read_corrections(
        folder,
        edition_id,
        catalogue=catalogue,
        editions=known,
        division_year=params.division_year if params else 0,
        problems=problems,
    )
    if problems or params is None:
        raise ParamsError(f"edition {edition_id} cannot be used", problems)
    asked = [i for i in catalogue.asked(params.indicators) if i.in_edition(params.year)]
    if params.about:
        asked = _compared(asked, params, catalogue)
    used = {theme for indicator in asked for theme in indicator.themes}
    told = {id: {"description": text} for id, text in params.themes.items()}
    themes = tuple(t.model_copy(update=told.get(t.id, {})) for t in catalogue.themes if t.id in used)
    made = tuple(one for i in asked for one in (i.with_rate if i.id not in params.not_in_source else (i,)))
    return Edition(params=params, indicators=made, themes=themes, corrections=corrections)


def _compared(asked: list[Indicator], params: EditionParams, catalogue: Catalogue) -> list[Indicator]:
    """The indicators in the edition's own order, each with the name of what it is in the Monitor."""
    names = {i.id: i.name for i in catalogue.indicators if i.id in catalogue.of_monitor}
    made = []
    for i in asked:
        link = i.monitor or (InMonitor(indicator=i.id, same=True) if i.id in names else None)
        told = link.model_copy(update={"name": names[link.indicator]}) if link else None
        made.append(i.model_copy(update={"monitor": told}))
    order = {id: place for place, id in enumerate(params.indicators)}
    return sorted(made, key=lambda i: order.get(i.id, 0))
