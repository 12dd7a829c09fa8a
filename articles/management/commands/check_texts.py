from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from articles.revising.damage import damaged_texts


class Command(BaseCommand):
    help = "Look for damage in texts from before imports looked for it. Says what it found; stores nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        counts = Counter[str]()
        for revision, notices in damaged_texts():
            counts.update(one.code for one in notices)
            said = "".join(f"\n    {one} [{one.code}]" for one in notices)
            self.stdout.write(f"{_('article')} {revision.article_id}/{revision.number}{said}")
        for code, count in counts.most_common():
            self.stdout.write(f"{code}: {count}")
        if not counts:
            self.stdout.write(_("No text without a notice is damaged."))
