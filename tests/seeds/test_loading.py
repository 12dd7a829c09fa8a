import pytest
from django.core.management import call_command

from annotations.models import Codebook, Project
from articles.models import Article, ImportBatch, Revision
from newsdesk.errors import Conflict, Invalid
from newsdesk.models import Event
from seeds.loading import CODEBOOK, load_codebook
from tests.factories import SEED, a_project

pytestmark = pytest.mark.django_db


def test_the_seeds_are_loaded():
    call_command("load_seeds")
    codebook = Codebook.objects.get()
    project = Project.objects.get()
    assert codebook.published_at
    assert codebook.source == CODEBOOK.read_text("utf-8")
    assert (project.key, project.codebook, project.receives_imports) == ("default", codebook, True)
    assert [article.headline for article in project.articles.all()] == ["ميليشيات عراقية: لا هدنة مع القوات الأميركية"]
    assert Revision.objects.get().text.encode() == SEED.read_bytes()
    assert ImportBatch.objects.get().kind == "seeds"


def test_loading_them_again_changes_nothing():
    call_command("load_seeds")
    events = Event.objects.count()
    call_command("load_seeds")
    assert Event.objects.count() == events
    assert Article.objects.count() == Codebook.objects.count() == ImportBatch.objects.count() == 1


def test_another_project_that_receives_imports_keeps_them():
    other = a_project(receives_imports=True)
    call_command("load_seeds")
    assert Article.objects.get() in other.articles.all()
    assert not Project.objects.get(key="default").receives_imports


def test_a_published_version_is_not_replaced(tmp_path):
    load_codebook()
    changed = tmp_path / "codebook.yaml"
    changed.write_text(CODEBOOK.read_text("utf-8").replace("en: Claim}", "en: Statement}", 1), "utf-8")
    with pytest.raises(Conflict, match="version"):
        load_codebook(changed)


def test_a_codebook_with_mistakes_names_the_line(tmp_path):
    path = tmp_path / "codebook.yaml"
    path.write_text("key: x\nversion: one\n", "utf-8")
    with pytest.raises(Invalid, match="2"):
        load_codebook(path)
    assert not Codebook.objects.exists()
