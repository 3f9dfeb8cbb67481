"""What a demo person sees: plain pages without script."""
from html import escape
from pathlib import Path

from .people import FAILURES, PEOPLE

STYLE = (Path(__file__).parent / "style.css").read_bytes()


def page(title: str, body: str) -> bytes:
    """A whole page."""
    return (f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
            f'<title>{escape(title)} - 示例省统一身份认证</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            '<link rel="icon" href="data:,"><link rel="stylesheet" href="/style.css"></head><body>'
            '<header><b>示例省统一身份认证</b><span>演示：人物均为虚构</span></header>'
            f"<main><h1>{escape(title)}</h1>{body}</main></body></html>").encode()


def choose(asked: dict[str, str]) -> bytes:
    """Who is it, and how shall it go."""
    kept = "".join(f'<input type="hidden" name="{escape(key)}" value="{escape(value)}">'
                   for key, value in asked.items())
    people = "".join(f'<button name="sub" value="{one.sub}">{escape(one.name)}</button>' for one in PEOPLE)
    ways = "".join(f'<option value="{key}">{escape(words)}</option>' for key, words in FAILURES.items())
    return page("选择您的身份", f"""<p class="note">交易平台请求确认您的姓名和手机号码。</p>
<form method="post">{kept}<label for="failure">这一次怎样应答</label><select id="failure" name="failure">{ways}</select>
<div class="people">{people}</div></form>""")


def sign() -> bytes:
    """The certificate program: signs a challenge for a code."""
    return page("数字证书签名", """<p class="note">代替单位的数字证书程序：签署交易平台的待签文本。</p>
<form method="post" action="/certificate">
<label for="code">统一社会信用代码</label><input id="code" name="code" type="text" required maxlength="18">
<label for="name">单位名称</label><input id="name" name="name" type="text" required maxlength="60">
<label for="challenge">待签文本</label><input id="challenge" name="challenge" type="text" required maxlength="64">
<button>签名并保存文件</button></form>""")


def words(title: str, sentence: str) -> bytes:
    """A page with one sentence."""
    return page(title, f'<p class="note bad">{escape(sentence)}</p>')
