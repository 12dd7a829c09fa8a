import pytest
from django.urls import reverse
from django.utils import translation

from articles.importing.batches import import_files
from articles.importing.folders import Incoming
from articles.models import ImportBatch, Offer
from articles.revising.joining import join, keep_apart
from tests.factories import an_analyst, an_editor

pytestmark = pytest.mark.django_db

PAGE = """عين على المدينة

نشرة الأخبار

نشرة الأخبار

2020-02-{day:02} 08:00:00 - المصدر: صحيفة الضفة

{body}
"""
BODY = "قال الوزير {number} ذلك أمس. وأضاف المدير رقم {number} أن العمل بدأ."


@pytest.fixture
def editor(client):
    editor = an_editor(language="en")
    client.force_login(editor)
    return editor


def a_page(number: object, *, day: int = 1, paragraphs: int = 1) -> str:
    body = [BODY.format(number=number), *(f"وهذه الفقرة {n} من {number} طويلة." for n in range(paragraphs - 1))]
    return PAGE.format(day=day, body="\n".join(body))


def some_offers(count: int, *, day: int = 1, paragraphs: int = 1) -> list[Offer]:
    """Pairs of one day each: two bulletins that share no sentence."""
    texts = [a_page(f"{day}{n}", day=day + n // 2, paragraphs=paragraphs) for n in range(2 * count)]
    files = [Incoming(f"{number}.txt", text.encode().__bytes__) for number, text in enumerate(texts)]
    report = import_files(files, kind=ImportBatch.Kind.UPLOAD, by=None)
    return list(Offer.objects.filter(batch=report.batch).order_by("pk"))


def page(client, name: str, *arguments, **asked) -> str:
    return client.get(reverse(name, args=arguments), asked).content.decode()


@pytest.mark.parametrize("name", ["offers", "offer", "revision_parting"])
def test_these_pages_are_for_editors(client, name):
    [offer] = some_offers(1)
    numbers = {"offers": [], "offer": [offer.pk], "revision_parting": [offer.article.current_revision.pk]}
    url = reverse(name, args=numbers[name])
    assert client.get(url).status_code == 302
    client.force_login(an_analyst())
    assert client.get(url).status_code == 403
    client.force_login(an_editor())
    assert client.get(url).status_code == 200


@pytest.mark.parametrize("name", ["offer_joining", "offer_parting"])
def test_editors_alone_decide(client, name):
    [offer] = some_offers(1)
    client.force_login(an_analyst())
    assert client.post(reverse(name, args=[offer.pk])).status_code == 403
    client.force_login(an_editor())
    assert client.get(reverse(name, args=[offer.pk])).status_code == 405
    assert client.post(reverse(name, args=[offer.pk])).status_code == 302
    assert client.post(reverse(name, args=[10**9])).status_code == 404


def test_the_list_has_what_waits_and_what_was_decided(client, editor):
    first, second, third = some_offers(3)
    join(first, by=editor)
    keep_apart(second, by=editor)
    waiting = page(client, "offers")
    assert reverse("offer", args=[third.pk]) in waiting
    assert reverse("offer", args=[first.pk]) not in waiting
    assert "1 pair" in waiting
    decided = page(client, "offers", decided="1")
    assert "2 pairs" in decided
    assert editor.display_name in decided


def test_the_list_can_be_of_one_import(client, editor):
    [offer], [other] = some_offers(1), some_offers(1, day=7)
    told = page(client, "offers", batch=offer.batch_id)
    assert reverse("offer", args=[offer.pk]) in told
    assert reverse("offer", args=[other.pk]) not in told
    assert client.get(reverse("offers"), {"batch": "x", "page": "y"}).status_code == 200


def test_the_two_texts_are_shown_side_by_side_with_what_differs(client, editor):
    [offer] = some_offers(1)
    told = page(client, "offer", offer.pk)
    assert "<del>قال الوزير 10 ذلك أمس.</del>" in told
    assert "<ins>قال الوزير 11 ذلك أمس.</ins>" in told
    assert "<ins>نشرة" not in told
    assert "No sentence is the same" in told


def test_joining_goes_on_to_what_waits_next_and_can_be_taken_back(client, editor):
    offer, _other = some_offers(2)
    response = client.post(reverse("offer_joining", args=[offer.pk]), follow=True)
    assert response.redirect_chain[-1][0] == reverse("offers")
    assert "text 2 of the older article" in response.content.decode()
    assert "Part them again" in page(client, "offer", offer.pk)
    response = client.post(reverse("offer_parting", args=[offer.pk]), {"seen": "joined"}, follow=True)
    assert response.redirect_chain[-1][0] == reverse("offer", args=[offer.pk])
    assert "both stand by themselves" in response.content.decode()


def test_a_page_from_before_somebody_elses_decision_decides_nothing(client, editor):
    [offer] = some_offers(1)
    assert '<input type="hidden" name="seen" value="">' in page(client, "offer", offer.pk)
    join(offer, by=an_editor())
    response = client.post(reverse("offer_parting", args=[offer.pk]), {"seen": ""}, follow=True)
    assert response.redirect_chain[-1][0] == reverse("offer", args=[offer.pk])
    assert "Somebody else has decided" in response.content.decode()
    offer.refresh_from_db()
    assert offer.is_joined
    assert '<input type="hidden" name="seen" value="joined">' in page(client, "offer", offer.pk)
    client.post(reverse("offer_parting", args=[offer.pk]), {"seen": "joined"})
    offer.refresh_from_db()
    assert not offer.is_joined


def test_a_conflict_is_said_where_it_was_met(client, editor):
    first, second = some_offers(2)
    join(second, by=editor)
    other = Offer.objects.create(article=second.article, older=first.older, reason="same_name", share=0)
    response = client.post(reverse("offer_joining", args=[other.pk]), follow=True)
    assert response.redirect_chain[-1][0] == reverse("offer", args=[other.pk])
    assert "was joined to another" in response.content.decode()


def test_a_text_is_parted_on_a_page_that_shows_it_beside_the_one_before(client, editor):
    [offer] = some_offers(1)
    revision = join(offer, by=editor)
    told = page(client, "revision_parting", revision.pk)
    assert "<ins>قال الوزير 11" in told
    response = client.post(reverse("revision_parting", args=[revision.pk]))
    assert response.url == reverse("admin:articles_article_change", args=[offer.article_id])
    response = client.post(reverse("revision_parting", args=[revision.pk]), follow=True)
    assert "parted from the article already" in response.content.decode()


def test_the_report_of_an_import_names_what_may_be_a_new_text(client, editor):
    [offer] = some_offers(1)
    told = page(client, "import_batch", offer.batch_id)
    assert "1 article may be a new text of an older one." in told
    assert f'href="{reverse("offer", args=[offer.pk])}"' in told
    keep_apart(offer, by=editor)
    told = page(client, "import_batch", offer.batch_id)
    assert "may be a new text of an older one." not in told
    assert "Two articles" in told


def test_pasting_what_may_be_a_new_text_says_so_before_and_after(client, editor):
    some_offers(1)
    typed = {
        "text": a_page("آخر"),
        "headline": "نشرة الأخبار",
        "publisher": "صحيفة الضفة",
        "published_on": "2020-02-01",
    }
    rest = {"aggregator": "", "published_time": "", "language": "ar", "url": ""}
    preview = client.post(reverse("new_article"), typed | rest | {"preview": "1"}).content.decode()
    assert "It will be an article of its own" in preview
    saved = client.post(reverse("new_article"), typed | rest | {"save": "1"}, follow=True).content.decode()
    assert "It may be a new text of an older article." in saved


def test_the_administration_leads_on_and_offers_to_part(client, editor):
    [offer] = some_offers(1)
    join(offer, by=editor)
    newer, older = (reverse("admin:articles_article_change", args=[pk]) for pk in (offer.article_id, offer.older_id))
    response = client.get(newer, follow=True)
    assert response.redirect_chain[-1][0] == older
    told = response.content.decode()
    assert f"Article {offer.article_id} was joined to this one." in told
    assert reverse("offer", args=[offer.pk]) in told
    assert reverse("revision_parting", args=[offer.older.revisions.get(number=1).pk]) in told
    listed = client.get(reverse("admin:articles_article_changelist")).content.decode()
    assert older in listed
    assert newer not in listed


@pytest.mark.parametrize("count", [1, 9])
def test_the_list_takes_as_many_queries_for_many_as_for_few(client, editor, count, django_assert_num_queries):
    some_offers(count)
    with django_assert_num_queries(5):
        client.get(reverse("offers"))


@pytest.mark.parametrize("count", [1, 9])
def test_the_report_takes_as_many_queries_for_many_offers_as_for_few(client, editor, count, django_assert_num_queries):
    [offer, *_others] = some_offers(count)
    with django_assert_num_queries(10):
        client.get(reverse("import_batch", args=[offer.batch_id]))


@pytest.mark.parametrize("paragraphs", [1, 80])
def test_a_comparison_takes_as_many_queries_for_long_texts_as_for_short(
    client, editor, paragraphs, django_assert_num_queries
):
    [offer] = some_offers(1, paragraphs=paragraphs)
    with django_assert_num_queries(9):
        client.get(reverse("offer", args=[offer.pk]))


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_page_is_shown_in_both_languages(client, language):
    client.force_login(an_editor(language=language))
    [offer] = some_offers(1)
    revision = join(offer, by=None)
    with translation.override(language):
        for name, arguments in [("offers", []), ("offer", [offer.pk]), ("revision_parting", [revision.pk])]:
            assert client.get(reverse(name, args=arguments)).status_code == 200
