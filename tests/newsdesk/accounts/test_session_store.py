"""Sessions: nothing that the database holds of one opens it, by whichever way it was made, moved or ended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from newsdesk.accounts import inviting, sessions
from newsdesk.accounts.session_store import SessionStore, kept_as
from newsdesk.models import BrowserSession
from tests.factories import PASSWORD, an_administrator, an_analyst
from tests.newsdesk.running.running import in_a_loop

pytestmark = pytest.mark.django_db(transaction=True)


def signed_in(username: str) -> Client:
    client = Client()
    client.post("/sign-in/", {"username": username, "password": PASSWORD})
    return client


def with_cookie(value: str) -> Client:
    client = Client()
    client.cookies["sessionid"] = value
    return client


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def rows_as_text() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(s)::text FROM django_session s")
        sessions = [text for (text,) in cursor.fetchall()]
        cursor.execute("SELECT row_to_json(s)::text FROM newsdesk_browsersession s")
        return "\n".join(sessions + [text for (text,) in cursor.fetchall()])


def test_the_cookie_is_nowhere_in_the_tables() -> None:
    client = signed_in(an_administrator().username)
    cookie = client.cookies["sessionid"].value
    assert is_in(client)
    assert cookie not in rows_as_text()
    assert Session.objects.get().session_key == BrowserSession.objects.get().key == kept_as(cookie)


@pytest.mark.parametrize("column", ["session_key", "key"])
def test_what_the_tables_hold_lets_nobody_in_nor_becomes_a_session(column: str) -> None:
    signed_in(an_administrator().username)
    kept = Session.objects.get().session_key if column == "session_key" else BrowserSession.objects.get().key
    thief = with_cookie(kept)
    assert not is_in(thief)
    thief.post("/sign-in/", {"username": an_analyst().username, "password": PASSWORD})
    assert thief.cookies["sessionid"].value != kept
    assert SESSION_KEY in SessionStore(thief.cookies["sessionid"].value)
    assert not SessionStore().exists(kept)


def test_a_value_of_the_time_before_lets_nobody_in() -> None:
    """As written by a process of the version before that still runs, or as an old backup holds it."""
    client = signed_in(an_administrator().username)
    cookie = client.cookies["sessionid"].value
    Session.objects.update(session_key=cookie)
    assert not is_in(client)


def test_what_a_session_holds_cannot_be_read_in_the_table() -> None:
    _row, secret = inviting.invite("analyst", lifetime=timedelta(days=1), by=an_administrator())
    guest = Client()
    guest.get(reverse("invitation", args=[secret]))
    assert guest.get(reverse("join")).status_code == 200
    client = signed_in(an_analyst().username)
    client.get(reverse("mfa_activate_totp"))
    half_set_up = client.session[SECRET_SESSION_KEY]
    for row in Session.objects.all():
        assert row.get_decoded() == {}
    assert not [word for word in (secret, half_set_up, "_auth_user_id", "invitation") if word in rows_as_text()]


def test_a_row_does_not_move_to_another_key() -> None:
    mine, theirs = signed_in(an_analyst().username), signed_in(an_administrator().username)
    rows = [Session.objects.get(session_key=kept_as(one.cookies["sessionid"].value)) for one in (mine, theirs)]
    Session.objects.filter(pk=rows[0].pk).update(session_data=rows[1].session_data)
    assert is_in(theirs)
    assert not is_in(mine)


def test_another_secret_key_reads_no_session_and_a_former_one_does(settings: Any) -> None:
    seen, unseen = (signed_in(an_analyst().username) for _ in range(2))
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert is_in(seen)
    settings.SECRET_KEY_FALLBACKS = []
    assert is_in(seen)  # Written anew when it was read.
    assert not is_in(unseen)


@pytest.mark.parametrize("cookie", ["x" * 8, "ا" * 20, "\udcff" * 20, "a" * 100_000, "%00" * 20, "\x00" * 20])
def test_odd_cookies_are_nobodys(cookie: str) -> None:
    store = SessionStore(cookie)
    assert dict(store.items()) == {}
    assert store.session_key is None


def test_moving_to_a_new_key_leaves_nothing_at_the_old_one() -> None:
    store = SessionStore()
    store["what"] = "this"
    store.create()
    old = str(store.session_key)
    store.cycle_key()
    new = str(store.session_key)
    assert (SessionStore().exists(old), SessionStore().exists(new)) == (False, True)
    assert dict(SessionStore(old).items()) == {}
    store.flush()
    assert Session.objects.count() == 0


def test_one_that_was_ended_meanwhile_is_not_stored_again() -> None:
    store = SessionStore()
    store.create()
    other = SessionStore(store.session_key)
    assert "more" not in other
    store.delete()
    other["more"] = 1
    with pytest.raises(UpdateError):
        other.save()
    assert Session.objects.count() == 0


def test_a_key_is_taken_once() -> None:
    store = SessionStore()
    store.create()
    twin = SessionStore(store.session_key)
    with pytest.raises(CreateError):
        twin.save(must_create=True)


def test_expired_ones_are_nobodys_and_are_cleared() -> None:
    store = SessionStore()
    store.create()
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not SessionStore(store.session_key).load()
    call_command("clearsessions")
    assert Session.objects.count() == 0


def test_the_asynchronous_ways_are_the_same() -> None:
    async def walk() -> None:
        store = SessionStore()
        await store.aset("what", "this")
        await store.acreate()
        await store.aset("what", "that")
        await store.asave()
        cookie = str(store.session_key)
        assert await SessionStore().aexists(cookie)
        assert not await SessionStore().aexists(kept_as(cookie))
        assert await SessionStore(cookie).aload() == {"what": "that"}
        await store.acycle_key()
        assert not await SessionStore().aexists(cookie)
        assert await SessionStore(cookie).aload() == {}
        await store.aflush()

    in_a_loop(walk())
    assert Session.objects.count() == 0


def test_signing_one_browser_out_ends_its_session_alone() -> None:
    user = an_analyst()
    here, there = signed_in(user.username), signed_in(user.username)
    gone = BrowserSession.objects.filter(key=kept_as(there.cookies["sessionid"].value))
    assert sessions.end(gone, user, by=user) == 1
    assert (is_in(here), is_in(there)) == (True, False)
    assert Session.objects.count() == 1


def test_a_new_password_leaves_one_session_that_its_owner_still_sees() -> None:
    user = an_analyst()
    here, there = signed_in(user.username), signed_in(user.username)
    new = "another long phrase"
    here.post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert (is_in(here), is_in(there)) == (True, False)
    row = BrowserSession.objects.get()
    assert row.key == kept_as(here.cookies["sessionid"].value)
    assert sessions.of(user).get() == row
