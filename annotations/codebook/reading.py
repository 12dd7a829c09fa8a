"""From the YAML that an editor writes to a `CodebookSpec`, or to the list of all that is wrong with it.

The format is docs/codebook.md. Below, one function reads one thing of the format.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from annotations.codebook.parts import CodebookError, CodebookErrors, Part
from annotations.codebook.spec import (
    ANY_LABEL,
    ATTRIBUTE_TYPES,
    PAINTS,
    ArticleLabelKind,
    Attribute,
    AttributeValues,
    Choice,
    CodebookSpec,
    Constraint,
    DefaultWhen,
    Earlier,
    Kind,
    Label,
    Name,
    RelationKind,
    Role,
    Value,
)
from annotations.codebook.unsaid import quoted_role, source_role
from annotations.codebook.values import listed
from annotations.codebook.yaml_tree import Scalar, YamlError, read_yaml

VERSION_LIMIT = 1_000_000

_CONDITIONS = ("if", "if_label", "if_role_absent", "if_role_present")
_CONSEQUENCES = ("then", "then_empty", "require", "require_note", "require_role", "forbid_role", "require_source")
_FILLING = ("flow", "quoted_role", "source_role", "source_implicit", "source_suffix", "source_anonymous")
_SHOWN = ("definition", "examples", "not_examples")
_LINKED = "linked"
_QUOTATION = ("content_in_quotation_marks", "content_partly_in_quotation_marks")


def read_codebook(source: str | bytes) -> CodebookSpec:
    """The codebook written in `source` (bytes are UTF-8). Raises `CodebookErrors` with everything that is wrong."""
    try:
        root = read_yaml(source)
    except YamlError as error:
        raise CodebookErrors([CodebookError(error.line, error.column, "", error.message)]) from error
    errors: list[CodebookError] = []
    spec = _codebook(Part(root, "", errors))
    if errors:
        raise CodebookErrors(errors)
    return CodebookSpec.from_json(spec.as_json())  # That says what was left to be understood.


def _codebook(part: Part) -> CodebookSpec:
    part.expect(
        required=("key", "version", "name", "annotations"),
        optional=("definition", "relations", "article_labels", "from_earlier"),
    )
    kinds = part.keyed("annotations", _kind, needed=True)
    return CodebookSpec(
        key=part.key("key"),
        version=part.count("version", least=1, most=VERSION_LIMIT),
        name=part.name("name"),
        definition=part.definition(),
        annotations=kinds,
        relations=part.keyed("relations", lambda item: _relation(item, [kind.key for kind in kinds])),
        article_labels=part.keyed("article_labels", _article_label),
        from_earlier=tuple(_earlier(item, {kind.key: kind for kind in kinds}) for item in part.parts("from_earlier")),
    )


def _earlier(part: Part, kinds: dict[str, Kind]) -> Earlier:
    """Keys of an earlier version need not be known here; what they become must be."""
    by = ("label", "becomes_label") if "label" in part else ("attribute", "value", "becomes")
    part.expect(required=("kind", *by))
    kind = kinds.get(part.known("kind", kinds)) or Kind("", Name("", ""))
    if "label" in part:
        becomes_label = part.known("becomes_label", kind.labels_by_key) if kind.key else ""
        return Earlier(kind.key, label=part.key("label"), becomes_label=becomes_label)
    return Earlier(
        kind.key,
        attribute=part.key("attribute"),
        value=part.key("value"),
        becomes=_becoming(part.part("becomes"), kind) if kind.key and "becomes" in part else None,
    )


def _becoming(part: Part, kind: Kind) -> dict[str, Value]:
    part.expect(optional=tuple(kind.attributes_by_key))
    return {key: part.value(key, kind.attribute(key)) for key in part if key in kind.attributes_by_key}


def _kind(part: Part) -> Kind:
    part.expect(
        required=("key", "name", "labels"),
        optional=(*_SHOWN, "hotkey", "paint", "roles", "attributes", "constraints", "precedence", *_FILLING),
    )
    roles = _roles(part)
    labels = part.keyed("labels", _label, needed=True)
    role_keys, label_keys = [role.key for role in roles], [label.key for label in labels]
    quoted = part.known("quoted_role", role_keys) or quoted_role(role_keys)
    attributes = part.keyed("attributes", lambda item: _attribute(item, role_keys, label_keys, quoted))
    bare = Kind(part.key("key"), part.name("name"), part.definition(), part.hotkey(), roles, labels, attributes)
    bare = replace(bare, source_role=part.known("source_role", role_keys) or source_role(role_keys))
    constraints = tuple(_constraint(item, bare) for item in part.parts("constraints"))
    return replace(
        bare,
        constraints=constraints,
        examples=part.examples(),
        not_examples=part.examples("not_examples"),
        precedence=part.several_known("precedence", label_keys),
        paint=_paint(part),
        flow=part.several_known("flow", role_keys) or None,
        quoted_role=quoted,
        source_implicit=_of_source(part, "source_implicit", bare),
        source_suffix=_of_source(part, "source_suffix", bare),
        source_anonymous=_of_source(part, "source_anonymous", bare),
    )


def _of_source(part: Part, name: str, kind: Kind) -> dict[str, Value] | None:
    """The attributes to set for a source that is not in the text as words of its own, or without a name."""
    if name not in part:
        return None
    _expect_source_role(part, name, kind)
    item = part.part(name)
    item.expect(optional=tuple(kind.attributes_by_key))
    return {key: item.value(key, kind.attribute(key)) for key in item if key in kind.attributes_by_key}


def _expect_source_role(part: Part, name: str, kind: Kind) -> None:
    if not kind.source_role:
        part.wrong(
            name, _("This is about a source, but the kind has no `source_role`. Name the role: `source_role: …`.")
        )


def _paint(part: Part) -> str | None:
    return part.known("paint", PAINTS) or None


def _roles(part: Part) -> tuple[Role, ...]:
    """The roles of a kind; which of them one may overlap is told by the keys of all."""
    keys = [node.text for item in part.parts("roles") if isinstance(node := item.entries.get("key"), Scalar)]
    return part.keyed("roles", lambda item: _role(item, keys))


def _role(part: Part, keys: list[str]) -> Role:
    part.expect(required=("key", "name"), optional=(*_SHOWN, "hotkey", "paint", "min", "max", "linked", "may_overlap"))
    least = part.count("min", default=0)
    return Role(
        key=part.key("key"),
        name=part.name("name"),
        definition=part.definition(),
        hotkey=part.hotkey(),
        min=least,
        max=part.count("max", least=max(1, least)) if "max" in part else None,
        examples=part.examples(),
        not_examples=part.examples("not_examples"),
        paint=_paint(part),
        linked=part.flag("linked"),
        may_overlap=part.several_known("may_overlap", keys),
    )


def _label(part: Part) -> Label:
    part.expect(required=("key", "name"), optional=(*_SHOWN, "hotkey", "cues"))
    return Label(
        key=part.key("key"),
        name=part.name("name"),
        definition=part.definition(),
        hotkey=part.hotkey(),
        examples=part.examples(),
        not_examples=part.examples("not_examples"),
        cues=part.words("cues"),
    )


def _choice(part: Part) -> Choice:
    part.expect(required=("key", "name"), optional=(*_SHOWN, "outside_order"))
    return Choice(
        key=part.key("key"),
        name=part.name("name"),
        definition=part.definition(),
        outside_order=part.flag("outside_order"),
        examples=part.examples(),
        not_examples=part.examples("not_examples"),
    )


def _article_label(part: Part) -> ArticleLabelKind:
    part.expect(required=("key", "name", "choices"), optional=("definition", "required"))
    choices = part.keyed("choices", _choice, needed=True)
    return ArticleLabelKind(part.key("key"), part.name("name"), choices, part.definition(), part.flag("required"))


def _attribute(part: Part, roles: list[str], labels: list[str], quoted: str | None) -> Attribute:
    part.expect(
        required=("key", "name", "type"),
        optional=(
            "definition",
            "required",
            "repeated",
            "ordered",
            "choices",
            "default",
            "default_by_label",
            "default_when",
            "default_from_source",
        ),
    )
    bare = Attribute(
        key=part.key("key"),
        name=part.name("name"),
        type=part.known("type", ATTRIBUTE_TYPES),
        definition=part.definition(),
        required=part.flag("required"),
        repeated=part.flag("repeated"),
        ordered=part.flag("ordered"),
        choices=part.keyed("choices", _choice),
    )
    _check_type(part, bare)
    return replace(
        bare,
        default=part.value("default", bare) if "default" in part else None,
        default_by_label=_default_by_label(part, bare, labels) if "default_by_label" in part else None,
        default_when=_default_when(part.part("default_when"), bare, roles, quoted) if "default_when" in part else None,
        default_from_source=part.flag("default_from_source"),
    )


def _check_type(part: Part, attribute: Attribute) -> None:
    has_choices = attribute.type in ("choice", "choices")
    if has_choices and not attribute.choices:
        part.wrong("type", _("An attribute of this type needs `choices`: add a list of them."))
    if not has_choices and attribute.type and attribute.choices:
        part.wrong("choices", _("Only the types choice and choices have choices. Change the type or remove them."))
    if attribute.repeated and attribute.type in ("choice", "choices", "boolean"):
        part.wrong(
            "repeated", _("Only text, url, number and date can be repeated. For several choices use the type choices.")
        )
    if attribute.ordered and attribute.type != "choice":
        part.wrong("ordered", _("Only the type choice can be ordered."))
    if not attribute.ordered and any(choice.outside_order for choice in attribute.choices):
        part.wrong("choices", _("outside_order has a meaning only where the attribute says `ordered: true`."))
    given = [name for name in ("default", "default_by_label", "default_when") if name in part]
    for name in given[1:]:
        part.wrong(name, _("An attribute has one default. Keep one of: {given}."), given=listed(given))


def _default_by_label(part: Part, attribute: Attribute, labels: list[str]) -> dict[str, Value]:
    item = part.part("default_by_label")
    item.expect(optional=(*labels, ANY_LABEL))
    return {label: item.value(label, attribute) for label in item}


def _default_when(part: Part, attribute: Attribute, roles: list[str], quoted: str | None) -> DefaultWhen | None:
    if "contains_word" in part:
        return _default_by_words(part, attribute, roles, quoted)
    if "role_present" in part:
        part.expect(required=("role_present", "value"), optional=("otherwise",))
        role, names = part.known("role_present", roles), {"present": "value", "otherwise": "otherwise"}
    else:
        part.expect(required=(_QUOTATION[0],), optional=("role", _QUOTATION[1], "otherwise"))
        role = part.known("role", roles) if "role" in part else quoted or ""
        names = {"quoted": _QUOTATION[0], "partly_quoted": _QUOTATION[1], "otherwise": "otherwise"}
        if not role and "role" not in part:
            part.wrong("", _("This kind has no `quoted_role`. Name the role to look at: `role: …`."))
    values: dict[str, Any] = {field: part.value(name, attribute) for field, name in names.items() if name in part}
    return DefaultWhen(role, **values)


def _default_by_words(part: Part, attribute: Attribute, roles: list[str], quoted: str | None) -> DefaultWhen:
    """By words in a role: the quoted one, else the only one, unless it is named."""
    part.expect(required=("contains_word", "value"), optional=("role", "otherwise"))
    role = part.known("role", roles) if "role" in part else quoted or (roles[0] if len(roles) == 1 else "")
    if not role and "role" not in part:
        part.wrong("", _("This kind has several roles. Name the one to look at: `role: …`."))
    present, otherwise = (part.value(name, attribute) if name in part else None for name in ("value", "otherwise"))
    return DefaultWhen(role, present=present, otherwise=otherwise, words=part.words("contains_word"))


def _constraint(part: Part, kind: Kind) -> Constraint:
    part.expect(required=("message",), optional=(*_CONDITIONS, *_CONSEQUENCES))
    for names in (_CONDITIONS, _CONSEQUENCES):
        if part.is_mapping and not any(name in part for name in names):
            part.wrong("", _("A constraint needs at least one of: {names}."), names=listed(names))
    if "require_source" in part:
        _expect_source_role(part, "require_source", kind)
    words_do, is_linked = _wanted_of_source(part)
    return Constraint(
        message=part.name("message"),
        if_=_attribute_values(part, "if", kind),
        if_label=part.several_known("if_label", kind.labels_by_key),
        then=_attribute_values(part, "then", kind),
        then_empty=part.several_known("then_empty", kind.attributes_by_key),
        require=part.several_known("require", kind.attributes_by_key),
        require_note=part.flag("require_note"),
        require_role=part.several_known("require_role", kind.roles_by_key),
        forbid_role=part.several_known("forbid_role", kind.roles_by_key),
        require_source=words_do,
        if_role_absent=part.several_known("if_role_absent", kind.roles_by_key),
        if_role_present=part.several_known("if_role_present", kind.roles_by_key),
        require_linked=is_linked,
    )


def _wanted_of_source(part: Part) -> tuple[bool, bool]:
    """Whether `require_source` wants a source, be it by words alone, and whether it wants an entry of the registry."""
    node = part.entries.get("require_source")
    if isinstance(node, Scalar) and isinstance(node.value, str):
        return False, bool(part.known("require_source", (_LINKED,)))
    return part.flag("require_source"), False


def _attribute_values(part: Part, name: str, kind: Kind) -> tuple[AttributeValues, ...]:
    if name not in part:
        return ()
    item = part.part(name)
    item.expect(optional=tuple(kind.attributes_by_key))
    return tuple(
        AttributeValues(key, tuple(item.values(key, attribute)))
        for key in item
        if (attribute := kind.attributes_by_key.get(key))
    )


def _relation(part: Part, kinds: list[str]) -> RelationKind:
    part.expect(
        required=("key", "name", "from", "to"),
        optional=("definition", "symmetric", "acyclic", "nested", "inverse", "same_source"),
    )
    relation = RelationKind(
        key=part.key("key"),
        name=part.name("name"),
        from_=part.several_known("from", kinds),
        to=part.several_known("to", kinds),
        definition=part.definition(),
        symmetric=part.flag("symmetric"),
        acyclic=part.flag("acyclic"),
        nested=part.flag("nested") if "nested" in part else None,
        inverse=part.name("inverse") if "inverse" in part else None,
        same_source=part.flag("same_source") if "same_source" in part else None,
    )
    if relation.symmetric and set(relation.from_) != set(relation.to):
        part.wrong("symmetric", _("A symmetric relation has the same kinds at both ends."))
    if relation.symmetric and relation.inverse:
        part.wrong("inverse", _("A symmetric relation has one name. Remove this."))
    if relation.symmetric and relation.acyclic:
        part.wrong("acyclic", _("A symmetric relation cannot be acyclic. Keep one of the two."))
    return relation
