"""What one version of a codebook says otherwise than another, in words."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language, gettext_lazy

from annotations.codebook.differences import ORDER, Difference
from annotations.templatetags.newsdesk_codebook import in_words

THINGS = {
    "codebook": gettext_lazy("codebook"),
    "kind": gettext_lazy("kind of annotation"),
    "role": gettext_lazy("part"),
    "label": gettext_lazy("label"),
    "attribute": gettext_lazy("attribute"),
    "choice": gettext_lazy("choice"),
    "constraint": gettext_lazy("check"),
    "relation": gettext_lazy("relation"),
    "article_label": gettext_lazy("about the article"),
}
# What is not named, defined or held, by its field.
ASPECTS = {
    "hotkey": gettext_lazy("key"),
    "paint": gettext_lazy("colour"),
    "examples": gettext_lazy("examples"),
    "not_examples": gettext_lazy("counter-examples"),
    "cues": gettext_lazy("words that signal it"),
    "precedence": gettext_lazy("which label goes before which"),
    "flow": gettext_lazy("order in which its parts are asked for"),
    "quoted_role": gettext_lazy("which part is quoted"),
    "source_role": gettext_lazy("which part is the source"),
    "source_implicit": gettext_lazy("what a source without words sets"),
    "source_suffix": gettext_lazy("what a source that is a pronoun sets"),
    "source_anonymous": gettext_lazy("what a source without a name sets"),
    "min": gettext_lazy("how often it must be marked"),
    "max": gettext_lazy("how often it may be marked"),
    "linked": gettext_lazy("whether it points to a source of the registry"),
    "may_overlap": gettext_lazy("which parts it may overlap"),
    "type": gettext_lazy("type"),
    "required": gettext_lazy("whether it is required"),
    "repeated": gettext_lazy("whether it holds several"),
    "ordered": gettext_lazy("whether its choices are a scale"),
    "outside_order": gettext_lazy("whether it is a point of the scale"),
    "default": gettext_lazy("what is proposed"),
    "default_by_label": gettext_lazy("what is proposed by label"),
    "default_when": gettext_lazy("what is proposed by the marked words"),
    "default_from_source": gettext_lazy("whether the source’s other annotations propose it"),
    "from_": gettext_lazy("what it leads from"),
    "to": gettext_lazy("what it leads to"),
    "symmetric": gettext_lazy("whether it means the same both ways"),
    "acyclic": gettext_lazy("whether it may lead back to its start"),
    "nested": gettext_lazy("whether it is offered within quoted words"),
    "same_source": gettext_lazy("whether both have the same source"),
    "inverse": gettext_lazy("its name at the other end"),
    ORDER: gettext_lazy("order"),
}

register = template.Library()


@register.filter
def thing_in_words(difference: Difference) -> str:
    return str(THINGS[difference.thing])


@register.filter
def aspects_in_words(difference: Difference) -> str:
    comma = ", " if (get_language() or "ar").startswith("en") else "، "
    return comma.join(str(ASPECTS[aspect]) for aspect in difference.aspects)


@register.filter
def holder_in_words(difference: Difference) -> str:
    """The attribute or article label that a choice belongs to; "" for what a kind itself holds."""
    return in_words(difference.within[-1]) if difference.thing == "choice" else ""
