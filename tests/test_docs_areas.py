"""The example of docs/areas.md is one that works."""

from __future__ import annotations

import re
import shutil
from datetime import date

from regioboek.params.areas import read_areas
from regioboek.params.regions import read_division


def test_the_areas_of_the_documentation_are_read_as_it_says(project_root, tmp_path):
    text = (project_root / "docs" / "areas.md").read_text("utf-8")
    (example,) = re.findall(r"```\n(code,naam.*?)```", text, re.DOTALL)
    shutil.copytree(project_root / "params" / "regions", tmp_path / "regions")
    for name in ("landsdelen.csv", "regiodeals.csv"):
        (tmp_path / "regions" / name).unlink()
    (tmp_path / "regions" / "areas.csv").write_text(example, "utf-8")
    division = read_division(project_root / "params")
    after, before = (read_areas(tmp_path, division, date(year, 1, 1)) for year in (2023, 2019))
    assert {a.code: len(a.members) for a in after} == {"GB002": 3, "GB003": 12}
    assert {a.code: len(a.members) for a in before} == {"GB002": 2, "GB003": 12}
    assert [a.code for a in after if a.approximate] == ["GB002"]
