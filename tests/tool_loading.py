"""Scripts of `tools/` as modules, for tests of what they compute."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType


def load_tool(root: Path, name: str) -> ModuleType:
    """`tools/<name>.py` of the project, loaded once."""
    if name not in sys.modules:
        if str(root / "tools") not in sys.path:  # a tool may be made of more than one module
            sys.path.append(str(root / "tools"))
        spec = importlib.util.spec_from_file_location(name, root / "tools" / f"{name}.py")
        if spec is None or spec.loader is None:
            raise ImportError(f"no tool {name}")
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]
