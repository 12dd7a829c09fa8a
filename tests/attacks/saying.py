"""A site in which every text field holds an attack."""

from __future__ import annotations

from typing import Any

from annotations.models import Reading, Source, SourceAlias
from annotations.writing.door import apply
from articles.importing.batches import import_files
from articles.importing.folders import Incoming
from articles.models import Article, ImportBatch, ImportItem, NameProposal, Offer
from articles.notices import SENTENCES
from newsdesk.models import User
from tests.annotations.writing.test_door import anchor, claim, operation
from tests.factories import a_project, a_reading, a_revision, an_article, kept

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg/onload=alert(3)></script><!--{{7*7}}"


def a_site_of_attacks(user: User, attack: str = SCRIPT) -> Reading:
    """Everything that people type, on every page: texts, names, notes, file names, the account that looks included."""
    User.objects.filter(pk=user.pk).update(first_name=attack[:150], last_name=attack[:150])
    user.refresh_from_db()
    kept(user)
    project = a_project(name_ar=attack[:200], name_en=attack[:200])
    text = f"{attack}\nقال كاظم {attack}"
    revision = a_revision(
        text, project=project, headline=attack, publisher=attack[:200], url="https://example.org/?a=b"
    )
    reading = a_reading(project=project, revision=revision, analyst=user)
    source = Source.objects.create(name_ar=f"كاظم {attack}"[:200], name_en=f"Kazim {attack}"[:200], kind="person")
    SourceAlias.objects.create(source=source, name=f"أبو علي {attack}"[:200])
    kept(source)
    said: Any = claim(note=f"{attack} [x](javascript:alert(4))", anchors=[anchor("قال كاظم", text=text)])
    attributed = {
        "kind": "attribution",
        "label": "accuse",
        "attributes": {},
        "note": attack,
        "source": source.pk,
        "anchors": [anchor("قال", "cue", text=text)],
    }
    results = apply(reading, [operation(state=said), operation(state=attributed)], by=user)
    assert [result.status for result in results] == ["applied", "applied"]
    name = attack.replace("/", "∕")
    import_files([Incoming(f"{name}.txt", lambda: b"\0")], kind=ImportBatch.Kind.UPLOAD, by=user)
    _what_waits_for_an_editor(revision.article, attack, user)
    return reading


def _what_waits_for_an_editor(older: Article, attack: str, user: User) -> None:
    """An article that may be a new text, names that are proposed, notices with values: on pages of their own."""
    newer = an_article(attack[::-1] + attack, headline=attack, publisher=attack[:200], url="javascript:alert(5)")
    kept(Offer.objects.create(article=newer, older=older, reason="same_name", share=0))
    batch = ImportBatch.objects.create(kind=ImportBatch.Kind.UPLOAD, by=user)
    proposal = NameProposal(batch=batch, article=newer, role="publisher", name=attack[:200], digest="0" * 64)
    proposal.save()
    values = {
        "name": attack,
        "encoding": attack,
        "last": attack,
        "extensions": attack,
        "reason": attack,
        "text": attack,
    }
    notices = [{"code": code, "values": values} for code in (*SENTENCES, attack)]
    ImportItem.objects.create(batch=batch, name=attack, outcome="created", article=newer, notices=notices)
    kept(batch)
    kept(proposal)
