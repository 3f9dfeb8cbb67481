"""What a demo payer sees: plain pages without script."""
import time
from decimal import Decimal
from html import escape
from pathlib import Path

from .bank import SWITCHES, WAYS

STYLE = (Path(__file__).parent / "style.css").read_bytes()


def page(title: str, body: str) -> bytes:
    return (f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(title)} - 示例银行</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            '<link rel="icon" href="data:,"><link rel="stylesheet" href="/style.css"></head><body>'
            '<header><b>示例银行 · 网上缴款</b><span>演示：不动用任何真实资金</span></header>'
            f"<main><h1>{escape(title)}</h1>{body}</main></body></html>").encode()


def payment(found: dict, *, note: str = "", bad: str = "") -> bytes:
    """The page of one reference."""
    told = f'<p class="note" role="status">{escape(note)}</p>' if note else ""
    if bad:
        told = f'<p class="note bad" role="alert">{escape(bad)}</p>'
    ways = "".join(f'<option value="{key}">{escape(words)}</option>' for key, words in WAYS.items())
    cells = ([one["id"], one["reference"], _money(one["amount"]), _moment(one["booked_at"])] for one in found["paid"])
    rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in cells)
    paid = ("<h2>在本页缴过的款</h2><table><thead><tr><th>银行流水号</th><th>缴款码</th>"
            f"<th>金额</th><th>入账时间</th></tr></thead><tbody>{rows}</tbody></table>" if rows else "")
    return page("缴纳保证金", f"""{told}
<dl><dt>缴款事项</dt><dd>{escape(found['title'])}</dd>
<dt>缴款码</dt><dd>{escape(found['id'])}</dd><dt>应缴金额</dt><dd><b>{_money(found['amount'])}</b></dd>
<dt>缴纳截止</dt><dd>{_moment(found['expires_at'])}（到账时间为准）</dd></dl>
<form method="post"><label for="payer">付款户名</label>
<input type="text" id="payer" name="payer" required maxlength="100">
<label for="way">怎样缴</label><select id="way" name="way">{ways}</select><button>付款</button></form>{paid}""")


def desk(switches: dict[str, int]) -> bytes:
    """Where failures are switched on."""
    rows = "".join(f"""<form method="post" class="row"><input type="hidden" name="name" value="{key}">
<div><label for="{key}">{escape(words)}</label>还剩 {switches.get(key, 0)} 次</div>
<input type="number" id="{key}" name="value" min="0" max="1000" value="{switches.get(key, 0)}">
<button>设定</button></form>""" for key, words in SWITCHES.items())
    return page("故障开关", f'<p class="note">用来演示通知丢失、重复、颠倒和退款失败时，交易平台会怎样。</p>{rows}')


def words(title: str, sentence: str) -> bytes:
    return page(title, f'<p class="note bad">{escape(sentence)}</p>')


def _money(amount: str) -> str:
    return f"{Decimal(amount):,.2f} 元"


def _moment(at: float) -> str:
    return time.strftime("%Y年%m月%d日 %H:%M:%S", time.gmtime(at + 8 * 3600))
