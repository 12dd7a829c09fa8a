"""Guessing: who is counted with whom, what many at once come to, and who is told."""

from __future__ import annotations

import itertools
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from newsdesk.accounts import guarding, known_browsers, lockouts, sessions
from newsdesk.database import locks
from newsdesk.history.recording import stream_of
from newsdesk.models import BrowserSession, Event, KnownBrowser, SignInGuard, User
from newsdesk.signals import housekeeping
from tests.factories import PASSWORD, an_administrator, an_analyst
from tests.newsdesk.accounts.test_accounts import actions, body, is_signed_in, later, must_wait, sign_in, signed_in
from tests.newsdesk.accounts.test_two_step import SECRET

pytestmark = pytest.mark.django_db
at_once = pytest.mark.django_db(transaction=True)
Kind = SignInGuard.Kind
NEW = "a longer and better phrase"
_addresses = (f"198.51.{number // 250}.{number % 250 + 1}" for number in itertools.count())


def elsewhere() -> str:
    """An address that nobody has used yet."""
    return next(_addresses)


def known_browser(user: User) -> Client:
    """A browser in which somebody has signed in and out again."""
    client = signed_in(user)
    client.post(reverse("sign_out"))
    assert not is_signed_in(client)
    return client


def fail(name: str, times: int, **extra: Any) -> list[Any]:
    return [sign_in(name, f"wrong {n}", **extra) for n in range(times)]


def hammer(name: str) -> None:
    """As many wrong passwords as a day takes, from as many places as it needs."""
    for _ in range(guarding.LIMITS[Kind.ACCOUNT] // guarding.LIMITS[Kind.NAME]):
        fail(name, guarding.LIMITS[Kind.NAME], REMOTE_ADDR=elsewhere())


def gets_in(user: User, client: Client | None = None, **extra: Any) -> bool:
    return bool(sign_in(user.username, client=client, **extra).status_code == 302)


def together(tries: list[Callable[[], Any]], *, threads: int = 30) -> list[Any]:
    """Each with a connection of its own, as other processes have, and all that fit at the same moment."""
    start = threading.Barrier(min(threads, len(tries)))
    begun = itertools.count()

    def one(make: Callable[[], Any]) -> Any:
        try:
            if next(begun) < start.parties:
                start.wait(timeout=30)
            return make()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(start.parties) as pool:
        return list(pool.map(one, tries))


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that were looked at, as they are."""
    looked_at: list[str] = []
    check = User.check_password
    monkeypatch.setattr(User, "check_password", lambda self, raw: looked_at.append(raw) or check(self, raw))
    return looked_at


def numbers(user: User) -> list[int]:
    return list(Event.objects.filter(stream=stream_of(user)).order_by("number").values_list("number", flat=True))


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


def test_a_failure_counts_whatever_becomes_of_who_tried() -> None:
    user = an_analyst()
    with transaction.atomic(), guarding.attempt(Kind.NAME, user=user) as attempt, pytest.raises(RuntimeError):
        attempt.failed()


def test_a_name_is_locked_for_one_network_alone() -> None:
    user, colleague = an_analyst(), an_analyst()
    fail(user.username, 6, REMOTE_ADDR="203.0.113.7")
    assert must_wait(sign_in(user.username, REMOTE_ADDR="203.0.113.7"))
    assert gets_in(colleague, REMOTE_ADDR="203.0.113.7")
    assert gets_in(user, REMOTE_ADDR="203.0.113.8")


def test_a_known_browser_has_a_count_of_its_own_behind_the_same_address() -> None:
    user = an_analyst()
    client = known_browser(user)
    fail(user.username, 6)
    for name in [f"nobody{n}" for n in range(guarding.LIMITS[Kind.ADDRESS])]:
        sign_in(name, "wrong")
    assert must_wait(sign_in(user.username))
    assert gets_in(user, client)


def test_a_known_browser_may_not_guess_without_end_either() -> None:
    user = an_analyst()
    client = known_browser(user)
    answers = fail(user.username, 8, client=client)
    assert [must_wait(answer) for answer in answers] == [False] * 5 + [True] * 3
    assert must_wait(sign_in(user.username, client=client))
    assert Event.objects.get(action="account.locked_out").data["kind"] == "browser"
    assert gets_in(user)


def test_a_browser_is_known_to_the_accounts_that_signed_in_there_alone() -> None:
    user, other = an_analyst(), an_analyst()
    client = known_browser(other)
    fail(user.username, 5, client=client)
    assert must_wait(sign_in(user.username, client=client))
    assert Event.objects.get(action="account.locked_out").data["kind"] == "name"
    assert gets_in(other, client)


def test_colleagues_share_a_browser() -> None:
    one, other = an_analyst(), an_analyst()
    client = known_browser(one)
    gets_in(other, client)
    client.post(reverse("sign_out"))
    fail(one.username, 5)
    fail(other.username, 5)
    for user in (one, other):
        assert must_wait(sign_in(user.username))
        assert gets_in(user, client)
        client.post(reverse("sign_out"))
    assert client.cookies["known"].value.count(".") == 1


def test_the_cookie_opens_nothing_and_says_nothing() -> None:
    user = an_analyst()
    cookie = signed_in(user).cookies["known"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")
    assert int(cookie["max-age"]) == known_browsers.LIFETIME.total_seconds()
    thief = Client()
    thief.cookies["known"] = cookie.value
    assert not is_signed_in(thief)
    assert not must_wait(sign_in(user.username, "wrong", client=thief))
    assert cookie.value not in str(list(KnownBrowser.objects.values()))


def test_every_sign_in_makes_a_new_token_so_that_none_can_be_planted() -> None:
    villain, victim = an_analyst(), an_analyst()
    planted = signed_in(villain).cookies["known"].value
    shared = Client()
    shared.cookies["known"] = planted
    gets_in(victim, shared)
    assert shared.cookies["known"].value.split(".")[0] not in planted
    elsewhere_ = Client()
    elsewhere_.cookies["known"] = planted
    fail(victim.username, 5, client=elsewhere_)
    assert must_wait(sign_in(victim.username, client=elsewhere_))
    assert gets_in(victim, shared)


@pytest.mark.parametrize("kept", ["", ".", "x" * 43, "\0", "é" * 43, ".".join(["A" * 43] * 500), "A" * 100_000])
def test_a_cookie_of_nonsense_is_a_strangers(kept: str) -> None:
    user = an_analyst()
    client = Client()
    client.cookies["known"] = kept
    fail(user.username, 5, client=client)
    assert must_wait(sign_in(user.username, client=client))


def test_a_cookie_is_asked_about_in_the_same_way_for_a_name_that_nobody_has() -> None:
    user = an_analyst()
    an_other = signed_in(an_analyst()).cookies["known"].value
    asked = []
    for name in (user.username, "nobody"):
        client = Client()
        client.cookies["known"] = an_other
        with CaptureQueriesContext(connection) as queries:
            sign_in(name, "wrong", client=client)
        asked.append([re.sub(r"'[^']*'|NULL|[-\s\d]", "", query["sql"]) for query in queries])
    assert asked[0] == asked[1]


def ends(user: User, browser: Client) -> Iterator[tuple[str, Callable[[], Any]]]:
    """All ways by which an account's browsers become strangers again."""
    boss = signed_in(an_administrator())
    here = signed_in(user)
    change = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    yield "password", lambda: here.post(reverse("account_change_password"), change)
    yield "others", lambda: here.post(reverse("other_sessions_ending"))
    yield "administrator", lambda: boss.post(reverse("sessions_ending", args=[user.pk]))
    yield "closure", lambda: boss.post(reverse("closure", args=[user.pk]))
    yield "command", lambda: call_command("account", user.username, "--close")
    yield "set_password", lambda: (user.set_password(NEW), user.save())
    yield "half a year", lambda: KnownBrowser.objects.update(expires_at=timezone.now())


@pytest.mark.parametrize("way", range(7))
def test_a_browser_is_a_stranger_again(way: int) -> None:
    user = an_analyst()
    browser = known_browser(user)
    _name, end = list(ends(user, browser))[way]
    end()
    fail(user.username, 5)
    assert must_wait(sign_in(user.username, client=browser))


def test_who_changes_the_password_or_signs_the_others_out_stays_known() -> None:
    user = an_analyst()
    here = signed_in(user)
    here.post(reverse("other_sessions_ending"))
    here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    here.post(reverse("sign_out"))
    fail(user.username, 5)
    assert sign_in(user.username, NEW, client=here).status_code == 302


def test_a_browser_that_is_signed_out_from_elsewhere_is_forgotten_and_no_other() -> None:
    user = an_analyst()
    here, lost, third = signed_in(user), signed_in(user), signed_in(user)
    row = BrowserSession.objects.order_by("pk")[1]
    here.post(reverse("session_ending", args=[row.pk]))
    fail(user.username, 5)
    assert must_wait(sign_in(user.username, client=lost))
    third.post(reverse("sign_out"))
    assert gets_in(user, third)


def test_a_program_that_signs_in_anew_each_time_fills_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_browsers, "OF_ONE_ACCOUNT", 3)
    user = an_analyst()
    clients = [signed_in(user) for _ in range(5)]
    assert KnownBrowser.objects.filter(user=user).count() == 3
    clients[-1].post(reverse("sign_out"))
    fail(user.username, 5)
    assert gets_in(user, clients[-1])


@pytest.mark.parametrize("name", ["salma", "nobody"])
def test_fifty_a_day_lock_a_name_for_unknown_browsers(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    an_analyst(username="salma")
    hammer(name)
    refused = body(sign_in(name, REMOTE_ADDR=elsewhere()))
    assert re.search(r"<li>(<a [^>]*>)?[^<]*\b24\b", refused)
    later(monkeypatch, guarding.A_DAY / 2)
    assert "12" in body(sign_in(name, REMOTE_ADDR=elsewhere()))
    later(monkeypatch, guarding.A_DAY / 2)
    assert not must_wait(sign_in(name, "wrong", REMOTE_ADDR=elsewhere()))


def test_fifty_a_day_lock_no_known_browser_and_are_told_to_the_owner() -> None:
    user = an_analyst()
    client = known_browser(user)
    hammer(user.username)
    event = Event.objects.get(action="account.locked_out", data__kind="account")
    assert (event.stream, event.data["minutes"]) == (stream_of(user), 1439)
    assert gets_in(user, client)
    words = "منذ دخولك الأخير"
    assert words in body(client.get("/"))
    assert words not in body(client.get("/"))
    assert 'id="strangers"' in body(client.get("/account/"))
    client.post(reverse("sign_out"))
    gets_in(user, client)
    assert words not in body(client.get("/"))
    assert 'id="strangers"' not in body(signed_in(an_analyst(), REMOTE_ADDR=elsewhere()).get("/account/"))


def test_a_right_password_elsewhere_forgives_strangers_nothing() -> None:
    user = an_analyst()
    for _ in range(9):
        fail(user.username, 5, REMOTE_ADDR=elsewhere())
    assert gets_in(user, REMOTE_ADDR=elsewhere())
    fail(user.username, 5, REMOTE_ADDR=elsewhere())
    assert Event.objects.filter(action="account.locked_out", data__kind="account").exists()


@pytest.mark.parametrize(("email", "sent"), [("salma@example.org", 1), ("", 0)])
def test_the_owner_is_written_to_where_the_house_has_mail(settings: Any, email: str, sent: int) -> None:
    settings.CAN_SEND_MAIL = True
    user = an_analyst(email=email)
    hammer(user.username)
    hammer(user.username)
    asked = DBTaskResult.objects.filter(task_path=lockouts.write_to.module_path)
    assert [task.args_kwargs["args"] for task in asked] == [[user.pk]] * sent
    for _ in range(sent):
        lockouts.write_to.call(user.pk)
    assert [message.to for message in mail.outbox] == [[email]] * sent
    assert all(re.search("[؀-ۿ]{4,}", message.subject + message.body) for message in mail.outbox)


def test_codes_have_counts_like_passwords() -> None:
    user = an_analyst()
    known = known_browser(user)
    TOTP.activate(user, SECRET)
    for client in (Client(), known):
        sign_in(user.username, client=client)
    stranger, address = Client(), elsewhere()
    sign_in(user.username, client=stranger, REMOTE_ADDR=address)
    for n in range(6):
        answer = stranger.post(reverse("mfa_authenticate"), {"code": f"{n:06}"}, REMOTE_ADDR=address)
    assert must_wait(answer)
    assert Event.objects.get(action="account.locked_out").data["kind"] == "code"
    for n in range(6):
        answer = known.post(reverse("mfa_authenticate"), {"code": f"{n:06}"})
        assert must_wait(answer) is (n == 5)


def test_what_is_locked_is_listed_in_words_and_unlocked() -> None:
    user, boss = an_analyst(username="salma"), an_administrator()
    client, desk = known_browser(user), signed_in(boss)
    fail(user.username, 6, client=client)
    hammer(user.username)
    for address in ("/people/", reverse("person", args=[user.pk])):
        page = body(desk.get(address))
        assert "متصفّح يعرفه الحساب" in page
        assert "كل المتصفّحات غير المعروفة" in page
        assert "10 حالات منع كهذه" in page
        assert page.count(reverse("unlocking", args=[0]).split("0")[1]) == 3
    assert not gets_in(user, REMOTE_ADDR=elsewhere())
    for guard in guarding.locked_now():
        desk.post(reverse("unlocking", args=[guard.pk]))
    assert gets_in(user, REMOTE_ADDR=elsewhere())
    assert gets_in(user, client)
    unlocked = Event.objects.filter(action="account.unlocked", by=boss, stream=stream_of(user))
    assert {"browser", "account", "name"} == {event.data["kind"] for event in unlocked}


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


def test_the_command_unlocks_every_kind() -> None:
    user = an_analyst()
    client = known_browser(user)
    fail(user.username, 6, client=client)
    hammer(user.username)
    call_command("account", user.username, "--unlock")
    assert guarding.locked_now() == []
    assert gets_in(user, client)


def test_what_counts_no_more_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    user = an_analyst()
    signed_in(user)
    fail("nobody", 1)
    hammer(user.username)
    locked = SignInGuard.objects.filter(kind=Kind.ACCOUNT, user=user)
    later(monkeypatch, timedelta(hours=23))
    housekeeping.send(sender=None)
    assert locked.exists()
    later(monkeypatch, timedelta(hours=2))
    housekeeping.send(sender=None)
    assert not SignInGuard.objects.exists()
    later(monkeypatch, known_browsers.LIFETIME)
    housekeeping.send(sender=None)
    assert not KnownBrowser.objects.exists()
    assert not BrowserSession.objects.exists()


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


def test_addresses_of_old_written_as_new_ones_are_no_one_network() -> None:
    assert guarding._network("::ffff:203.0.113.5") == guarding._network("203.0.113.5")
    assert guarding._network("::ffff:203.0.113.5") != guarding._network("::ffff:198.51.100.9")


@pytest.mark.parametrize(
    ("told", "socket", "proxies", "kept"),
    [
        ("192.0.2.1", "10.0.0.1", 2, "10.0.0.1"),  # past one of the proxies
        ("192.0.2.1, 10.0.0.2", "10.0.0.1", 2, "192.0.2.1"),
        ("192.0.2.1:5000", "10.0.0.1", 1, "192.0.2.1"),
        ("nonsense", "10.0.0.1", 1, None),
        ("", "fe80::1%2", 0, "fe80::1"),  # A neighbour: Linux names the network card.
    ],
)
def test_everybody_gets_in_however_their_address_is_written(
    told: str, socket: str, proxies: int, kept: str | None, settings: Any
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    user = an_analyst()
    extra = {"REMOTE_ADDR": socket} | ({"HTTP_X_FORWARDED_FOR": told} if told else {})
    assert fail(user.username, 1, **extra)[0].status_code == 200
    assert sign_in(user.username, **extra).status_code == 302
    assert BrowserSession.objects.get(user=user).address == kept
