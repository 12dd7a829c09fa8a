"""What templates ask of access."""

from django import template

from annotations.access import Doors, Visitor, doors_of

register = template.Library()


@register.simple_tag
def doors(user: Visitor) -> Doors:
    """Which pages the menu offers to somebody."""
    return doors_of(user)
