"""Real notices: a phrase that stands in one body alone shows that notice first."""
import json
import random
from pathlib import Path

import pytest
from django.conf import settings
from django.http import QueryDict
from django.utils import timezone

from publish import cleaning
from search import find, words
from tests.factories.search import PublicRecordFactory

pytestmark = pytest.mark.django_db
FOLDER = Path(settings.BASE_DIR).parent / "shared/data/notices_cn"
FILES = ("construction_results.jsonl", "construction_candidates.jsonl", "national_mixed.jsonl")


def bodies():
    """Title and text of every real notice that has a body."""
    for name in FILES:
        for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
            notice = json.loads(line)
            text = cleaning.clean(notice["html"]).text if notice.get("html") else notice.get("text") or ""
            if text.strip():
                yield notice["title"], text


@pytest.mark.skipif(not FOLDER.exists(), reason="The real notices are not beside this checkout.")
def test_a_phrase_of_one_body_alone_shows_its_notice_first(indexed):
    records = indexed(*(PublicRecordFactory(title=title[:500], text=text, published_at=timezone.now())
                        for title, text in bodies()))
    everything = [record.text for record in records]
    streams = [words.stream(text) for text in everything]
    chance, tried, wrong = random.Random(20261124), 0, []

    for record in records:
        for length in (7, 20, 80):
            start = chance.randrange(max(1, len(record.text) - length))
            phrase = record.text[start:start + length]
            run = words.stream(phrase)
            if len(run) < 4 or sum(run in stream for stream in streams) > 1:
                continue
            tried += 1
            query = QueryDict(mutable=True)
            query["q"] = phrase
            found = find.from_address(query, only="notice", with_facets=False)
            if not found.rows or found.rows[0].record.pk != record.pk:
                wrong.append(phrase)

    assert tried > 300 and not wrong
