from __future__ import annotations

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from annotations.access import articles_visible_to, publishers_visible_to
from annotations.readings.listing import newest_first, with_own_reading
from articles.models import Article, ArticleQuerySet, Publisher
from articles.models.searching import holding
from newsdesk.web.paging import LongList

ROWS = 25
# The names of so many publishers come with the page, to choose from; of more one types a word.
OFFERED = 100


class Search(forms.Form):
    q = forms.CharField(
        label=_("Words of the headline"), required=False, max_length=200, widget=forms.TextInput({"type": "search"})
    )
    publisher = forms.CharField(
        label=_("Publisher"),
        required=False,
        max_length=200,
        widget=forms.TextInput({"type": "search", "list": "publishers", "autocomplete": "off"}),
    )

    def found_among(self, articles: ArticleQuerySet) -> QuerySet[Article]:
        """The articles that fit; a filter that makes no sense is named by the form and left out."""
        self.full_clean()
        articles = articles.matching(self.cleaned_data.get("q", ""))
        if publisher := self.cleaned_data.get("publisher"):
            articles = articles.filter(publisher__in=holding(Publisher.objects.all(), "name_key", publisher))
        return articles


@require_GET
def articles(request: HttpRequest) -> HttpResponse:
    """The articles that one may read, newest first, found by words of their headlines."""
    search = Search(request.GET)
    found = newest_first(search.found_among(articles_visible_to(request.user).standing()))
    page = LongList(found.values_list("pk", flat=True), ROWS).get_page(request.GET.get("page"))
    shown = Article.objects.filter(pk__in=list(page))  # Of these it was asked just now whether one may see them.
    page.object_list = with_own_reading(newest_first(shown), request.user)
    is_searching = any(search.cleaned_data.values())
    publishers = publishers_visible_to(request.user, most=OFFERED + 1)
    context = {
        "search": search,
        "page": page,
        "is_searching": is_searching,
        "publishers": publishers if len(publishers) <= OFFERED else [],
    }
    return render(request, "annotations/articles.html", context)
