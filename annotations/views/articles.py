from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from annotations.access import articles_visible_to, publishers_visible_to
from annotations.readings.listing import newest_first, with_own_reading
from articles.models import Article, ArticleQuerySet, Publisher
from newsdesk.web.paging import LongList

ROWS = 25


class Search(forms.Form):
    q = forms.CharField(
        label=_("Words of the headline"), required=False, max_length=200, widget=forms.TextInput({"type": "search"})
    )
    publisher = forms.TypedChoiceField(label=_("Publisher"), required=False, coerce=int, empty_value=None)

    def __init__(self, data: QueryDict, publishers: Iterable[Publisher]) -> None:
        super().__init__(data)
        publisher = self.fields["publisher"]
        assert isinstance(publisher, forms.TypedChoiceField)
        publisher.choices = [("", _("All publishers")), *((one.pk, str(one)) for one in publishers)]

    def found_among(self, articles: ArticleQuerySet) -> QuerySet[Article]:
        """The articles that fit; a filter that makes no sense is named by the form and left out."""
        self.full_clean()
        articles = articles.matching(self.cleaned_data.get("q", ""))
        if publisher := self.cleaned_data.get("publisher"):
            articles = articles.filter(publisher=publisher)
        return articles


@require_GET
def articles(request: HttpRequest) -> HttpResponse:
    """The articles that one may read, newest first, found by words of their headlines."""
    search = Search(request.GET, publishers_visible_to(request.user))
    found = newest_first(search.found_among(articles_visible_to(request.user).standing()))
    page = LongList(found.values_list("pk", flat=True), ROWS).get_page(request.GET.get("page"))
    shown = Article.objects.filter(pk__in=list(page))  # Of these it was asked just now whether one may see them.
    page.object_list = with_own_reading(newest_first(shown), request.user)
    is_searching = any(search.cleaned_data.values())
    context = {"search": search, "page": page, "is_searching": is_searching}
    return render(request, "annotations/articles.html", context)
