"""The guards of the sign-in while many knock at the same moment: nobody gets more tries, and nobody waits for ever."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone

from newsdesk.accounts import guarding, known_browsers, sessions
from newsdesk.database import locks
from newsdesk.models import BrowserSession, Event, SignInGuard, User
from tests.factories import PASSWORD, an_administrator, an_analyst
from tests.newsdesk.accounts.guarding import Kind, at_once, elsewhere, fail, gets_in, known_browser, numbers, together
from tests.newsdesk.accounts.test_accounts import actions, must_wait, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that were looked at, as they are."""
    looked_at: list[str] = []
    check = User.check_password
    monkeypatch.setattr(User, "check_password", lambda self, raw: looked_at.append(raw) or check(self, raw))
    return looked_at


@at_once
@pytest.mark.parametrize(
    ("places", "times"),
    [(1, 40), (40, 40), *(pytest.param(places, 120, marks=pytest.mark.long) for places in (1, 120))],
)
def test_the_same_account_comes_in_from_many_places_at_once(places: int, times: int) -> None:
    user = an_analyst()
    addresses = [elsewhere() for _ in range(places)]
    tries = [lambda n=n: sign_in(user.username, REMOTE_ADDR=addresses[n % places]).status_code for n in range(times)]
    assert Counter(together(tries)) == {302: times}
    assert actions(user) == ["account.signed_in"] * times
    assert numbers(user) == list(range(1, times + 1))
    assert BrowserSession.objects.filter(user=user).count() == times
    assert not SignInGuard.objects.exclude(spent=0).exists()


@at_once
def test_the_same_browser_comes_in_many_times_at_once() -> None:
    user = an_analyst()
    cookies = known_browser(user).cookies.output(header="", sep=";")
    tries = [lambda: sign_in(user.username, headers={"cookie": cookies}).status_code for _ in range(40)]
    assert Counter(together(tries)) == {302: 40}


@at_once
@pytest.mark.parametrize("name", ["salma", "nobody"])
def test_wrong_passwords_at_once_are_looked_at_as_often_as_one_after_another(name: str, checked: list[str]) -> None:
    an_analyst(username="salma")
    answers = together([lambda n=n: sign_in(name, f"wrong {n}") for n in range(40)])
    assert sum(not must_wait(answer) for answer in answers) == guarding.LIMITS[Kind.NAME]
    assert len(checked) == (guarding.LIMITS[Kind.NAME] if name == "salma" else 0)
    assert Event.objects.filter(action="account.sign_in_failed").count() == guarding.LIMITS[Kind.NAME]
    assert Event.objects.filter(action="account.locked_out").count() == 1


@at_once
def test_many_networks_at_once_get_no_more_than_a_day_has(checked: list[str]) -> None:
    user = an_analyst()
    together([lambda: sign_in(user.username, "wrong", REMOTE_ADDR=elsewhere()) for _ in range(90)])
    assert len(checked) == guarding.LIMITS[Kind.ACCOUNT]


@at_once
def test_many_names_at_once_get_no_more_than_an_address_has() -> None:
    names = [an_analyst().username for _ in range(60)]
    answers = together([lambda name=name: sign_in(name, "wrong") for name in names])
    assert sum(not must_wait(answer) for answer in answers) == guarding.LIMITS[Kind.ADDRESS]


@at_once
def test_right_passwords_among_wrong_ones_come_in_from_elsewhere(checked: list[str]) -> None:
    user = an_analyst()
    wrong = [
        lambda n=n: sign_in(user.username, f"wrong {n}", REMOTE_ADDR="203.0.113.66").status_code for n in range(40)
    ]
    right = [lambda: sign_in(user.username, REMOTE_ADDR=elsewhere()).status_code for _ in range(40)]
    answers = together([make for pair in zip(wrong, right, strict=True) for make in pair])
    assert set(answers[1::2]) == {302}
    assert len([password for password in checked if password != PASSWORD]) == guarding.LIMITS[Kind.NAME]
    assert numbers(user) == list(range(1, len(numbers(user)) + 1))


@at_once
def test_between_two_right_passwords_from_one_place_no_more_wrong_ones_are_looked_at_than_else(
    checked: list[str],
) -> None:
    user = an_analyst()
    answers = together(
        [lambda n=n: sign_in(user.username, *([] if n % 2 else ["wrong"])).status_code for n in range(60)]
    )
    runs = "".join("+" if password == PASSWORD else "-" for password in checked).split("+")
    # Those in the air when a right one forgives are not forgiven, but may be looked at before or after it.
    assert max(map(len, runs)) <= 2 * guarding.LIMITS[Kind.NAME]
    assert set(answers) <= {200, 302}


@at_once
def test_a_known_browser_gets_in_while_a_stranger_hammers() -> None:
    user = an_analyst()
    client = known_browser(user)
    done = threading.Event()

    def guess() -> None:
        while not done.is_set():
            sign_in(user.username, "wrong", REMOTE_ADDR=elsewhere())

    def come_in() -> list[bool]:
        try:
            return [gets_in(user, client) and client.post(reverse("sign_out")).status_code == 302 for _ in range(8)]
        finally:
            done.set()

    assert all(together([come_in, *[guess] * 7], threads=8)[0])


@at_once
def test_who_waits_for_a_turn_holds_nothing_up_and_is_let_in_when_it_comes_back() -> None:
    """As when others' passwords take long to check, or a process stands still; and as when it dies."""
    user = an_analyst()
    taken, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with guarding.attempt(Kind.NAME, user=user) as attempt:
            there = [turn - turn % guarding.TURNS + number for turn in attempt.turns[:1] for number in range(5)]
            locks.take_turns([[turn] for turn in there])
            taken.set()
            leave.wait(timeout=30)

    def come_in() -> bool:
        with guarding.attempt(Kind.NAME, user=user):
            return True

    with ThreadPoolExecutor(2) as pool:
        # Its session ends without giving anything back, as that of a killed process does.
        held = pool.submit(lambda: (hold(), connections.close_all()))
        assert taken.wait(timeout=30)
        waiting = pool.submit(lambda: (come_in(), connections.close_all()))
        assert _waits_for_an_advisory_lock()
        assert gets_in(an_analyst())
        assert gets_in(user, REMOTE_ADDR=elsewhere())
        leave.set()
        held.result(timeout=30)
        assert waiting.result(timeout=30)[0]


def _waits_for_an_advisory_lock() -> bool:
    for _ in range(3000):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*), pg_sleep(0.01) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
            if cursor.fetchone()[0]:
                return True
    return False


@at_once
def test_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarding, "PATIENCE", 0.1)
    user = an_analyst()
    with guarding.attempt(Kind.NAME, user=user, request=None) as attempt:
        first = attempt.turns[0] - attempt.turns[0] % guarding.TURNS
        others = [turn for turn in range(first, first + guarding.LIMITS[Kind.NAME]) if turn != attempt.turns[0]]
        locks.take_turns([[turn] for turn in others])

        def come_in() -> None:
            with guarding.attempt(Kind.NAME, user=user):
                pass

        with pytest.raises(guarding.Unavailable):
            together([come_in])
        locks.give_turns_back(others)
    assert gets_in(user)


@at_once
def test_a_try_that_breaks_gives_its_turns_back() -> None:
    user = an_analyst()
    for _ in range(2 * guarding.LIMITS[Kind.NAME]):
        with pytest.raises(ZeroDivisionError), guarding.attempt(Kind.NAME, user=user):
            _ = 1 / 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        assert cursor.fetchone()[0] == 0


@at_once
def test_unlocking_and_guessing_do_not_wait_for_each_other() -> None:
    user, boss = an_analyst(), an_administrator()

    def unlock() -> None:
        for guard in guarding.locked_now():
            guarding.unlock_alike(guard, by=boss)

    guess = [
        lambda n=n: sign_in(user.username, "wrong", REMOTE_ADDR=f"203.0.113.{n % 4}").status_code for n in range(60)
    ]
    answers = together([make for one in guess for make in (one, unlock)], threads=16)
    assert set(answers[::2]) == {200}
    assert numbers(user) == list(range(1, len(numbers(user)) + 1))


@at_once
def test_who_signs_in_waits_for_nobody_who_tidies_up() -> None:
    user = an_analyst()
    fail("nobody", 5)
    SignInGuard.objects.update(since=timezone.now() - 2 * guarding.A_DAY)

    def tidy() -> None:
        guarding.forget_old()
        known_browsers.forget_old()
        sessions.forget_ended()

    tries = [lambda: sign_in(user.username).status_code, tidy, lambda: sign_in("nobody", "wrong").status_code]
    answers = together(tries * 10, threads=15)
    assert set(answers[::3]) == {302}
    assert set(answers[2::3]) == {200}
