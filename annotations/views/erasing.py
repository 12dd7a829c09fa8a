"""The form with which an administrator erases an article by law."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from annotations.erasing import erase_article, exports_with, extent_of, readers_of
from articles.models import Article
from newsdesk.accounts import SignedInRequest, administrators_only
from newsdesk.erasing import SHORTEST_REASON


class ErasureForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why it is erased"),
        help_text=gettext_lazy("Stays for good. Name the order or the request, and quote nothing of the article."),
        min_length=SHORTEST_REASON,
        max_length=2000,
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
    )
    number = forms.IntegerField(widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}))

    def __init__(self, data: Any = None, *, article: Article) -> None:
        super().__init__(data)
        self.article = article
        self.fields["number"].label = _("Type %(number)d, the article’s number, to confirm") % {"number": article.pk}
        self.helper = FormHelper()
        self.helper.add_input(Submit("", _("Erase for good"), css_class="button-danger"))

    def clean_number(self) -> int:
        typed: int = self.cleaned_data["number"]
        if typed != self.article.pk:
            raise forms.ValidationError(_("This is not the number of the article."))
        return typed


@administrators_only
@require_http_methods(["GET", "POST"])
@never_cache
def article_erasure(request: SignedInRequest, pk: int) -> HttpResponse:
    """See what would go, give the reason, confirm."""
    article = get_object_or_404(Article.objects.select_related("erasure", "publisher", "aggregator"), pk=pk)
    article.refuse_if_erased()
    form = ErasureForm(request.POST if request.method == "POST" else None, article=article)
    if form.is_valid():
        erase_article(article, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Erased. Where the article was, a note says so."))
        return redirect("articles")
    context = {
        "form": form,
        "article": article,
        "extent": extent_of(article),
        "readers": readers_of(article),
        "exports": exports_with(article).select_related("project"),
    }
    return render(request, "annotations/article_erasure.html", context)
