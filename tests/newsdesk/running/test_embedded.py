"""The embedded PostgreSQL: whose it is, who may use it, what it survives."""

import os
import pwd
import shutil
import signal
import stat
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest

from newsdesk.running.places import make_data_dir
from newsdesk.running.postgres import embedded, keeper
from newsdesk.running.postgres.cluster import LONGEST_SOCKET_FOLDER, Cluster, Postmaster
from newsdesk.running.postgres.embedded import database, using
from newsdesk.running.postgres.locks import is_held
from newsdesk.running.saying import Refusal
from tests.newsdesk.running.running import (
    HOLD_DATABASE,
    keepers_of,
    remove_what_root_made,
    started,
    wait_for,
    wait_until_gone,
)


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder whose path is as awkward as paths get: spaces, quotes, Arabic, and too long for a socket."""
    place = tmp_path / "غرفة الأخبار" / "it's here, really" / ("long " * 20).strip() / "data"
    place.parent.mkdir(parents=True)
    monkeypatch.setenv("NEWSDESK_DATA_DIR", str(place))
    yield place
    remove_what_root_made(place)


@pytest.fixture
def bare_cluster(data_dir: Path) -> Cluster:
    """One without a database: it is made at its first start."""
    return Cluster.of(data_dir)


@pytest.fixture(scope="module")
def empty_database() -> Iterator[str]:
    cluster = Cluster.for_once()
    keeper._make_database(cluster)
    yield cluster.data
    shutil.rmtree(cluster.home)


@pytest.fixture
def cluster(bare_cluster: Cluster, empty_database: str) -> Cluster:
    """One with an empty database, copied: to make one takes ten times as long."""
    make_data_dir()
    subprocess.run(["cp", "-a", empty_database, bare_cluster.data], check=True)
    return bare_cluster


def running(cluster: Cluster) -> Postmaster:
    found = cluster.postmaster()
    assert found is not None
    return found


def numbers(url: str) -> list[int]:
    with psycopg.connect(url) as connection:
        return [row[0] for row in connection.execute("SELECT number FROM kept ORDER BY number")]


def keep_a_number(url: str, number: int) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (number int)")
        connection.execute("INSERT INTO kept VALUES (%s)", [number])


def test_data_outlives_the_server_and_nothing_runs_between(bare_cluster: Cluster) -> None:
    with database() as url:
        keep_a_number(url, 7)
        first = running(bare_cluster)
    assert not psutil.pid_exists(first.pid)
    assert not Path(first.socket_folder).exists()
    with database() as url:
        assert numbers(url) == [7]


def test_text_is_unicode_and_sorted_alike_everywhere(bare_cluster: Cluster) -> None:
    with database() as url, psycopg.connect(url) as connection:
        found = connection.execute(
            "SELECT pg_encoding_to_char(encoding), datlocprovider::text, datlocale, current_user"
            " FROM pg_database WHERE datname = current_database()"
        ).fetchone()
        assert found == ("UTF8", "b", "C.UTF-8", "newsdesk")


def test_the_application_is_no_superuser(cluster: Cluster) -> None:
    with database() as url, psycopg.connect(url) as connection:
        assert connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (False,)


def test_there_is_no_tcp_and_the_socket_is_private(cluster: Cluster) -> None:
    with database() as url:
        server = running(cluster)
        listening = {found.status for found in psutil.Process(server.pid).net_connections("inet")}
        folder = Path(server.socket_folder)
        assert psutil.CONN_LISTEN not in listening
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert len(str(folder)) <= LONGEST_SOCKET_FOLDER
        assert str(folder) not in str(cluster.home)
        assert "password" not in url


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_nobody_else_on_the_machine_may_connect(cluster: Cluster) -> None:
    with database() as url:
        server = running(cluster)
        folder = Path(server.socket_folder)
        folder.chmod(0o755)
        Path(folder, ".s.PGSQL.5432").chmod(0o777)
        nobody = pwd.getpwnam("nobody")
        told = subprocess.run(
            [cluster.program("psql"), "-d", url, "-c", "SELECT 1"],
            user=nobody.pw_uid,
            group=nobody.pw_gid,
            extra_groups=[],
            capture_output=True,
            text=True,
        )
        assert "Peer authentication failed" in told.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to give PostgreSQL to somebody else")
def test_root_lends_it_an_unprivileged_user_and_changes_no_mode(data_dir: Path) -> None:
    around = {place: place.stat().st_mode for place in data_dir.parents}
    with database():
        cluster = Cluster.of(data_dir)
        server = psutil.Process(running(cluster).pid)
        assert server.uids().real == server.uids().effective == pwd.getpwnam(cluster.account).pw_uid != 0
        assert server.gids().real == pwd.getpwnam(cluster.account).pw_gid
        assert cluster.data.startswith("/var/lib/newsdesk/")
        assert stat.S_IMODE(Path(cluster.data).stat().st_mode) == 0o700
    assert {place: place.stat().st_mode for place in data_dir.parents} == around


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGQUIT, signal.SIGINT])
def test_it_is_started_again_under_the_same_address_when_it_ends(cluster: Cluster, number: signal.Signals) -> None:
    with database() as url:
        keep_a_number(url, 1)
        killed = running(cluster)
        os.kill(killed.pid, number)
        wait_until_gone(killed.pid)
        wait_for(lambda: (found := cluster.postmaster()) is not None and found.is_ready)
        assert numbers(url) == [1]
    assert cluster.postmaster() is None
    assert not Path(killed.socket_folder).exists()


def test_who_comes_while_it_is_started_again_waits_for_it(cluster: Cluster) -> None:
    with database() as url:
        first = running(cluster)
        os.kill(first.pid, signal.SIGQUIT)
        wait_until_gone(first.pid)
        with database() as again:
            keep_a_number(again, 5)
            assert again == url


def test_one_that_cannot_be_started_again_is_not_waited_for_without_end(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database() as url:
        first, settings = running(cluster), Path(cluster.data, "postgresql.conf")
        whole = settings.read_text(encoding="utf-8")
        settings.write_text("no = setting", encoding="utf-8")
        os.kill(first.pid, signal.SIGQUIT)
        wait_until_gone(first.pid)
        with monkeypatch.context() as patched:
            patched.setattr(embedded, "PATIENCE", 0.5)
            with pytest.raises(Refusal, match="does not start again"), database():
                pass
        settings.write_text(whole, encoding="utf-8")
        with database() as again:
            keep_a_number(again, 5)
            assert again == url


def test_a_pid_that_belongs_to_another_program_now_is_no_obstacle(cluster: Cluster) -> None:
    with database() as url:
        keep_a_number(url, 1)
    stale = f"{os.getpid()}\n{cluster.data}\n1600000000\n5432\n/tmp/newsdesk-gone\n\n  0  0\nready\n"
    place = Path(cluster.data) / "postmaster.pid"
    place.write_text(stale, encoding="utf-8")
    with database() as url:
        assert numbers(url) == [1]


def test_a_user_that_is_killed_takes_the_server_along(cluster: Cluster, data_dir: Path) -> None:
    with started(HOLD_DATABASE, data_dir) as user:
        assert user.stdout is not None
        while not user.stdout.readline().startswith("postgresql://"):
            assert user.poll() is None
        server = running(cluster)
        user.kill()
        wait_until_gone(server.pid)


def test_two_starts_at_once_share_one_server(bare_cluster: Cluster) -> None:
    def use(number: int) -> int:
        with database() as url:
            keep_a_number(url, number)
            return running(bare_cluster).pid

    with database() as url:
        keep_a_number(url, 0)
        with ThreadPoolExecutor(3) as threads:
            pids = set(threads.map(use, [1, 2, 3]))
        assert pids == {running(bare_cluster).pid}
        assert numbers(url) == [0, 1, 2, 3]


def test_two_programs_that_start_at_once_both_get_it(bare_cluster: Cluster, data_dir: Path) -> None:
    with started(HOLD_DATABASE, data_dir) as one, started(HOLD_DATABASE, data_dir) as two:
        urls = set()
        for user in (one, two):
            assert user.stdout is not None
            urls.add(next(line for line in user.stdout if line.startswith("postgresql://")))
        assert len(urls) == 1


def test_one_that_leaves_does_not_stop_it_under_the_other(cluster: Cluster) -> None:
    with database() as url:
        with database():
            pass
        keep_a_number(url, 1)
        assert numbers(url) == [1]


def test_a_server_whose_keeper_was_killed_is_adopted(cluster: Cluster) -> None:
    with database() as url:
        server = psutil.Process(running(cluster).pid)
        watcher = server.parent()
        assert watcher is not None
        watcher.kill()
        wait_until_gone(watcher.pid)
        with database() as again:
            assert again == url
            keep_a_number(again, 1)
        assert numbers(url) == [1]
    assert cluster.postmaster() is None


def end_keeper(cluster: Cluster, number: signal.Signals = signal.SIGKILL) -> int:
    [watcher] = keepers_of(cluster)
    watcher.send_signal(number)
    return watcher.pid


def wait_for_another_keeper(cluster: Cluster, than: int) -> None:
    wait_for(lambda: is_held(cluster.lock("keeper")) and [one.pid for one in keepers_of(cluster)] not in ([], [than]))


def wait_until_it_answers(url: str) -> None:
    def answers() -> bool:
        with suppress(psycopg.OperationalError):
            psycopg.connect(url).close()
            return True
        return False

    wait_for(answers, 30)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_keeper_that_ends_is_replaced_and_the_next_looks_after_the_server(
    cluster: Cluster, number: signal.Signals
) -> None:
    with database() as url:
        keep_a_number(url, 1)
        before = end_keeper(cluster, number)
        wait_for_another_keeper(cluster, before)
        wait_until_it_answers(url)
        killed = running(cluster)
        os.kill(killed.pid, signal.SIGKILL)
        wait_until_gone(killed.pid)
        wait_until_it_answers(url)
        assert numbers(url) == [1]
    assert cluster.postmaster() is None
    assert not Path(killed.socket_folder).exists()


@pytest.mark.parametrize("order", [("keeper", "server"), ("server", "keeper")])
def test_keeper_and_server_killed_together_come_back_under_the_same_address(
    cluster: Cluster, order: tuple[str, str]
) -> None:
    with database() as url:
        keep_a_number(url, 1)
        pids = {"keeper": keepers_of(cluster)[0].pid, "server": running(cluster).pid}
        for name in order:
            os.kill(pids[name], signal.SIGKILL)
        wait_for_another_keeper(cluster, pids["keeper"])
        wait_until_it_answers(url)
        assert numbers(url) == [1]


def test_a_keeper_that_is_killed_while_it_stops_the_server_is_no_obstacle(cluster: Cluster) -> None:
    with database() as url:
        keep_a_number(url, 1)
        before = end_keeper(cluster)
        os.kill(running(cluster).pid, signal.SIGINT)
        wait_for_another_keeper(cluster, before)
        wait_until_it_answers(url)
        assert numbers(url) == [1]


def test_a_busy_session_whose_server_was_killed_does_not_hold_the_next_one_up(cluster: Cluster) -> None:
    """It looks up at no wait, so it learns of nothing."""
    with database() as url:
        keep_a_number(url, 1)
        busy = psycopg.connect(url)
        session = psutil.Process(busy.info.backend_pid)
        busy.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 100000000000)")
        wait_for(lambda: session.cpu_times().user > 0.2)
        os.kill(running(cluster).pid, signal.SIGKILL)
        wait_until_it_answers(url)
        assert not session.is_running()
        busy.close()
        assert numbers(url) == [1]


def test_others_in_the_databases_folder_are_left_alone(cluster: Cluster) -> None:
    with database():
        pass
    user = pwd.getpwnam(cluster.account).pw_uid if cluster.account else os.geteuid()
    with subprocess.Popen(["sleep", "60"], cwd=cluster.data, user=user) as someone:
        with database():
            assert someone.poll() is None
        someone.kill()


def test_the_last_user_stops_the_server_although_its_keeper_was_just_killed(cluster: Cluster) -> None:
    with database() as url:
        keep_a_number(url, 1)
        server = running(cluster).pid
        end_keeper(cluster)
    assert cluster.postmaster() is None
    wait_until_gone(server)


def test_of_several_users_one_replaces_the_keeper(cluster: Cluster, data_dir: Path) -> None:
    with started(HOLD_DATABASE, data_dir) as one, started(HOLD_DATABASE, data_dir) as two, database() as url:
        for user in (one, two):
            assert user.stdout is not None
            assert url in (line.strip() for line in user.stdout)
        for _time in range(3):
            before = end_keeper(cluster)
            wait_for_another_keeper(cluster, before)
            assert len(keepers_of(cluster)) == 1
        keep_a_number(url, 1)
    assert cluster.postmaster() is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_where_somebody_else_has_taken_the_name_of_the_socket_folder_another_is_made(cluster: Cluster) -> None:
    with database():
        taken = Path(running(cluster).socket_folder)
    cluster.remember(str(taken))
    taken.mkdir()
    os.chown(taken, 12345, 12345)
    with database() as url:
        assert running(cluster).socket_folder != str(taken)
        keep_a_number(url, 1)
    taken.rmdir()


def test_its_log_is_shown_when_it_does_not_start(cluster: Cluster) -> None:
    with database():
        pass
    settings = Path(cluster.data) / "postgresql.conf"
    settings.write_text("this is no setting\n", encoding="utf-8")
    with pytest.raises(Refusal, match=r"(?s)did not start.*syntax error in file"), database():
        pass


def test_a_database_of_another_version_is_left_alone(bare_cluster: Cluster) -> None:
    Path(bare_cluster.data).mkdir(parents=True)
    (Path(bare_cluster.data) / "PG_VERSION").write_text("16\n", encoding="utf-8")
    with pytest.raises(Refusal, match="made by PostgreSQL 16"), database():
        pass


def test_an_unfinished_database_is_made_anew(bare_cluster: Cluster) -> None:
    draft = bare_cluster.place / "database.unfinished"
    draft.mkdir(parents=True)
    (draft / "half").touch()
    with database():
        assert not draft.exists()


def test_a_throwaway_server_is_careless_and_leaves_nothing() -> None:
    cluster = Cluster.for_once()
    with using(cluster) as server, psycopg.connect(server.url()) as connection:
        assert connection.execute("SELECT current_setting('fsync')").fetchone() == ("off",)
    assert not Path(cluster.home).exists()


def test_a_big_log_is_put_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "BIG_LOG", 10)
    cluster = Cluster(str(tmp_path), str(tmp_path / "database"), "", "", throwaway=False, careless=False)
    cluster.log.write_text("more than ten", encoding="utf-8")
    assert keeper._rotate_log(cluster) == 0
    assert (tmp_path / "postgresql.log.old").read_text(encoding="utf-8") == "more than ten"
