"""The envelope page's file for offline use: the same bytes each time, hashes of its own that hold, nothing fetched."""
import base64
import hashlib
import re

from market.portal import offline


def test_the_file_is_served_to_be_saved_and_its_hash_stands_on_the_page(client, empty_city):
    answer, page = client.get("/envelope/offline/"), client.get("/envelope/").content.decode()

    assert answer["Content-Disposition"] == 'attachment; filename="envelope.html"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert hashlib.sha256(answer.content).hexdigest() in page


def test_the_file_comes_out_the_same_each_time():
    once = offline.page()
    offline.page.cache_clear()

    assert offline.page() == once and hashlib.sha256(once.content).hexdigest() == once.sha256


def test_the_files_policy_allows_its_own_style_and_script_and_nothing_else():
    text = offline.page().content.decode()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)[1]
    parts = [re.search(pattern, text, re.S)[1] for pattern in (r"<style>(.*?)</style>", r'"module">(.*?)</script>')]
    style, script = (base64.b64encode(hashlib.sha256(part.encode()).digest()).decode() for part in parts)

    assert policy == (f"default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; "
                      "form-action 'none'; base-uri 'none'")
    assert "import " not in re.sub(r"//.*|/\*.*?\*/", "", parts[1]) and "{%" not in text and "{{" not in text


def test_no_field_of_the_page_is_ever_sent(client, empty_city):
    """Nothing has a name, nothing stands in a form that could be submitted."""
    tool = client.get("/envelope/").content.decode().partition("data-market-envelope hidden")[2].partition("离线版")[0]

    assert "<input" in tool and not re.search(r"<form|\sname=", tool)
