import pytest
from django.core.management import call_command
from django.utils import translation

from articles.models import Revision
from articles.revising.damage import damaged_texts
from tests.factories import an_article

pytestmark = pytest.mark.django_db

SOUND = "أعلنت بلدية المدينة اليوم أن أعمال الصيانة ستبدأ مطلع الشهر المقبل."
PAGE = "<html><body><p>أعلنت البلدية</p></body></html>"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def test_a_text_from_before_anybody_looked_is_told_with_its_damage(capsys):
    an_article(SOUND)
    damaged = an_article(f"سطر أول.\n{SOUND} �لمدينة &quot;أعمال&quot;.")
    page = an_article(PAGE)
    call_command("check_texts")
    told = capsys.readouterr().out
    assert told.startswith(f"article {damaged.pk}/1\n    Letters were replaced by the sign")
    assert f"article {page.pk}/1\n    This is a whole HTML document" in told
    assert told.endswith("replacement: 1\nentities: 1\nmarkup: 1\nmarkup_left: 1\n")
    assert set(Revision.objects.values_list("notices", flat=True)) == {None}


def test_where_nothing_is_damaged_it_says_so(capsys):
    an_article(SOUND)
    call_command("check_texts")
    assert capsys.readouterr().out == "No text without a notice is damaged.\n"


@pytest.mark.parametrize("count", [2, 20])
def test_looking_takes_as_many_queries_for_many_as_for_few(count, django_assert_num_queries):
    for _ in range(count):
        an_article(SOUND)
    with django_assert_num_queries(2):
        assert list(damaged_texts()) == []
