"""What somebody typed, as a database takes it."""
import pytest
from django.test import RequestFactory

from market.core import typed


@pytest.mark.parametrize(("sent", "read"), [
    ("%00", ""), ("平板%00", "平板"), ("%00a%00b%1f", "a b"), ("  平板 ", "平板"), ("a" * 200, "a" * 100),
    ("%0a'%3B--", "';--"),
])
def test_no_box_takes_what_no_text_holds(sent, read):
    assert typed.words(RequestFactory().get(f"/?q={sent}")) == read


def test_half_a_letter_is_still_text():
    assert typed.words(RequestFactory().get("/?q=%ED%A0%80x")).encode()
