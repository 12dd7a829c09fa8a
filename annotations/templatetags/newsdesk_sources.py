"""What templates ask of a source."""

from django import template

from annotations.models import Source

register = template.Library()


@register.filter
def other_name(source: Source) -> str:
    """Its name in the other language than the reader's, "" where it has but one."""
    return source.name_en if str(source) == source.name_ar else source.name_ar if source.name_en else ""
