"""pyproject.toml, requirements.lock and environment.yml say the same."""

from __future__ import annotations

import re
import tomllib

import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


@pytest.fixture(scope="module")
def declared(project_root):
    project = tomllib.loads((project_root / "pyproject.toml").read_text("utf-8"))["project"]
    texts = [*project["dependencies"], *(t for extra in project["optional-dependencies"].values() for t in extra)]
    return {canonicalize_name(Requirement(text).name): Requirement(text) for text in texts}


@pytest.fixture(scope="module")
def lock_text(project_root):
    return (project_root / "requirements.lock").read_text("utf-8")


@pytest.fixture(scope="module")
def locked(lock_text):
    pins: dict[str, list[Requirement]] = {}
    for line in lock_text.splitlines():
        if line and not line.startswith((" ", "#")):
            requirement = Requirement(line.rstrip("\\ "))
            pins.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    return pins


def test_every_declared_package_is_locked_at_a_version_it_allows(declared, locked):
    for name, requirement in declared.items():
        assert name in locked, f"{name} is in pyproject.toml but not in requirements.lock: run `make lock`"
        for pin in locked[name]:
            (version,) = [s.version for s in pin.specifier]
            assert requirement.specifier.contains(version), f"{pin} does not satisfy {requirement}"


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
@pytest.mark.parametrize("system", ["Linux", "Darwin", "Windows"])
def test_one_version_of_each_declared_package_on_every_platform(declared, locked, python, system):
    platform = {"Linux": "linux", "Darwin": "darwin", "Windows": "win32"}[system]
    environment = {
        **default_environment(),
        "python_version": python,
        "python_full_version": f"{python}.0",
        "platform_system": system,
        "sys_platform": platform,
        "os_name": "nt" if system == "Windows" else "posix",
    }
    for name in declared:
        chosen = [pin for pin in locked[name] if pin.marker is None or pin.marker.evaluate(environment)]
        assert len(chosen) == 1, f"{name} on {system} with Python {python}: {[str(p) for p in chosen]}"


def test_every_pin_has_hashes(lock_text):
    blocks = re.split(r"\n(?=[A-Za-z0-9])", lock_text.strip())
    assert len(blocks) > 100
    assert [b.splitlines()[0] for b in blocks if "--hash=sha256:" not in b] == []


def test_the_lock_names_no_index_host(lock_text):
    assert not re.search(r"https?://|--index-url|--extra-index-url|--find-links", lock_text)


def test_environment_yml_mirrors_pyproject(project_root, declared):
    entries = yaml.safe_load((project_root / "environment.yml").read_text("utf-8"))["dependencies"]
    (from_pip,) = [entry["pip"] for entry in entries if isinstance(entry, dict)]
    texts = [entry for entry in [*entries, *from_pip] if isinstance(entry, str) and entry != "pip"]
    mirrored = {canonicalize_name(Requirement(text).name): Requirement(text) for text in texts}
    python = mirrored.pop("python")
    assert python.specifier == Requirement("python>=3.11,<3.14").specifier
    assert {n: str(r.specifier) for n, r in mirrored.items()} == {n: str(r.specifier) for n, r in declared.items()}
