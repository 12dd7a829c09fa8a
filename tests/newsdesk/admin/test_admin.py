import json
import re

import pytest
from django.contrib.admin import ModelAdmin, site
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from articles.models import Article, Publisher
from newsdesk.admin.pages import ByRole
from newsdesk.history.edits import save_changed
from newsdesk.history.recording import Entry, record, record_all, stream_of
from newsdesk.models import Backup, Event, User
from newsdesk.roles import ADMINISTRATOR, ANALYST, EDITOR, roles_of
from newsdesk.web.paging import LongList
from tests.admin_desk import filled_form, grows, pages, signed_in
from tests.factories import PASSWORD, an_administrator, an_analyst, an_article, an_editor

pytestmark = pytest.mark.django_db

ACCOUNTS = "/admin/newsdesk/user/"
EVENTS = "/admin/newsdesk/event/"


def account_url(user):
    return reverse("admin:newsdesk_user_change", args=[user.pk])


def group(name):
    return Group.objects.get(name=name).pk


def test_every_page_asks_roles_and_none_deletes(rf):
    request = rf.get("/")
    request.user = an_administrator(is_superuser=True)
    for page in pages().values():
        assert isinstance(page, ByRole), page
        assert not page.has_delete_permission(request)
        for inline in page.inlines:
            assert issubclass(inline, ByRole), inline
        assert "delete_selected" not in page.get_actions(request)


def test_what_names_nobody_lets_nobody_in(rf):
    request = rf.get("/")
    request.user = an_administrator(is_superuser=True)

    class Unnamed(ByRole, ModelAdmin):
        pass

    page = Unnamed(Publisher, site)
    assert not any(page.get_model_perms(request).values())


def test_a_visitor_is_sent_to_the_sites_own_sign_in():
    response = Client().get("/admin/articles/article/", follow=True)
    assert response.redirect_chain[-1][0].startswith(reverse("sign_in"))


def test_an_analyst_is_refused_everywhere():
    client = signed_in(an_analyst(is_staff=True))
    for url in ("/admin/", "/admin/articles/article/", ACCOUNTS):
        response = client.get(url, follow=True)
        assert response.status_code == 403


def test_an_editor_has_articles_but_no_accounts():
    client = signed_in(an_editor())
    assert client.get("/admin/articles/article/").status_code == 200
    assert client.get(ACCOUNTS).status_code == 403
    assert client.get("/admin/annotations/apitoken/").status_code == 403
    assert ACCOUNTS not in client.get("/admin/").content.decode()


def test_the_administration_is_arabic_and_right_to_left_unless_one_chooses_english():
    user = an_editor()
    client = signed_in(user)
    assert '<html lang="en" dir="ltr">' in client.get("/admin/").content.decode()
    User.objects.filter(pk=user.pk).update(language="ar")
    arabic = client.get("/admin/articles/article/").content.decode()
    assert '<html lang="ar" dir="rtl">' in arabic
    assert "الرئيسية" in arabic


@pytest.mark.parametrize(
    ("model", "words"),
    [
        ("newsdesk/user", "إضافة حساب"),
        ("articles/publisher", "إضافة ناشر"),
        ("annotations/project", "إضافة مشروع"),
        ("annotations/codebook", "إضافة دليل ترميز"),
        ("annotations/source", "إضافة مصدر"),
    ],
)
def test_what_is_not_there_yet_is_named_as_such(model: str, words: str) -> None:
    client = Client()
    client.force_login(an_administrator())
    assert re.search(f'class="addlink">\\s*{words}\\s*</a>', client.get(f"/admin/{model}/").content.decode())
    page = client.get(f"/admin/{model}/add/").content.decode()
    assert f"<title>{words} ·" in page
    assert f"&rsaquo; {words}" in page


def test_what_scripts_of_the_administration_say_is_ours_in_arabic() -> None:
    client = Client()
    client.force_login(an_editor())
    told = client.get("/admin/jsi18n/").content.decode()
    catalogue = json.loads(re.search(r"newcatalog = (\{.*?\});", told, re.DOTALL)[1])
    assert catalogue["%(sel)s of %(cnt)s selected"][0] == "لم يُحدَّد شيء"
    assert (catalogue["Cancel"], catalogue["Today"]) == ("إلغاء", "اليوم")


def test_the_menu_has_sections_and_pages_that_one_may_open():
    page = signed_in(an_editor()).get("/admin/")
    assert [section["app_label"] for section in page.context["app_list"]] == ["texts", "work", "reference", "house"]
    assert page.context["app_list"][0]["models"][0]["object_name"] == "Article"


def test_saving_leaves_one_event_with_before_and_after():
    editor = an_editor()
    publisher = Publisher.objects.create(name="العربية")
    client = signed_in(editor)
    url = reverse("admin:articles_publisher_change", args=[publisher.pk])
    client.post(url, filled_form(client, url, kind="agency"))
    (event,) = Event.objects.filter(stream=stream_of(publisher))
    assert (event.action, event.by) == ("publisher.changed", editor)
    assert event.data == {"before": {"kind": "outlet"}, "after": {"kind": "agency"}}


def test_saving_without_a_change_leaves_no_event():
    publisher = Publisher.objects.create(name="العربية")
    client = signed_in(an_editor())
    url = reverse("admin:articles_publisher_change", args=[publisher.pk])
    client.post(url, filled_form(client, url))
    assert not Event.objects.filter(stream=stream_of(publisher)).exists()


def test_a_new_thing_leaves_an_event_of_its_making():
    client = signed_in(an_editor())
    url = reverse("admin:articles_publisher_add")
    client.post(url, filled_form(client, url, name="رووداو"))
    publisher = Publisher.objects.get(name="رووداو")
    event = Event.objects.get(stream=stream_of(publisher))
    assert event.action == "publisher.created"
    assert event.data["after"]["name"] == "رووداو"


def test_a_form_made_against_an_older_state_overwrites_nothing_unseen():
    publisher = Publisher.objects.create(name="العربية")
    client = signed_in(an_editor())
    url = reverse("admin:articles_publisher_change", args=[publisher.pk])
    sent = filled_form(client, url, kind="agency")
    publisher.url = "https://alarabiya.example/"
    save_changed(publisher, by=None)

    page = client.post(url, sent)
    assert "Somebody else changed this" in page.content.decode()
    assert "https://alarabiya.example/" in page.content.decode()
    assert Publisher.objects.get().kind == "outlet"

    again = sent | {"seen": page.context["adminform"].form["seen"].value(), "url": "https://alarabiya.example/"}
    assert client.post(url, again).status_code == 302
    assert Publisher.objects.get().kind == "agency"
    assert Publisher.objects.get().url == "https://alarabiya.example/"


def test_a_form_without_the_state_it_was_made_against_is_refused():
    publisher = Publisher.objects.create(name="العربية")
    client = signed_in(an_editor())
    url = reverse("admin:articles_publisher_change", args=[publisher.pk])
    client.post(url, filled_form(client, url, kind="agency", seen=None))
    assert Publisher.objects.get().kind == "outlet"


def test_there_is_no_way_to_delete():
    publisher = Publisher.objects.create(name="العربية")
    client = signed_in(an_administrator())
    assert (
        client.post(reverse("admin:articles_publisher_delete", args=[publisher.pk]), {"post": "yes"}).status_code == 403
    )
    action = {"action": "delete_selected", "_selected_action": [publisher.pk], "post": "yes"}
    client.post("/admin/articles/publisher/", action)
    assert Publisher.objects.exists()


def test_the_history_of_a_thing_shows_what_changed():
    publisher = Publisher.objects.create(name="العربية")
    publisher.kind = "agency"
    save_changed(publisher, by=an_editor(first_name="ليلى"))
    url = reverse("admin:articles_publisher_history", args=[publisher.pk])
    page = signed_in(an_editor()).get(url).content.decode()
    assert "ليلى" in page
    assert re.search("Outlet.*Agency", page, re.DOTALL)


# Accounts


def test_roles_are_boxes_with_names_and_their_change_is_one_event():
    administrator, analyst = an_administrator(), an_analyst()
    client = signed_in(administrator)
    page = client.get(account_url(analyst)).content.decode()
    assert "Editor" in page
    assert "Analyst" in page
    sent = filled_form(client, account_url(analyst), groups=[group(ANALYST), group(EDITOR)])
    client.post(account_url(analyst), sent)
    assert roles_of(User.objects.get(pk=analyst.pk)) == {ANALYST, EDITOR}
    event = Event.objects.get(stream=stream_of(analyst))
    assert event.data == {"before": {"groups": [ANALYST]}, "after": {"groups": [ANALYST, EDITOR]}}


def test_a_new_account_has_its_roles_and_no_password_in_its_event():
    client = signed_in(an_administrator())
    url = reverse("admin:newsdesk_user_add")
    sent = {"username": "layla", "password1": PASSWORD, "password2": PASSWORD, "groups": [group(ANALYST)]}
    client.post(url, sent)
    user = User.objects.get(username="layla")
    assert user.check_password(PASSWORD)
    assert roles_of(user) == {ANALYST}
    event = Event.objects.get(stream=stream_of(user))
    assert event.data["after"]["groups"] == [ANALYST]
    assert "password" not in event.data["after"]


@pytest.mark.parametrize("change", [{"is_active": None}, {"groups": []}])
def test_nobody_locks_oneself_out(change):
    administrator = an_administrator()
    client = signed_in(administrator)
    page = client.post(account_url(administrator), filled_form(client, account_url(administrator), **change))
    assert page.status_code == 200
    assert page.context["errors"]
    administrator = User.objects.get(pk=administrator.pk)
    assert administrator.is_active
    assert roles_of(administrator) == {ADMINISTRATOR}


def test_an_account_is_closed_not_deleted():
    analyst = an_analyst()
    client = signed_in(an_administrator())
    client.post(account_url(analyst), filled_form(client, account_url(analyst), is_active=None))
    assert not User.objects.get(pk=analyst.pk).is_active
    assert Event.objects.get(stream=stream_of(analyst)).data["after"] == {"is_active": False}


def test_a_password_set_for_somebody_is_an_event_without_the_password():
    administrator, analyst = an_administrator(), an_analyst()
    url = reverse("admin:auth_user_password_change", args=[analyst.pk])
    sent = {"usable_password": "true", "password1": "another long phrase", "password2": "another long phrase"}
    signed_in(administrator).post(url, sent | {"set-password": ""})
    assert User.objects.get(pk=analyst.pk).check_password("another long phrase")
    event = Event.objects.get(stream=stream_of(analyst))
    assert (event.action, event.by, event.data) == ("account.password_changed", administrator, {})


def test_changing_ones_own_password_is_an_event():
    editor = an_editor()
    sent = {"oldpassword": PASSWORD, "password1": "another long phrase", "password2": "another long phrase"}
    browser = signed_in(editor)
    address = browser.get("/admin/password_change/").headers["Location"]
    assert browser.post(address, sent).headers["Location"] == reverse("account")
    assert User.objects.get(pk=editor.pk).check_password("another long phrase")
    assert Event.objects.get(stream=stream_of(editor)).action == "account.password_changed"


def test_an_editor_cannot_make_oneself_an_administrator():
    editor = an_editor()
    response = signed_in(editor).post(account_url(editor), {"groups": [group(ADMINISTRATOR)]})
    assert response.status_code == 403
    assert roles_of(User.objects.get(pk=editor.pk)) == {EDITOR}


def test_the_list_of_accounts_takes_the_same_queries_for_many():
    few, many = grows(signed_in(an_administrator()), ACCOUNTS, lambda n: [an_analyst() for _ in range(n)])
    assert few == many


# History


def test_events_are_read_only_and_link_to_what_they_are_about():
    article = an_article()
    event = record("article.looked_at", article, by=None)
    client = signed_in(an_administrator())
    url = reverse("admin:newsdesk_event_change", args=[event.pk])
    assert reverse("admin:articles_article_change", args=[article.pk]) in client.get(url).content.decode()
    assert client.post(url, {"action": "x"}).status_code == 403
    assert client.get(EVENTS + "add/").status_code == 403


def test_editors_do_not_see_the_history_of_accounts():
    event = record("account.made", an_analyst(), by=None)
    url = reverse("admin:newsdesk_event_change", args=[event.pk])
    assert signed_in(an_administrator()).get(url).status_code == 200
    editor = signed_in(an_editor())
    assert editor.get(url).status_code == 302
    assert editor.get(EVENTS).context["cl"].result_count == 0


def test_events_are_found_by_what_they_are_about():
    article, other = an_article(), an_article()
    record("article.looked_at", article, by=None)
    record("article.looked_at", other, by=None)
    client = signed_in(an_editor())
    found = client.get(EVENTS, {"q": stream_of(article)}).context["cl"].queryset
    assert [event.stream for event in found] == [stream_of(article)]
    assert client.get(EVENTS, {"about": "article"}).context["cl"].result_count == 2
    assert client.get(EVENTS, {"about": "publisher"}).context["cl"].result_count == 0


def test_the_list_of_events_takes_the_same_queries_for_ten_thousand():
    article = an_article()

    def add(number):
        record_all(article, [Entry("article.looked_at")] * number, by=None)

    client = signed_in(an_editor())
    add(2)
    client.get(EVENTS)
    few, many = grows(client, EVENTS, lambda n: add(n * 500))
    assert few == many


def test_a_big_table_is_counted_so_far_and_said_to_be_longer(monkeypatch):
    article = an_article()
    record_all(article, [Entry("article.looked_at")] * 30, by=None)
    client = signed_in(an_editor())
    listed = client.get(EVENTS)
    assert (listed.context["cl"].result_count, listed.context["cl"].paginator.is_longer) == (30, False)
    monkeypatch.setattr("newsdesk.web.paging.COUNTED", 20)
    listed = client.get(EVENTS)
    assert listed.context["cl"].result_count == 20
    assert "More than" in listed.content.decode()


def test_no_editor_is_shown_where_the_server_keeps_its_backups():
    backup = Backup.objects.create(path="/srv/vault/backups/nightly-1.tar")
    record("backup.written", backup, by=None, data={"file": "nightly-1.tar"})
    event = Event.objects.get(action="backup.written")
    client = signed_in(an_editor())
    for url in (EVENTS, f"{EVENTS}{event.pk}/change/", f"{EVENTS}?about=backup/{backup.pk}", "/admin/"):
        shown = client.get(url).content.decode()
        assert "nightly-1.tar" in shown, url
        assert "vault" not in shown, url


def test_every_list_is_counted_so_far():
    assert {page.paginator for page in pages().values()} == {LongList}


def test_of_a_list_that_is_not_counted_to_its_end_nobody_chooses_all(monkeypatch):
    for _ in range(3):
        an_article()
    client = signed_in(an_editor())
    monkeypatch.setattr("articles.admin.articles.ArticleAdmin.list_per_page", 1)
    assert "Select all 3" in client.get("/admin/articles/article/").content.decode()
    monkeypatch.setattr("newsdesk.web.paging.COUNTED", 2)
    assert "Select all 2" not in client.get("/admin/articles/article/").content.decode()


@pytest.mark.parametrize(
    "url",
    [
        "/admin/newsdesk/event/?about=%00",
        "/admin/newsdesk/event/?q=%00",
        "/admin/newsdesk/event/?by__id__exact=x",
        "/admin/newsdesk/user/?role=%00",
        "/admin/articles/article/?publisher=99999999999999999999999",
        "/admin/annotations/annotation/?kind=%00",
        "/admin/annotations/annotation/?reading=x",
        "/admin/annotations/annotation/not-a-uuid/change/",
        "/admin/annotations/codebook/add/?from=99999999999999999999999",
        "/admin/articles/revision/x/blocks/",
        "/admin/articles/article/x/history/",
    ],
)
def test_an_address_that_means_nothing_is_no_error_of_the_server(url):
    # A NUL is refused before any page looks at it.
    wanted = (400,) if "%00" in url else (200, 302, 404)
    assert signed_in(an_administrator()).get(url).status_code in wanted


def test_the_front_page_says_what_waits_for_an_editor():
    client = signed_in(an_editor())
    assert client.get("/admin/").context["to_do"] == []
    an_article()
    an_article()
    Article.objects.update(needs_review=True)
    page = client.get("/admin/").content.decode()
    assert "2 articles have blocks to check" in page
    assert reverse("blocks_to_check") in page
