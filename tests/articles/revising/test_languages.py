"""Languages of articles from before anybody asked."""

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article
from newsdesk.history import comparing
from newsdesk.history.recording import stream_of
from newsdesk.models import Event
from tests.factories import an_article, an_editor

pytestmark = pytest.mark.django_db

ARABIC = "أعلنت بلدية المدينة اليوم أن أعمال صيانة الجسر القديم ستبدأ مطلع الشهر المقبل."
PERSIAN = "سخنگوی دولت گفت که قیمت سوخت تا پایان سال تغییر نخواهد کرد و مردم نگران نباشند."
MIXED = "أعلنت بلدية المدينة اليوم أن العمل يبدأ غدا. The municipality said today that the works begin tomorrow."


@pytest.fixture
def articles():
    return [an_article(text) for text in (ARABIC, PERSIAN, MIXED)]


def stored():
    rows = Article.objects.order_by("pk")
    return [(article.language, article.language_from) for article in rows]


def test_older_articles_are_not_yet_checked(articles):
    assert stored() == [("ar", None)] * 3


def test_looking_changes_nothing(articles, capsys):
    call_command("check_languages")
    told = capsys.readouterr().out
    assert f"{articles[1].pk}: Arabic → Persian" in told
    assert "Right as stored: 1" in told
    assert stored() == [("ar", None)] * 3
    assert not Event.objects.filter(stream=stream_of(articles[1])).exists()


def test_what_differs_is_marked_and_not_changed(articles):
    call_command("check_languages", "--apply")
    assert stored() == [("ar", "recognised"), ("ar", "doubtful"), ("ar", "doubtful")]
    assert comparing.everything(5) == []


def test_only_when_told_so_is_what_is_sure_corrected_on_record(articles):
    editor = an_editor()
    call_command("check_languages", "--apply", "--correct", by=editor.username)
    assert stored() == [("ar", "recognised"), ("fa", "recognised"), ("ar", "doubtful")]
    event = Event.objects.get(stream=stream_of(articles[1]))
    assert (event.by, event.data["before"]["language"], event.data["after"]["language"]) == (editor, "ar", "fa")
    assert comparing.everything(5) == []


def test_what_an_editor_has_said_is_left_alone(articles):
    Article.objects.update(language_from="editor")
    call_command("check_languages", "--apply", "--correct")
    assert stored() == [("ar", "editor")] * 3


def test_correcting_alone_is_refused():
    with pytest.raises(CommandError, match="--apply"):
        call_command("check_languages", "--correct")


@pytest.mark.parametrize("count", [2, 20])
def test_looking_takes_as_many_queries_for_many_as_for_few(count, django_assert_num_queries):
    for _ in range(count):
        an_article(ARABIC)
    with django_assert_num_queries(3):
        call_command("check_languages")
