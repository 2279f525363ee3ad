"""Reading an edition: `params/editions/<id>.yml` with the catalogue and the corrections beside it, all checked."""

from __future__ import annotations

from pathlib import Path

from regioboek.errors import ParamsError, Problem, nearest
from regioboek.layout import Layers
from regioboek.params.catalogue import read_catalogue
from regioboek.params.corrections import read_corrections
from regioboek.params.edition import Edition, EditionParams
from regioboek.params.edition_checks import edition_problems
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
    used = {theme for indicator in asked for theme in indicator.themes}
    told = {id: {"description": text} for id, text in params.themes.items()}
    themes = tuple(t.model_copy(update=told.get(t.id, {})) for t in catalogue.themes if t.id in used)
    made = tuple(one for i in asked for one in (i.with_rate if i.id not in params.not_in_source else (i,)))
    return Edition(params=params, indicators=made, themes=themes, corrections=corrections)
