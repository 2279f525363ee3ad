"""What a site is made of, as hashes: when these are what they were, the site is too."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

from regioboek.layout import BuildDir
from regioboek.publishing.staging.site import Site
from regioboek.report.pages.known_kinds import code_from_outside

LIBRARIES = (
    "docutils", "jinja2", "jupyter-book", "markdown-it-py", "mdit-py-plugins", "myst-nb", "myst-parser", "nbformat",
    "pygments", "sphinx", "sphinx-external-toc",
)  # fmt: skip


@dataclass(frozen=True)
class MadeOf:
    """What reaches every page, everything staged, and everything the downloads are made of."""

    fingerprint: str
    sources: str
    downloads: str

    @classmethod
    def now(cls, build: BuildDir) -> MadeOf:
        """Of the build as it is."""
        return cls(_fingerprint(build.book), _sources(build.book), downloads_key(build))

    @classmethod
    def read(cls, path: Path) -> MadeOf | None:
        """What :meth:`write` wrote; None when there is nothing of use."""
        try:
            return cls(**json.loads(path.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def write(self, path: Path) -> None:
        """As JSON."""
        path.write_text(json.dumps(asdict(self)), "utf-8")


def downloads_key(build: BuildDir) -> str:
    """Hash of everything the figures are made of."""
    found = hashlib.sha256(code_from_outside().encode())
    for path in (
        build.observations,
        build.findings,
        build.aggregation,
        build.regions,
        build.edition,
        build.corrections,
        build.given_by,
    ):
        found.update(hashlib.sha256(path.read_bytes()).digest() if path.is_file() else b"-")
    return found.hexdigest()


def _fingerprint(book: Path) -> str:
    """Hash of what reaches every page."""
    here = files("regioboek.publishing")
    root = Path(str(here))
    code = [p for p in sorted(root.rglob("*")) if p.suffix in (".py", ".html", ".toml")]
    css = Path(str(files("regioboek.report.pages"))) / "report.css"
    parts = [f"python {sys.version_info[:2]}", *(_version(name) for name in LIBRARIES)]
    site = Site.read(book)
    parts.append(json.dumps([asdict(site.edition), [asdict(kind) for kind in site.kinds]], sort_keys=True))
    return _digest([*code, css, book / "_config.yml"], parts)


def _sources(book: Path) -> str:
    """Hash of everything staged and of the theme's static files."""
    static = Path(str(files("regioboek.publishing"))) / "theme" / "static"
    return _digest([p for folder in (book, static) for p in sorted(folder.rglob("*")) if p.is_file()], [])


def _digest(paths: Iterable[Path], parts: Iterable[str]) -> str:
    found = hashlib.sha256("\n".join(parts).encode())
    for path in paths:
        if path.is_file():
            found.update(f"\n{path.parent.name}/{path.name}\n".encode())
            found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def _version(name: str) -> str:
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"{name} -"
