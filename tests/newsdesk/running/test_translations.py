"""What the translation tool finds in sources, and what it does not let pass."""

from pathlib import Path

import pytest

from newsdesk.running import translations
from newsdesk.running.translations import HEADER, PLURAL, Domain

SIX = "\n".join(f'msgstr[{form}] "%(n)s مقال"' for form in range(6))
PLURAL_ENTRY = f'\nmsgid "%(n)s article"\nmsgid_plural "%(n)s articles"\n{SIX}\n'


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    return tmp_path


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")


def translate(root: Path, entries: str, app: str = "articles", header: str = HEADER) -> None:
    write(root, f"{app}/locale/ar/LC_MESSAGES/django.po", header + entries)


def test_texts_are_found_in_python_templates_and_scripts(root: Path) -> None:
    write(
        root,
        "articles/views/importing.py",
        'from x import gettext as _\n_("In Python")\nngettext("one %(n)s", "many %(n)s", 2)\n',
    )
    page = (
        '{% load i18n %}\n<div>\n    {% translate "In a tag" %}\n    {% blocktranslate count n=2 trimmed %}\n'
        "      {{ n }} row\n      {% plural %}\n      {{ n }} rows\n    {% endblocktranslate %}\n</div>"
    )
    write(root, "articles/templates/articles/page.html", page)
    write(root, "articles/static/articles/x.js", "import {gettext} from './i18n.js';\nfoo(gettext('In a script'));\n")
    assert {found[0] for found in Domain("articles", "django").found()} == {
        "In Python",
        ("one %(n)s", "many %(n)s"),
        "In a tag",
        ("%(n)s row", "%(n)s rows"),
    }
    assert {found[0] for found in Domain("articles", "djangojs").found()} == {"In a script"}


def test_a_missing_text_is_named_with_its_file(root: Path) -> None:
    write(root, "articles/views/importing.py", '_("Only here")\n')
    (problem,) = translations.check()
    assert "missing 'Only here' (articles/views/importing.py)" in problem


@pytest.mark.parametrize(
    ("source", "entries", "problem"),
    [
        ('_("A")', '\nmsgid "A"\nmsgstr ""\n', "is not translated"),
        ('_("A")', '\n#, fuzzy\nmsgid "A"\nmsgstr "ا"\n', "is marked fuzzy"),
        ('_("A")', '\nmsgid "A"\nmsgstr "ا"\n\nmsgid "B"\nmsgstr "ب"\n', "'B' is no longer used"),
        ('_("A")', '\nmsgid "A"\nmsgstr "ا"\n\n#~ msgid "B"\n#~ msgstr "ب"\n', "'B' is commented out"),
        ('_("%(n)s A")', '\nmsgid "%(n)s A"\nmsgstr "ا"\n', "leaves out %(n)s"),
        ('_("{n} A")', '\nmsgid "{n} A"\nmsgstr "{m} {n}"\n', "has {m}, which the original has not"),
        ('ngettext("%(n)s article", "%(n)s articles", 2)', PLURAL_ENTRY.replace("5] ", "5] #"), ""),
        ('_("A")', '\nmsgctxt "c"\nmsgid "A"\nmsgstr "ا"\n', "missing 'A'"),
    ],
)
def test_what_is_wrong_is_named(root: Path, source: str, entries: str, problem: str) -> None:
    write(root, "articles/views/importing.py", source)
    translate(root, entries.replace("5] #", "5] "))
    problems = "\n".join(translations.check())
    assert problem in problems
    assert bool(problems) is bool(problem)


def test_every_arabic_plural_form_is_wanted(root: Path) -> None:
    write(root, "articles/views/importing.py", 'ngettext("%(n)s article", "%(n)s articles", 2)')
    translate(root, PLURAL_ENTRY.replace('msgstr[4] "%(n)s مقال"', 'msgstr[4] ""'))
    assert "lacks a plural form" in translations.check()[0]


def test_babels_own_order_of_arabic_plurals_is_refused(root: Path) -> None:
    write(root, "articles/views/importing.py", "")
    translate(root, "", header=HEADER.replace(PLURAL, PLURAL.replace("n%100>=11 && n%100<=99", "n%100<=2")))
    assert "Plural-Forms" in translations.check()[0]


def test_a_text_translated_in_an_app_below_needs_no_second_entry_and_no_other_wording(root: Path) -> None:
    for app in ("newsdesk", "articles"):
        write(root, f"{app}/views.py", '_("Save")')
    translate(root, '\nmsgid "Save"\nmsgstr "احفظ"\n', app="newsdesk")
    assert translations.check() == []
    translate(root, '\nmsgid "Save"\nmsgstr "خزّن"\n', app="articles")
    assert "is translated otherwise in newsdesk" in translations.check()[0]


def test_update_adds_what_is_missing_and_keeps_what_is_there(root: Path) -> None:
    write(root, "articles/views/importing.py", '_("Old")\n_("New")\n')
    translate(root, '\nmsgid "Old"\nmsgstr "قديم"\n\nmsgid "Gone"\nmsgstr "راح"\n')
    assert translations.update() == ["articles/locale/ar/LC_MESSAGES/django.po: 1 added, 1 no longer used, 0 moved"]
    catalog = Domain("articles", "django").read()
    assert {message.id: message.string for message in catalog if message.id} == {"Old": "قديم", "New": ""}
    assert translations.update() == []


def test_update_names_the_file_that_holds_a_text_once_another_is_gone(root: Path) -> None:
    write(root, "articles/views/importing.py", '_("Old")\n')
    translate(root, '\n#: articles/views/uploading.py\nmsgid "Old"\nmsgstr "قديم"\n')
    assert translations.update() == ["articles/locale/ar/LC_MESSAGES/django.po: 0 added, 0 no longer used, 1 moved"]
    [message] = [message for message in Domain("articles", "django").read() if message.id]
    assert (message.string, [file for file, _line in message.locations]) == ("قديم", ["articles/views/importing.py"])
    assert translations.update() == []


def test_compiling_makes_what_django_reads_and_does_it_once(root: Path) -> None:
    translate(root, '\nmsgid "Old"\nmsgstr "قديم"\n')
    (compiled,) = translations.compile_changed()
    assert "قديم".encode() in compiled.read_bytes()
    assert translations.compile_changed() == []
