"""Texts that a guess once joined, and publishers that were made from one, found and mended in bulk."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from articles.importing.batches import add_article
from articles.layout.recognising import read
from articles.models import Article, ImportBatch, Offer, Publisher
from articles.revising.doubts import doubtful_articles, doubtful_publishers, part_doubtful, remove_publisher
from articles.revising.joining import join
from newsdesk.history import chain
from newsdesk.history.recording import record
from newsdesk.models import Event
from tests.factories import an_editor, revise

pytestmark = pytest.mark.django_db

PAGE = """عين على المدينة

{headline}

{headline}

2020-02-29 08:00:00 - المصدر: صحيفة الضفة

{body}
"""
MORNING = "قررت البلدية إغلاق السوق مدة شهرين كاملين.\n\nوذكر رئيسها أن الباعة سينقلون إلى موقع مؤقت."
UPDATED = "قررت البلدية إغلاق السوق مدة شهرين كاملين.\n\nوأضاف رئيسها أن الأعمال تبدأ يوم الأحد المقبل."
EVENING = "وصلت شحنة القمح إلى المرفأ صباح الخميس.\n\nوبدأ التفريغ قبل الظهر في حضور المدير."
LATER = "وصلت شحنة القمح إلى المرفأ صباح الخميس.\n\nوانتهى التفريغ مساء في حضور المدير نفسه."


def a_page(body: str, headline: str = "نشرة الأخبار") -> str:
    return PAGE.format(headline=headline, body=body)


def joined_by_a_guess(*texts: str, kind: str = "command", publisher: str = "") -> Article:
    """What an import of before made of them: one article, whatever they say; its names are made publishers."""
    batch = ImportBatch.objects.create(kind=kind)
    first = read(texts[0])
    article = Article.objects.create(
        headline=first.headline,
        publisher=Publisher.named(publisher or first.publisher or "ناشر"),
        published_on=first.published_on,
        batch=batch,
    )
    for text in texts:
        revise(article, read(text), by=None, batch=batch)
    changed = {
        Article: [article.pk],
        type(article.current_revision): list(article.revisions.values_list("pk", flat=True)),
        Publisher: [article.publisher_id],
        ImportBatch: [batch.pk],
    }
    record("batch.imported", batch, by=None, changed=changed)
    return article


def texts(article: Article) -> list[str]:
    return list(article.revisions.standing().order_by("number").values_list("text", flat=True))


def command(*arguments: str) -> str:
    out = StringIO()
    call_command("mend_guesses", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def test_texts_that_share_too_few_sentences_are_doubted():
    article = joined_by_a_guess(*map(a_page, (MORNING, UPDATED, EVENING)))
    joined_by_a_guess(*(a_page(body, "خبر آخر") for body in (MORNING + " نعم.", UPDATED)))
    [doubt] = doubtful_articles()
    assert doubt.article == article
    assert [[revision.number for revision in group] for group in doubt.groups] == [[1, 2], [3]]
    assert [like.share for like in doubt.nearest] == [0]


def test_texts_that_a_guess_joined_are_doubted_however_like_they_are():
    texts = [f"عين على المدينة\nسوق السمك يغلق أبوابه اليوم\n{body}\n" for body in (MORNING, UPDATED)]
    article = joined_by_a_guess(*texts)
    [doubt] = doubtful_articles()
    assert doubt.article == article
    assert doubt.nearest[0].share > 0


def test_what_somebody_typed_is_no_guess():
    for body in (MORNING, UPDATED):
        draft = read(f"سوق السمك\n{body}")
        draft.publisher, draft.published_on, draft.guessed = "الضفة", read(a_page(body)).published_on, frozenset()
        add_article(draft, name="لصق", by=None)
    assert Article.objects.get().revisions.count() == 2
    assert list(doubtful_articles()) == []


def test_an_editors_word_is_no_guess():
    for body in (MORNING, EVENING):
        add_article(read(a_page(body)), name="لصق", by=None)
    join(Offer.objects.get(), by=an_editor())
    assert list(doubtful_articles()) == []


def test_each_group_becomes_an_article_of_its_own():
    editor = an_editor()
    article = joined_by_a_guess(*map(a_page, (MORNING, EVENING, UPDATED, LATER)))
    [doubt] = doubtful_articles()
    [made] = part_doubtful(doubt, by=editor)
    assert texts(article) == [a_page(MORNING), a_page(UPDATED)]
    assert texts(made) == [a_page(EVENING), a_page(LATER)]
    assert set(Article.objects.standing()) == {article, made}
    assert list(doubtful_articles()) == []
    assert Event.objects.filter(action="article.let_go", stream=f"article/{article.pk}", by=editor).count() == 2
    assert chain.verify().breaks == []


def test_the_command_lists_and_changes_nothing_until_it_is_told():
    article = joined_by_a_guess(*map(a_page, (MORNING, EVENING)))
    told = command()
    assert f"Article {article.pk}: نشرة الأخبار" in told
    assert "text 2: 0 % of its sentences" in told
    assert "1 article has texts that nothing proves to be of one article." in told
    assert "Nothing was changed." in told
    assert article.revisions.standing().count() == 2


def test_the_command_parts_in_bulk_and_names_who_did_it():
    editor = an_editor()
    articles = [
        joined_by_a_guess(*(a_page(body, f"نشرة {number}") for body in (f"{number} {MORNING}", EVENING)))
        for number in range(3)
    ]
    told = command("--apply", "--what", "articles", "--by", editor.username)
    assert told.count("parted: article") == 3
    assert "Nothing was changed." not in told
    assert [article.revisions.standing().count() for article in articles] == [1, 1, 1]
    assert Event.objects.filter(action="article.parted", by=editor).count() == 3
    assert "0 articles have texts" in command()


def test_the_command_takes_what_is_chosen():
    first, second = (
        joined_by_a_guess(*(a_page(body, headline) for body in (MORNING + headline, EVENING)))
        for headline in ("نشرة أولى", "نشرة ثانية")
    )
    command("--apply", "--what", "articles", "--only", str(second.pk))
    assert (first.revisions.standing().count(), second.revisions.standing().count()) == (2, 1)
    with pytest.raises(CommandError, match="--what"):
        command("--only", "1")
    with pytest.raises(CommandError, match="nobody"):
        command("--by", "nobody")


def test_texts_that_are_alike_can_be_left():
    texts = [f"عين على المدينة\nسوق السمك يغلق أبوابه اليوم\n{body}\n" for body in (MORNING, UPDATED)]
    article = joined_by_a_guess(*texts)
    command("--apply", "--below", "34")
    assert article.revisions.standing().count() == 2
    command("--apply")
    assert article.revisions.standing().count() == 1


def test_publishers_that_no_text_is_known_to_name_are_doubted():
    read_one = joined_by_a_guess(a_page(MORNING)).publisher
    guessed = joined_by_a_guess(f"سطر\n{EVENING}", publisher="<?xml?>").publisher
    assert read_one.name == "صحيفة الضفة"
    assert list(doubtful_publishers()) == [guessed]


def test_publishers_of_which_a_person_spoke_are_not():
    typed = joined_by_a_guess(f"سطر\n{EVENING}", publisher="مكتوب", kind="paste").publisher
    made = joined_by_a_guess(f"سطر\n{MORNING}", publisher="مصنوع").publisher
    record("publisher.changed", made, by=an_editor())
    given = joined_by_a_guess(f"سطر\n{UPDATED}", publisher="معطى")
    record("article.changed", given, by=None, data={"before": {}, "after": {"publisher": given.publisher_id}})
    assert Publisher.objects.filter(pk__in=[typed.pk, made.pk, given.publisher_id]).count() == 3
    assert list(doubtful_publishers()) == []


def test_a_removed_publisher_is_on_no_article_and_is_kept_as_what_it_is():
    editor = an_editor()
    article = joined_by_a_guess(f"سطر\n{EVENING}", publisher="<?xml?>")
    publisher = article.publisher
    assert remove_publisher(publisher, by=editor) == 1
    article.refresh_from_db()
    publisher.refresh_from_db()
    assert (article.publisher, publisher.kind) == (None, "none")
    changed = Event.objects.get(stream=f"article/{article.pk}", action="article.changed")
    assert (changed.by, changed.data) == (
        editor,
        {"before": {"publisher": publisher.pk}, "after": {"publisher": None}},
    )
    assert list(doubtful_publishers()) == []
    assert chain.verify().breaks == []


def test_the_command_removes_publishers_in_bulk():
    article = joined_by_a_guess(f"سطر\n{EVENING}", publisher="<?xml?>")
    assert "1 publisher is named by no text that is known to name it." in command("--what", "publishers")
    told = command("--apply", "--what", "publishers")
    assert "taken off 1 article" in told
    article.refresh_from_db()
    assert article.publisher is None
