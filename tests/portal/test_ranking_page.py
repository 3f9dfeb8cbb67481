"""The page that recomputes rankings, and its file for offline use."""
import base64
import hashlib
import re

from django.core.management import call_command

from market.portal import offline


def test_the_file_is_served_to_be_saved_and_its_hash_stands_on_the_page(client, empty_city):
    answer, page = client.get("/verify/ranking/offline/"), client.get("/verify/ranking/").content.decode()

    assert answer["Content-Disposition"] == 'attachment; filename="ranking.html"'
    assert hashlib.sha256(answer.content).hexdigest() in page


def test_the_file_comes_out_the_same_each_time_and_from_the_command(tmp_path):
    once = offline.ranking_page()
    offline.ranking_page.cache_clear()
    call_command("ranking_page", str(tmp_path / "page.html"))

    assert offline.ranking_page() == once and (tmp_path / "page.html").read_bytes() == once.content


def test_the_files_policy_allows_its_own_style_and_script_and_no_connection():
    text = offline.ranking_page().content.decode()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)[1]
    parts = [re.search(pattern, text, re.S)[1] for pattern in (r"<style>(.*?)</style>", r'"module">(.*?)</script>')]
    style, script = (base64.b64encode(hashlib.sha256(part.encode()).digest()).decode() for part in parts)

    assert policy == (f"default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; "
                      "form-action 'none'; base-uri 'none'")
    assert not re.search(r"^import |^export |fetch\(|XMLHttpRequest", parts[1], re.M)


def test_nothing_of_the_page_is_ever_sent(client, empty_city):
    tool = client.get("/verify/ranking/").content.decode().partition("data-market-ranking hidden")[2].partition(
        "离线版")[0]

    assert 'type="file"' in tool and not re.search(r"<form|\sname=", tool)


def test_the_verify_page_leads_there(client, empty_city):
    assert 'href="/verify/ranking/"' in client.get("/verify/").content.decode()
