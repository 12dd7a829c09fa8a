"""The forms with which an administrator erases an article, or an entry of the registry, by law."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.contrib import messages
from django.core.validators import MaxLengthValidator, MinLengthValidator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from annotations.access import sources_visible_to
from annotations.models import Source
from annotations.readings.erasing import erase_article, erased_with, exports_with, extent_of, readers_of
from annotations.sources.changing import refuse_built_in
from annotations.sources.erasing import erase_source, exports_with_source, extent_of_source
from annotations.sources.finding import other_names_of
from articles.models import Article
from newsdesk.errors import Conflict
from newsdesk.history.erasing import SHORTEST_REASON
from newsdesk.roles import SignedInRequest, administrators_only

LONGEST_REASON = 2000


class ErasureForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why it is erased"),
        help_text=gettext_lazy("Stays for good. Name the order or the request, and quote nothing of what is erased."),
        # Not `max_length`, by which browsers cut what is pasted without a word.
        validators=[MinLengthValidator(SHORTEST_REASON), MaxLengthValidator(LONGEST_REASON)],
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
    )
    number = forms.IntegerField(widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}))

    def __init__(self, data: Any = None, *, subject: Article | Source) -> None:
        super().__init__(data)
        self.subject = subject
        whose = _("the article’s number") if isinstance(subject, Article) else _("the number of the entry")
        self.fields["number"].label = _("Type %(number)d, %(whose)s, to confirm") % {
            "number": subject.pk,
            "whose": whose,
        }
        self.helper = FormHelper()
        self.helper.add_input(Submit("", _("Erase for good"), css_class="button-danger"))

    def clean_number(self) -> int:
        typed: int = self.cleaned_data["number"]
        if typed != self.subject.pk:
            raise forms.ValidationError(_("This is not the number that is asked for."))
        return typed


@administrators_only
@require_http_methods(["GET", "POST"])
@never_cache
def article_erasure(request: SignedInRequest, pk: int) -> HttpResponse:
    """See what would go, give the reason, confirm."""
    article = get_object_or_404(Article.objects.select_related("erasure", "publisher", "aggregator"), pk=pk)
    article.refuse_if_erased()
    form = ErasureForm(request.POST if request.method == "POST" else None, subject=article)
    if form.is_valid():
        erase_article(article, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Erased. Where the article was, a note says so."))
        return redirect("articles")
    pks = erased_with(article)
    context = {
        "form": form,
        "article": article,
        "extent": extent_of(pks),
        "readers": readers_of(pks),
        "exports": exports_with(pks).select_related("project"),
        "others": [pk for pk in pks if pk != article.pk],
    }
    return render(request, "annotations/article_erasure.html", context)


@administrators_only
@require_http_methods(["GET", "POST"])
@never_cache
def source_erasure(request: SignedInRequest, pk: int) -> HttpResponse:
    """The same for an entry of the registry, with those that were merged into it."""
    source = get_object_or_404(sources_visible_to(request.user).select_related("merged_into", "erasure"), pk=pk)
    source.refuse_if_erased()
    if source.merged_into_id and request.method == "POST":
        raise Conflict(_("Somebody has merged this entry into another meanwhile. Erase that one."), code="merged")
    if source.merged_into_id:
        return redirect("source_erasure", source.merged_into_id)
    refuse_built_in(source)
    form = ErasureForm(request.POST if request.method == "POST" else None, subject=source)
    if form.is_valid():
        erase_source(source, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Erased. What pointed to the source points to nobody now."))
        return redirect("sources")
    context = {
        "form": form,
        "source": source,
        "names": other_names_of([source])[source.pk],
        "extent": extent_of_source(source),
        "exports": exports_with_source(source).select_related("project"),
    }
    return render(request, "annotations/source_erasure.html", context)
