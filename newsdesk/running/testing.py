"""`make test`: browsers and an Arabic font where they are missing, a throw-away PostgreSQL, pytest."""

import contextlib
import os
import secrets
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from newsdesk.running.postgres.embedded import throwaway_database
from newsdesk.running.saying import Refusal, step
from newsdesk.running.supervising import processes
from newsdesk.running.translations import compile_changed

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# The same engine without all that belongs to windows: tests take little more than half the time.
HEADLESS = "chromium-headless-shell"
FIREFOXES = ("firefox-esr", "firefox")
# What shows pages by Safari's engine without a screen.
WEBKIT_PACKAGES = ("webkit2gtk-driver", "xvfb", "libgl1-mesa-dri")
MINI_BROWSERS = ("lib*/*/webkit2gtk-4.1/MiniBrowser", "lib*/webkit2gtk-4.1/MiniBrowser")
ARABIC_FONT = "fonts-noto-core"
WORKERS, LONG_WORKERS = 3, 2  # Three keep two cores busy: while one waits for what it asserts, others work.
IS_OURS = "NEWSDESK_TEST_SERVER"  # Set where the tests' server is there for them alone.
NO_TESTS = 5  # What pytest says where it was asked for none that there are.
PICTURES = Path(__file__).resolve().parents[2] / "docs" / "images" / "guide"


def test() -> int:
    """Run what is deterministic and quick; pytest's exit code. ARGS is handed to pytest."""
    return _pytest("not long", workers=WORKERS)


def test_long() -> int:
    """Run what is marked `long`, and what is marked `fuzz` with far more examples; pytest's exit code."""
    os.environ.setdefault("NEWSDESK_EXAMPLES", "1000")
    if not webkit():
        _provide(*WEBKIT_PACKAGES)
    return _pytest("long or fuzz") or _in_firefox()


def _in_firefox() -> int:
    """Run the tests that drive a browser in Firefox, those of ARGS if it names any."""
    os.environ["NEWSDESK_BROWSER"] = "firefox"
    code = _pytest("browser and not long")
    return 0 if code == NO_TESTS else code


def scores() -> int:
    """Count how often texts are read right; 1 where that is less often than before. Needs no database."""
    command = [sys.executable, "-m", "tests.scoring", *shlex.split(os.environ.get("ARGS", ""))]
    return processes.run(command, env=test_environment("postgresql:///unused"))


def pictures() -> int:
    """Follow the analysts' guide in a browser and take its pictures anew; pytest's exit code."""
    os.environ["NEWSDESK_PICTURES"] = str(PICTURES)
    return _pytest("browser", "tests/browser/test_guide.py::test_the_guide_can_be_followed")


def chromium() -> Path | None:
    """The system's Chromium or Chrome, or None where Playwright's own has to do."""
    return next((Path(found) for name in CHROMIUMS if (found := shutil.which(name))), None)


def firefox() -> Path | None:
    """The system's Firefox."""
    return next((Path(found) for name in FIREFOXES if (found := shutil.which(name))), None)


def webkit() -> tuple[Path, Path] | None:
    """The driver of the system's WebKitGTK and the browser that it starts, where there is a screen for them."""
    driver = shutil.which("WebKitWebDriver")
    browser = next((found for pattern in MINI_BROWSERS for found in Path("/usr").glob(pattern)), None)
    return (Path(driver), browser) if driver and browser and shutil.which("Xvfb") else None


def quick_chromium() -> Path | None:
    """The browser for tests: one that has no windows, where the system has it."""
    found = shutil.which(HEADLESS)
    return Path(found) if found else chromium()


def test_environment(database_url: str) -> dict[str, str]:
    """The environment that tests run in, whatever the developer's own is."""
    ours = {"DATABASE_URL": database_url, "SECRET_KEY": secrets.token_urlsafe(50)}
    foreign = {
        "DEBUG",
        "PYTHONDONTWRITEBYTECODE",  # A run compiles every module in each of its many processes otherwise.
        "HOST",
        "PORT",
        *(f"NEWSDESK_{name}" for name in ("DATA_DIR", "ORIGIN", "ALLOWED_HOSTS", "WITNESS_FILE")),
    }
    return {name: value for name, value in os.environ.items() if name not in foreign} | ours


def _pytest(marker: str, *paths: str, workers: int = LONG_WORKERS) -> int:
    compile_changed()
    _provide_quick_browser()
    provide_browser_and_font(quick_chromium)
    if not firefox():
        _provide(FIREFOXES[0])
    with _database() as url:
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-m",
            marker,
            "-n",
            str(workers),
            "--dist",
            "worksteal",  # Neighbours stay together, and with them what a module's tests share: servers, a browser.
            *paths,
            *shlex.split(os.environ.get("ARGS", "")),
        ]
        ours = {} if os.environ.get("DATABASE_URL") else {IS_OURS: "ours"}
        return processes.run(command, env=test_environment(url) | ours)


@contextlib.contextmanager
def _database() -> Iterator[str]:
    if os.environ.get("DATABASE_URL"):
        yield os.environ["DATABASE_URL"]
        return
    step("starting a throw-away PostgreSQL")
    with throwaway_database() as url:
        yield url


def provide_browser_and_font(browser: Callable[[], Path | None] = chromium) -> None:
    """What pages are looked at with: installed where it is missing and we may, asked for where we may not."""
    if not browser():
        _provide_browser()
    _provide_arabic_font()


def _provide_quick_browser() -> None:
    """Where Debian has it. Without, tests only take longer."""
    if quick_chromium() == chromium() and _is_debian_root():
        step("installing a Chromium without windows")
        with contextlib.suppress(Refusal):
            _apt_install(HEADLESS)


def _provide(*packages: str) -> None:
    """Where Debian has them. The tests that want them are skipped without."""
    if _is_debian_root():
        step(f"installing {', '.join(packages)}")
        with contextlib.suppress(Refusal):
            _apt_install(*packages)


def _provide_browser() -> None:
    if _is_debian_root():
        step("installing Chromium")
        _apt_install("chromium")
        return
    step("installing Playwright's Chromium where it is missing")
    if processes.run([sys.executable, "-m", "playwright", "install", "chromium"]) != 0:
        raise Refusal("Chromium could not be installed. Install it by your system's means: the tests will find it.")


def _provide_arabic_font() -> None:
    """Pages bring their own fonts; the system's serves what has none, such as the browser's own controls."""
    if not shutil.which("fc-list") or subprocess.run(["fc-list", ":lang=ar"], capture_output=True).stdout.strip():
        return
    if _is_debian_root():
        step("installing an Arabic font")
        _apt_install(ARABIC_FONT)
    else:
        step(f"no Arabic font is installed; the tests go on without ({ARABIC_FONT} on Debian and Ubuntu)")


def _is_debian_root() -> bool:
    return os.geteuid() == 0 and bool(shutil.which("apt-get"))


def _apt_install(*packages: str) -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", *packages]):
        if processes.run(command, env=environment, stdout=subprocess.DEVNULL) != 0:
            names = " ".join(packages)
            raise Refusal(f"{' '.join(command)} failed; install {names} yourself: the tests will find it.")
