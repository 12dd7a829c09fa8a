"""The copy of the seeds is what the command stores."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from annotations.models import Project
from articles.models import Article, Block, Revision
from newsdesk.history.comparing import everything
from newsdesk.models import Event
from tests.browser.seeded import load_seeds

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("time", ["first", "again"])
def test_the_seeds_are_there_whole_and_vouched_for(time: str) -> None:
    load_seeds()
    assert Project.objects.get(receives_imports=True).key == "default"
    assert Block.objects.filter(revision__article=Article.objects.get()).count() > 10
    assert Event.objects.filter(action="codebook.published").count() == 1
    assert everything(5) == []
    call_command("load_seeds", verbosity=0)
    assert Revision.objects.count() == 1
