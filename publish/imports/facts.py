"""Facts out of the body of a notice. Only what the words plainly state; the first statement of a fact wins."""
import re
from dataclasses import replace

from tenders.rulebooks.methods import METHODS

from . import candidates
from .amounts import Price, plain, read_price, stated, unit_of
from .labels import ENTITY, FACT_OF, canonical
from .moments import read_moment, read_period
from .pages import Grid, Pair, cell_pairs, flat_tables, grids, line_pairs, lines_of

MONEY = {"budget", "price_ceiling", "contract_amount", "bond", "deal_price"}
MOMENTS = {"bids_due_at", "opens_at", "publicity_from", "publicity_until", "contract_signed_at"}
PARTIES = {"purchaser", "agent", "regulator"}
CODES = {"project_code", "lot_code"}
TEXTS = {"project_name": 300, "contract_period": 200, "place": 300, "duration": 600, "quality": 600, "scope": 2000,
         "evaluation_method": 200}
"""Text facts and the length, in characters, at which their words are cut."""

VALUE = 4000
"""Characters of a value that are read; a whole paragraph behind a label is no field."""

_CODE = re.compile(r"[A-Za-z0-9\u4e00-\u9fff\[\]()（）〔〕【】_\-—–./·#]{4,80}")
_DATE = r"(?:\d{4}\s*[年/.-][\d年月日时点分秒:：/.\-\s]{3,40}|\d{8}\s*-\s*[\d:]{4,8})"
_DUE = (re.compile(rf"于\s*({_DATE})\s*(?:[（(]\s*北京时间[^)）]{{0,4}}[)）])?\s*前\s*(?:递交|提交)"),
        re.compile(rf"截止时间[^\d。]{{0,24}}?({_DATE})"))
_OPENS = (re.compile(r"(?:[、.．]\s*(?:响应文件)?开启|开标时间及地点)[：:]?\s*(?:\d[.、]\s*)?(?:时间\s*[:：])?"
                     rf"\s*({_DATE})"),
          re.compile(rf"截止时间、开标时间和地点\s*(?:时间\s*[:：])?\s*({_DATE})"),
          re.compile(rf"(?:磋商|谈判|开标)(?:开始)?时间\s*[:：]?\s*({_DATE})"))
_PUBLICITY = re.compile(r"公示期(?:为|：|:)?\s*((?:[\d年月日时分秒:：\-\s]|至){16,90})")
_NAMED = re.compile(r"(.{4,300}?)于(?:\s*\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*)?在[^，。]{4,40}发布招标公告")
_SME = re.compile(r"(□\s*)?本项目\s*(非|不属于|不)?\s*(?:是|为)?\s*专门面向[\s■]*(?:中小|小微)")
_CONSORTIUM = re.compile(r"本(?:项目|采购包|合同包)\s*(不)?接受联合体")
_METHOD_IDS = {label: key for key, label in METHODS.items()} | {"单一来源": "single_source"}
_TITLE_METHODS = ("公开招标", "邀请招标", "竞争性谈判", "竞争性磋商", "询价", "单一来源")
"""Methods whose names mean nothing else in a title (挂牌, 拍卖 and 租赁 may be what is bought or built)."""
_UNIT_LINE = re.compile(r"^\s*(?:亿元|万元|元)")


class Extract:
    """The facts of one body as they are found. ``notes`` are Chinese sentences on figures that were not taken."""

    def __init__(self, title: str = ""):
        self.title = title
        self.facts: dict = {}
        self.method = ""
        self.notes: list[str] = []

    def put(self, code: str, value) -> None:
        """Keep a fact unless one was stated before."""
        if value and code not in self.facts:
            self.facts[code] = value

    def pair(self, pair: Pair) -> None:
        """Take what a label and its value state."""
        code, value = pair.fact, " ".join(pair.value.split())[:VALUE]
        pair = replace(pair, value=value)
        if not stated(value):
            return
        if code in PARTIES:
            self._party(code, value)
        elif code in CODES:
            self.code(code, value)
        elif code in TEXTS:
            self._text(code, value, pair)
        elif code == "winner":
            self.put("winner", winners(value))
        elif code == "award":
            self.award(_with_unit(pair), unit_of(pair.label))
        elif code in MONEY:
            self.money(code, _with_unit(pair), unit_of(pair.label))
        elif code in MOMENTS:
            self.put(code, read_moment(_dated(pair)))
        elif code == "publicity":
            self.period(_dated(pair))
        elif code == "method":
            self._method(pair)
        elif code in {"consortium", "sme_reserved"}:
            self._flag(code, pair)

    def code(self, code: str, value: str) -> None:
        """Keep a code; several in one field, or words, are none."""
        value = value.strip()
        if _CODE.fullmatch(value) and re.search(r"\d", value):
            self.put(code, value)

    def award(self, words: str, unit: str) -> None:
        """Keep what was agreed: as an amount, as a rate, else in the words of the notice."""
        if {"award_amount", "award_rate", "award_terms"} & self.facts.keys():
            return
        price = read_price(words, unit)
        self._doubt(price, "中标金额")
        if price.amount is not None:
            self.put("award_amount", yuan(price))
        elif price.is_rate:
            share = {"share": format(price.share, "f")} if price.share else {}
            self.put("award_rate", {"text": price.text[:200]} | share)
        else:
            self.put("award_terms", price.text[:600])

    def money(self, code: str, words: str, unit: str) -> None:
        """Keep an amount of a field that holds nothing else."""
        price = read_price(words, unit)
        self._doubt(price, "金额")
        if price.amount is not None:
            self.put(code, yuan(price))

    def period(self, words: str) -> None:
        """Keep a publicity period."""
        start, end = read_period(words)
        if start and "publicity_until" not in self.facts:
            self.facts["publicity_from"], self.facts["publicity_until"] = start, end

    def _doubt(self, price: Price, what: str) -> None:
        if price.doubt:
            self.notes.append(f"{what}{price.doubt}")

    def _text(self, code: str, value: str, pair: Pair) -> None:
        value = re.sub(r"[（(]采购方式[:：][^)）]*[)）]$", "", value).rstrip("（(，,、：: ")
        if code == "duration" and "(天)" in canonical(pair.label) and value.isdigit():
            value += "天"
        elif code == "duration" and not re.search(r"\d.|[一二三四五六七八九十]|^同|.{6}", value):
            return
        if code == "project_name" and pair.following and value + pair.following[0] in self.title:
            value += pair.following[0]
        if len(value) > 1:
            self.put(code, value[:TEXTS[code]])

    def _party(self, code: str, value: str) -> None:
        name = re.sub(r"[（(]?(?:盖章|公章)[)）]?$|^本.{2,6}的监督部门为", "", value).strip(" ：:，,。")
        if ENTITY.fullmatch(name) and len(name) >= 4 and stated(name):
            self.put(code, name if code == "regulator" else {"name": name[:200]})

    def _method(self, pair: Pair) -> None:
        after = pair.following[0] if pair.following else ""
        if not self.method and plain(after) not in _METHOD_IDS:
            self.method = _METHOD_IDS.get(plain(pair.value), "")

    def _flag(self, code: str, pair: Pair) -> None:
        words, after = plain(pair.value), plain(pair.following[0]) if pair.following else ""
        if after in {"是", "否"} or code in self.facts:
            return
        found = re.match(r"(?:采购包\d+:)?(是|否|不接受|接受)", words)
        if found:
            self.facts[code] = found[1] in {"是", "接受"}


def yuan(price: Price) -> dict:
    """A ``money`` fact in 元."""
    return {"amount": str(price.amount), "currency": "CNY"}


def winners(words: str) -> list[dict]:
    """The winners a field names; the members of a consortium each, with the words as published beside them."""
    name = " ".join(words.split()).strip("，,。;； ")
    together = re.fullmatch(r"(.+?)[（(]?联合体[)）]?", name)
    names = re.split(r"[、;；]|(?<=公司)和", together[1] if together else name)
    if not together and ";" not in name and "；" not in name:
        names = [name]
    names = [part.strip() for part in names if part.strip()]
    if not names or not all(ENTITY.fullmatch(part) and len(part) >= 2 for part in names):
        return []
    if len(names) == 1:
        return [{"name": names[0][:200]}]
    return [{"name": part[:200], "as": name[:600]} for part in names]


def extract(markup: str, text: str, title: str) -> Extract:
    """Everything the cleaned body and the title state."""
    found = Extract(title)
    lines = lines_of(text)
    tables = grids(markup)
    for table in tables:
        for pair in cell_pairs(table):
            found.pair(pair)
    for pair in line_pairs(lines, bare=not tables):
        found.pair(pair)
    flat = flat_tables(lines) if not tables else []
    for table in (*tables, *flat):
        _result_rows(found, table)
    found.put("candidates", candidates.from_grids([*tables, *flat]) or candidates.from_lines(lines))
    if named := next(filter(None, map(_NAMED.match, lines)), None):
        found.put("project_name", named[1])
    _narrative(found, " ".join(lines))
    if not found.method:
        named = {_METHOD_IDS[label] for label in _TITLE_METHODS if label in title}
        found.method = named.pop() if len(named) == 1 else ""
    return found


def _result_rows(found: Extract, table: Grid) -> None:
    """Winner and amount of a one-row result table; of several rows only the winners, as the amounts belong to lots."""
    heads = [canonical(cell) for cell in table.rows[0]]
    name_at = next((at for at, head in enumerate(heads)
                    if head in {"供应商名称", "中标供应商名称", "成交供应商名称", "中标人名称", "中标单位"}), None)
    price_at = next((at for at, head in enumerate(heads) if re.match(r"中标(?:\(成交\))?(?:金额|价)", head)), None)
    if len(table.rows) == 2 and len(table.rows[1]) == len(heads):
        for head, cell in zip(table.rows[0], table.rows[1], strict=True):
            if (code := FACT_OF.get(canonical(head))) in {"budget", "price_ceiling"}:
                found.money(code, cell, unit_of(head))
    if name_at is None or price_at is None:
        return
    rows = [row for row in table.rows[1:] if len(row) > max(name_at, price_at)]
    named = [party for row in rows for party in winners(row[name_at])]
    found.put("winner", list({party["name"]: party for party in named}.values()))
    if len(rows) == 1:
        unit_at = heads.index("单位") if "单位" in heads else None
        unit = rows[0][unit_at] if unit_at is not None else unit_of(table.rows[0][price_at])
        found.award(rows[0][price_at], unit)


def _narrative(found: Extract, words: str) -> None:
    """What running sentences state."""
    for code, shapes in (("bids_due_at", _DUE), ("opens_at", _OPENS)):
        for shape in shapes:
            if match := shape.search(words):
                found.put(code, read_moment(match[1]))
    if match := _PUBLICITY.search(words):
        found.period(match[1])
    answers = {not match[2] for match in _SME.finditer(words) if not match[1]}
    if len(answers) == 1 and "sme_reserved" not in found.facts:
        found.facts["sme_reserved"] = answers.pop()
    answers = {not match[1] for match in _CONSORTIUM.finditer(words)}
    if len(answers) == 1 and "consortium" not in found.facts:
        found.facts["consortium"] = answers.pop()
    if not found.method and (match := re.search(r"[（(]采购方式[:：]\s*([^)）\s]+)", words)):
        found.method = _METHOD_IDS.get(match[1], "")


def _with_unit(pair: Pair) -> str:
    """The value, with the unit that fell to the next line."""
    if pair.following and re.fullmatch(r"[\d,.\s]+", pair.value) and _UNIT_LINE.match(pair.following[0]):
        return pair.value + pair.following[0]
    return pair.value


def _dated(pair: Pair) -> str:
    """The value, with the pieces of a date that fell to the next lines."""
    words = pair.value
    for line in pair.following:
        if len(line) > 24 or not re.match(r"^(?:[\d年月日时分秒点:：\s]|至)+(?:[（(].*)?$", line):
            break
        words += f" {line}"
    return words
