from articles.drafts import Draft
from articles.importing import recent
from articles.importing.recent import Recent


def test_the_latest_texts_are_kept_and_never_too_many_letters(monkeypatch):
    monkeypatch.setattr(recent, "MOST_CHARACTERS", 10)
    drafts = {number: Draft("ن" * length) for number, length in enumerate([4, 4, 5, 11, 3])}
    kept = Recent()
    for number, draft in drafts.items():
        kept.add(number, draft)
        there = [one for one in drafts if kept.get(one)]
        assert sum(len(drafts[one].text) for one in there) <= 10
    assert kept.get(4) is drafts[4]
    assert there == [4]
