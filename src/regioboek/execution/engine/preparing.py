"""Whether a notebook can run in this Python, and what a process imports before it is forked for one."""

from __future__ import annotations

from typing import Any

#: Options of nbclient that only make sense with a kernel in another process.
_NEEDS_KERNEL = frozenset(
    {"km", "kernel_manager_class", "interrupt_on_timeout", "error_on_timeout", "extra_arguments", "resources"}
)


def warm_up() -> None:
    """Import what every child needs, so that no child has to; called by the engine itself before it forks."""
    from regioboek.execution.engine import kernel  # noqa: PLC0415

    kernel.preload()


def prepare() -> None:
    """Go further than `warm_up`: make the shell that every child takes over. For a process that is only forked.

    It replaces parts of IPython and the debugger in this process, so that a process of the user's is not to call it.
    """
    from regioboek.execution.engine import kernel  # noqa: PLC0415

    kernel.prepare()


def why_not_this_python(kernel_name: str) -> str | None:
    """Why a notebook for this kernel cannot run in this Python, or None when it can."""
    import shutil  # noqa: PLC0415
    import sys  # noqa: PLC0415
    from pathlib import Path  # noqa: PLC0415

    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel  # noqa: PLC0415

    try:
        spec = KernelSpecManager().get_kernel_spec(kernel_name)
    except NoSuchKernel:
        return f"no kernel named {kernel_name!r} is installed"
    command = spec.argv[0] if spec.argv else ""
    if "ipykernel_launcher" not in spec.argv:
        return f"kernel {kernel_name!r} is not the IPython kernel"
    if command in {"python", "python3", f"python3.{sys.version_info[1]}"}:  # jupyter_client: this interpreter
        return None
    found = shutil.which(command)
    if found is None or Path(found).absolute().parent != Path(sys.executable).absolute().parent:
        return f"kernel {kernel_name!r} belongs to another Python ({command})"
    return None


def needs_kernel(options: dict[str, Any]) -> str | None:
    """Which of nbclient's options cannot be followed without a kernel in another process, if any."""
    given = [k for k, v in options.items() if v is not None and (k in _NEEDS_KERNEL or callable(v))]
    return f"of the option(s) {', '.join(given)}" if given else None
