"""Build hook: the wheel holds the repository's own top folders as defaults; an editable install reads them in place."""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

DEFAULTS = ("_config.yml", "_toc.yml", "book", "notebooks", "params", "requirements.lock")


class DefaultsHook(BuildHookInterface):
    """Puts the defaults below `regioboek/defaults/`."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before a wheel is made; `version` is "editable" for an install in place."""
        if version != "editable":
            build_data["force_include"] |= {name: f"regioboek/defaults/{name}" for name in DEFAULTS}
