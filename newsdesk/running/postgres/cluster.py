"""One embedded PostgreSQL: where it keeps its things, whose it is, and whether it runs."""

import contextlib
import hashlib
import json
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil

from newsdesk.running.postgres.binaries import MAJOR, SYSTEM_HOME, make_open_folder, shared_binaries, wheel_binaries
from newsdesk.running.saying import Refusal, say, step
from newsdesk.running.supervising.processes import run

ACCOUNT = "newsdesk"
FALLBACK_ACCOUNTS = ("postgres", "nobody")
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432")


@dataclass(frozen=True)
class Postmaster:
    """A running PostgreSQL, as its postmaster.pid tells."""

    pid: int
    socket_folder: str
    is_ready: bool

    def url(self, database: str = "newsdesk", user: str = "newsdesk") -> str:
        return f"postgresql://{user}@/{database}?host={quote(self.socket_folder, safe='')}"


@dataclass(frozen=True)
class Cluster:
    """Paths of one database cluster. `account` is the unprivileged user that root lends it, or ""."""

    home: str
    data: str
    binaries: str
    account: str
    throwaway: bool
    careless: bool

    @classmethod
    def of(cls, data_dir: Path) -> "Cluster":
        """The cluster that belongs to a data folder; as root its files lie under /var/lib/newsdesk."""
        place = place_of(data_dir)
        if os.geteuid() != 0:
            return cls(str(data_dir), str(place / "database"), str(wheel_binaries()), "", False, False)
        account = _unprivileged_account()
        if not place.is_dir():
            step(f"PostgreSQL will not run as root: it runs as {account}, with its data in {place}")
            make_open_folder(SYSTEM_HOME)
            make_open_folder(place)
        return cls(str(data_dir), str(place / "database"), str(shared_binaries()), account, False, False)

    @classmethod
    def for_once(cls, *, careless: bool = True) -> "Cluster":
        """A cluster in a fresh temporary folder, which goes when its last user goes.

        A careless one is quick since it writes nothing down for good; else it works as the one of a site.
        """
        account = _unprivileged_account() if os.geteuid() == 0 else ""
        binaries = shared_binaries() if account else wheel_binaries()
        home = tempfile.mkdtemp(prefix="newsdesk-", dir="/tmp")
        os.chmod(home, 0o711 if account else 0o700)
        return cls(home, f"{home}/database", str(binaries), account, True, careless)

    @classmethod
    def from_json(cls, text: str) -> "Cluster":
        return cls(**json.loads(text))

    def as_json(self) -> str:
        return json.dumps(self.__dict__)

    @property
    def log(self) -> Path:
        return Path(self.home) / "postgresql.log"

    def lock(self, name: str) -> Path:
        return Path(self.home) / f"{name}.lock"

    def program(self, name: str) -> Path:
        return Path(self.binaries) / name

    @property
    def place(self) -> Path:
        """The folder around the database: ours, and as root open for the account to pass through."""
        return Path(self.data).parent

    def owner_id(self) -> int:
        return pwd.getpwnam(self.account).pw_uid if self.account else os.geteuid()

    def hand_over(self, path: Path) -> None:
        """Give a file or folder that root has made to the account."""
        if self.account:
            user = pwd.getpwnam(self.account)
            os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)

    def as_owner(self) -> dict[str, object]:
        """Arguments of `subprocess` that start a program as the cluster's own user."""
        environment = {
            "PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "HOME": str(self.place), "TZ": "UTC"
        }  # fmt: skip
        options: dict[str, object] = {"env": environment, "umask": 0o077, "cwd": str(self.place)}
        if self.account:
            user = pwd.getpwnam(self.account)
            options |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        return options

    def postmaster(self) -> Postmaster | None:
        """The server that runs on this cluster, or None. A stale postmaster.pid counts as none."""
        try:
            lines = (Path(self.data) / "postmaster.pid").read_text(encoding="utf-8").splitlines()
            pid = int(lines[0])
        except (FileNotFoundError, NotADirectoryError, IndexError, ValueError):
            return None
        if not self._is_ours(pid):
            return None
        return Postmaster(pid, lines[4] if len(lines) > 4 else "", len(lines) > 7 and lines[7].strip() == "ready")

    def _is_ours(self, pid: int) -> bool:
        """Whether this process is a PostgreSQL on our data: after a power cut its number may be anybody's."""
        try:
            process = psutil.Process(pid)
            return (
                process.uids().real == self.owner_id()
                and self.data in process.cmdline()
                and process.status() != psutil.STATUS_ZOMBIE
            )
        except psutil.Error:
            return False

    def refuse_other_version(self) -> None:
        try:
            found = (Path(self.data) / "PG_VERSION").read_text().strip()
        except FileNotFoundError:
            return
        if found != str(MAJOR):
            raise Refusal(
                f"The database in {self.data} was made by PostgreSQL {found}; this Newsdesk brings {MAJOR}.\n"
                "With the Newsdesk that made it: make backup. Then move that folder away, and here: "
                "make restore FILE=the-backup."
            )

    def end_orphans(self) -> None:
        """End what a killed postmaster or keeper has left: nothing of PostgreSQL runs on our data afterwards.

        A busy session would keep the next server from starting, and one that a killed keeper had just begun to start
        would get in its way. They are asked as PostgreSQL asks after a neighbour's crash; who does not hear is killed.
        """
        for number, patience in ((signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
            left = self._at_our_data()
            for process in left:
                with contextlib.suppress(psutil.Error):
                    process.send_signal(number)
            psutil.wait_procs(left, timeout=patience)
        if left := self._at_our_data():
            raise Refusal(f"Of an earlier PostgreSQL these processes do not end: {[process.pid for process in left]}.")

    def _at_our_data(self) -> list[psutil.Process]:
        return [process for process in psutil.process_iter() if self._is_at_our_data(process)]

    def _is_at_our_data(self, process: psutil.Process) -> bool:
        """A postmaster names the folder, and its children live in it."""
        try:
            return (
                process.name() == "postgres"
                and process.status() != psutil.STATUS_ZOMBIE
                and process.uids().real == self.owner_id()
                and (self.data in process.cmdline() or process.cwd() == os.path.realpath(self.data))
            )
        except (psutil.Error, OSError):
            return False

    def make_socket_folder(self) -> Path:
        """A folder for the socket, short enough and open to nobody else: the one that users know, or a fresh one."""
        if (known := self._known_address()) and (again := self._made_again(known)):
            return again
        for parent in self._socket_parents():
            if len(str(parent)) + 20 <= LONGEST_SOCKET_FOLDER and os.access(parent, os.W_OK | os.X_OK):
                folder = Path(tempfile.mkdtemp(prefix="newsdesk-", dir=parent))
                self.hand_over(folder)
                self.remember(str(folder))
                return folder
        raise Refusal("There is no folder for PostgreSQL's socket: neither /run nor /tmp can be written to.")

    def remember(self, socket_folder: str) -> None:
        """Keep in mind where users look for the socket: they may outlive whoever made its folder."""
        if self._known_address() != Path(socket_folder):
            self._address.write_text(socket_folder, encoding="utf-8")

    def forget_address(self) -> None:
        """Nobody looks for the socket any more."""
        if known := self._known_address():
            self._remove_socket_folder(known)
        self._address.unlink(missing_ok=True)

    @property
    def _address(self) -> Path:
        return Path(self.home) / "socket-folder"

    def _known_address(self) -> Path | None:
        """Where users look for the socket: what `make_socket_folder` may have made, whatever a damaged file names."""
        try:
            folder = Path(self._address.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return None
        return folder if folder.parent in self._socket_parents() and folder.name.startswith("newsdesk-") else None

    def _made_again(self, folder: Path) -> Path | None:
        """None where somebody else has taken the name."""
        self._remove_socket_folder(folder)
        try:
            folder.mkdir(mode=0o700)
        except OSError:
            return None
        self.hand_over(folder)
        return folder

    def _remove_socket_folder(self, folder: Path) -> None:
        with contextlib.suppress(OSError):
            if folder.lstat().st_uid == self.owner_id():
                shutil.rmtree(folder)

    def _socket_parents(self) -> list[Path]:
        if self.account:
            return [Path("/run"), Path("/tmp")]
        return [Path(parent) for parent in (os.environ.get("XDG_RUNTIME_DIR"), "/tmp") if parent]


def place_of(data_dir: Path) -> Path:
    """The folder around the database of a data folder."""
    return data_dir if os.geteuid() else SYSTEM_HOME / _name_of(data_dir)


def _name_of(data_dir: Path) -> str:
    """A folder name that tells people which data folder is meant, and machines exactly which."""
    words = re.sub(r"[^A-Za-z0-9]+", "-", str(data_dir)).strip("-")[-40:].strip("-")
    return f"{words or 'data'}-{hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:10]}"


def _unprivileged_account() -> str:
    """The system user that PostgreSQL runs as when we are root, made on first use."""
    if _exists(ACCOUNT):
        return ACCOUNT
    step(f"making the system user {ACCOUNT}, as which PostgreSQL will run")
    for command in (
        ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", str(SYSTEM_HOME),
         "--shell", "/usr/sbin/nologin", ACCOUNT],
        ["adduser", "-S", "-D", "-H", "-h", str(SYSTEM_HOME), ACCOUNT],
    ):  # fmt: skip
        with contextlib.suppress(FileNotFoundError):
            run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if _exists(ACCOUNT):
            return ACCOUNT
    for fallback in FALLBACK_ACCOUNTS:
        if _exists(fallback):
            say(f"  that did not work; PostgreSQL runs as the existing user {fallback} instead")
            return fallback
    raise Refusal(f"PostgreSQL does not run as root. Make a user for it: useradd --system {ACCOUNT}")


def _exists(account: str) -> bool:
    try:
        return pwd.getpwnam(account).pw_uid != 0
    except KeyError:
        return False
