"""Demo content goes into its own city and into no other."""
import pypdfium2
import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command

from market.core import places
from market.portal.demo import documents
from market.portal.serving import preparing
from publish.models import Disclosure


@pytest.mark.django_db
def test_a_real_city_gets_no_demo_content():
    places.load(configured.BASE_DIR / "deploy/cities/shili.json", demo=False)

    with pytest.raises(CommandError, match="演示"):
        call_command("load_demo")

    assert not Disclosure.objects.exists()


@pytest.mark.django_db
def test_another_demo_city_gets_none_and_starts_all_the_same():
    places.load(configured.BASE_DIR / "deploy/cities/beihe.json", demo=True)
    said = []

    preparing.load_demo(said.append)

    assert not Disclosure.objects.exists()
    assert len(said) == 1 and "北禾市" in said[0] and "可以照常使用" in said[0]


@pytest.mark.typeset
def test_a_paper_of_the_demo_is_a_typeset_page():
    page = documents.pdf("招标文件", ["# 第一章 投标人须知", "投标文件应当密封。"])

    assert "投标人须知" in pypdfium2.PdfDocument(page)[0].get_textpage().get_text_bounded()
