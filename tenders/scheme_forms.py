"""The shape of what a clerk types of an evaluation scheme. Whether it is lawful is asked elsewhere.

Rows of criteria and conditions are added, moved and taken away by buttons that send the whole form back: no script.
"""
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django import forms

from .forms import Flag, RevisionForm
from .rulebooks import schemes
from .rulebooks.schemes import Criterion, Item, Scheme

QUOTES = {"total": "总价（元）", "unit_price": "单价（元）", "discount": "下浮率（%），按最高限价折算",
          "fee": "费率（%）"}
TIES = {schemes.COMPREHENSIVE: {"price,technical,draw": "投标报价低者优先，再按技术得分，再随机抽取",
                                "price,draw": "投标报价低者优先，再随机抽取"},
        schemes.LOWEST_PRICE: {"draw": "随机抽取", "price,draw": "投标报价低者优先，再随机抽取"}}
SUBJECTIVE, COUNT, CHOICE = "subjective", "count", "choice"
WAYS = {SUBJECTIVE: "主观分，由专家评定", COUNT: "客观分，按数量", CHOICE: "客观分，按档次"}
MOST_ROWS = 60


class Points(forms.DecimalField):
    """Points: not below 0, at most two decimals."""

    def __init__(self, **kwargs):
        super().__init__(min_value=0, max_value=1000, max_digits=6, decimal_places=2, error_messages={
            "invalid": "分值应当是数字，例如 30 或者 12.5。", "min_value": "分值不能小于 0。",
            "max_decimal_places": "分值最多两位小数。"},
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}), **kwargs)


class Percent(forms.DecimalField):
    """A share typed in percent; the value is 0–1."""

    def __init__(self, **kwargs):
        super().__init__(min_value=0, max_value=100, max_digits=5, decimal_places=2, error_messages={
            "invalid": "比例应当是数字，例如 10。", "min_value": "比例不能小于 0。", "max_value": "比例不能大于 100。",
            "max_decimal_places": "比例最多两位小数。"},
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}), **kwargs)

    def prepare_value(self, value):
        return f"{(value * 100).normalize():f}" if isinstance(value, Decimal) else value

    def clean(self, value):
        typed = super().clean(value)
        return typed if typed is None else typed / 100


class SchemeForm(RevisionForm):
    """Everything of a scheme but its rows."""

    quote = forms.ChoiceField(label="报价方式", choices=list(QUOTES.items()),
                              help_text="一个项目的全部投标人按同一方式报价；选下浮率的，应当设最高限价。")
    price_points = Points(label="价格分", help_text="货物不低于 30 分，服务不低于 10 分；与各评审因素合计 100 分。")
    sme_deduction = Percent(label="小微企业价格扣除（%）", help_text="专门面向中小企业的项目填 0。")
    consortium_deduction = Percent(label="联合体、分包价格扣除（%）", help_text="不接受联合体、也不允许分包的，填 0。")
    domestic = Flag(label="本国产品价格扣除", help_text="货物项目适用，服务项目不适用。")
    stacking = forms.ChoiceField(label="两项扣除的叠加", choices=list(schemes.STACKING.items()))
    same_brand = Flag(label="相同品牌按一家计算", help_text="货物项目适用，服务项目不适用。")
    core_product = forms.CharField(label="核心产品", max_length=schemes.LABEL, required=False,
                                   help_text="按它的品牌判断是否相同；单一产品的项目填该产品，服务项目留空。")
    ties = forms.ChoiceField(label="并列时的顺序")
    low_price_minutes = forms.IntegerField(
        label="过低报价的说明时间（分钟）", min_value=0, max_value=1440,
        help_text="评标委员会要求书面说明时给供应商的时间。",
        error_messages={"invalid": "时间应当是整数分钟，例如 30。"})
    performance_bond = Percent(label="履约保证金占合同金额（%）", help_text="不收取的填 0；最高 10%。")
    candidates = forms.TypedChoiceField(label="推荐中标候选人", coerce=int,
                                        choices=[(number, f"{number} 家") for number in (1, 2, 3)])

    def __init__(self, *args, method: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.method = method
        self.fields["ties"].choices = list(TIES[method].items())
        if method != schemes.COMPREHENSIVE:
            del self.fields["price_points"]
        for name in ("domestic", "same_brand"):
            self.fields[name].choices = self.fields[name].choices[1:]

    def clean_core_product(self):
        return self.cleaned_data["core_product"].strip()


class CriterionForm(forms.Form):
    """One criterion. ``rule`` is the number of points a piece, or one grade a line with its points."""

    key = forms.CharField(required=False, widget=forms.HiddenInput)
    label = forms.CharField(label="名称", max_length=schemes.LABEL)
    group = forms.ChoiceField(label="类别", choices=list(schemes.GROUPS.items()))
    most = Points(label="分值")
    way = forms.ChoiceField(label="评分方式", choices=list(WAYS.items()))
    how = forms.CharField(label="评分标准", widget=forms.Textarea(attrs={"rows": 3}), max_length=schemes.HOW,
                          required=False)
    rule = forms.CharField(label="客观分的计分", required=False, max_length=schemes.HOW,
                           widget=forms.Textarea(attrs={"rows": 2}),
                           help_text="按数量：每项的分值，例如 2。按档次：每行一档，例如：延长 1 年：5。主观分留空。")

    def clean(self):
        data = super().clean()
        text = (data.get("rule") or "").strip()
        try:
            data["rule"] = _rule(data.get("way"), text)
        except ValueError as error:
            self.add_error("rule", str(error))
        return data


def _rule(way: str, text: str) -> dict:
    """What was typed as a rule. Raises ValueError with a sentence."""
    if way == SUBJECTIVE:
        if text:
            raise ValueError("主观分由专家评定，不填计分；请删去，或者改选客观分。")
        return {}
    if way == COUNT:
        return {"kind": "count", "each": schemes.points_text(_points(text, "请填写每项的分值，例如 2。"))}
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    choices = []
    for number, line in enumerate(lines, 1):
        label, sign, points = line.replace(":", "：").rpartition("：")
        if not sign or not label.strip():
            raise ValueError(f"第 {number} 行不完整，请写成“条件：分值”的样子，例如：延长 1 年：5。")
        choices.append({"key": f"g{number}", "label": label.strip(), "points": schemes.points_text(
            _points(points.strip().removesuffix("分").strip(), f"第 {number} 行的分值不是数字，请改正。"))})
    if len(choices) < 2:
        raise ValueError("按档次计分的，至少写两档，每行一档。")
    return {"kind": "choice", "choices": choices}


def _points(text: str, otherwise: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(otherwise) from error
    if not 0 <= value <= 1000 or value.as_tuple().exponent < -2:
        raise ValueError(otherwise)
    return value


class ItemForm(forms.Form):
    """One condition and the article behind it."""

    key = forms.CharField(required=False, widget=forms.HiddenInput)
    label = forms.CharField(label="内容", max_length=500)
    law = forms.CharField(label="依据", max_length=schemes.LABEL, required=False)


GROUPS = {"criteria": CriterionForm, "qualification": ItemForm, "compliance": ItemForm}
LETTER = {"criteria": "c", "qualification": "q", "compliance": "r"}
_TYPED = ("label", "most", "how", "rule", "law")
"""A row in which none of these was typed is no row."""
_FRONT = {"criteria": {"group": schemes.TECHNICAL, "way": SUBJECTIVE}, "qualification": {}, "compliance": {}}


@dataclass
class SchemePage:
    """The whole form: the head and three groups of rows."""

    method: str
    head: SchemeForm
    rows: dict[str, list[forms.Form]]

    @classmethod
    def of(cls, scheme: Scheme, revision: int) -> "SchemePage":
        """Filled with a scheme."""
        head = {"revision": revision, "quote": scheme.rate_kind or scheme.basis, "ties": ",".join(scheme.ties),
                **{name: getattr(scheme, name) for name in (
                    "sme_deduction", "consortium_deduction", "domestic", "stacking", "same_brand", "core_product",
                    "low_price_minutes", "performance_bond", "candidates")}}
        if scheme.scores:
            head["price_points"] = f"{scheme.price_points.normalize():f}"
        rows = {"criteria": [_typed(one) for one in scheme.criteria]}
        rows |= {name: [{"key": one.key, "label": one.label, "law": one.law} for one in getattr(scheme, name)]
                 for name in ("qualification", "compliance")}
        return cls(scheme.method, SchemeForm(initial=head, method=scheme.method), _unbound(rows))

    @classmethod
    def posted(cls, data: Mapping) -> "SchemePage":
        """As it was sent to be saved; rows that were left empty are not there."""
        method = _method(data)
        rows = {name: [row for row in _sent(data, name) if any(row.get(part, "").strip() for part in _TYPED)]
                for name in GROUPS}
        return cls(method, SchemeForm(data, method=method), {
            name: [_bound(name, number, row) for number, row in enumerate(found)] for name, found in rows.items()})

    @classmethod
    def changed(cls, data: Mapping) -> "SchemePage":
        """As it was sent with a button that adds, moves or takes away a row: nothing is checked, nothing lost."""
        method, rows = _method(data), {name: _sent(data, name) for name in GROUPS}
        act, _, place = data["row"].partition("-")
        name, _, number = place.partition("-")
        if name in rows:
            _act(rows[name], act, int(number) if number.isdecimal() else -1, name)
        head = SchemeForm(initial=_as_typed(data), method=method)
        return cls(method, head, _unbound(rows))

    @property
    def forms(self) -> list[forms.Form]:
        """The head and all rows."""
        return [self.head, *(form for rows in self.rows.values() for form in rows)]

    def is_valid(self) -> bool:
        """Whether everything has a shape that can be read."""
        return not [form for form in self.forms if not form.is_valid()]

    @property
    def is_bound(self) -> bool:
        return self.head.is_bound

    @property
    def error_rows(self) -> list[tuple[str, str]]:
        """Every error with the id of its field, for the summary at the top."""
        return [(form[name].id_for_label if name in form.fields else "main", message)
                for form in self.forms for name, messages in form.errors.items() for message in messages]

    @property
    def points(self) -> dict:
        """What stands in the form by now: the price, the rest, together; what is no number counts as nothing."""
        price = _number(self.head["price_points"].value()) if "price_points" in self.head.fields else Decimal(0)
        rest = sum((_number(row["most"].value()) for row in self.rows["criteria"]), Decimal(0))
        return {"price": price, "rest": rest, "all": price + rest}

    @property
    def groups(self) -> list[tuple[str, list]]:
        """Rows with their numbers from 0, by those groups that the method has."""
        return [(name, list(enumerate(self.rows[name]))) for name in GROUPS
                if name != "criteria" or schemes.has_points(self.method)]

    def scheme(self) -> Scheme:
        """What was typed; asked only once it is valid."""
        data = self.head.cleaned_data
        rate = data["quote"] in schemes.RATE_KINDS
        return Scheme(
            method=self.method, basis=schemes.RATE if rate else data["quote"],
            rate_kind=data["quote"] if rate else "", price_points=data.get("price_points", Decimal(0)),
            criteria=tuple(_criterion(row, key) for row, key in _keyed(self.rows["criteria"], "criteria")),
            ties=tuple(data["ties"].split(",")),
            **{name: tuple(Item(key, row["label"].strip(), row["law"].strip()) for row, key in _keyed(
                self.rows[name], name)) for name in ("qualification", "compliance")},
            **{name: data[name] for name in ("sme_deduction", "consortium_deduction", "domestic", "stacking",
                                             "same_brand", "core_product", "low_price_minutes", "performance_bond",
                                             "candidates")})


def _method(data: Mapping) -> str:
    return data.get("method") if data.get("method") in schemes.METHODS else schemes.COMPREHENSIVE


def _as_typed(data: Mapping) -> dict:
    """The head as text, flags as their fields show them."""
    return {name: data.get(name, "") for name in SchemeForm.base_fields}


def _sent(data: Mapping, name: str) -> list[dict]:
    """The rows of a group as text, in their order."""
    many = data.get(f"{name}-rows", "")
    count = min(int(many), MOST_ROWS) if many.isdecimal() else 0
    return [{field: data.get(f"{name}-{number}-{field}", "") for field in GROUPS[name].base_fields}
            for number in range(count)]


def _number(typed) -> Decimal:
    try:
        value = Decimal(str(typed).strip())
    except InvalidOperation:
        return Decimal(0)
    return value if value.is_finite() else Decimal(0)


def _act(rows: list[dict], act: str, number: int, name: str) -> None:
    if act == "add" and len(rows) < MOST_ROWS:
        rows.append(dict(_FRONT[name]))
    elif act == "remove" and 0 <= number < len(rows):
        del rows[number]
    elif act == "up" and 0 < number < len(rows):
        rows[number - 1], rows[number] = rows[number], rows[number - 1]


def _unbound(rows: dict[str, list[dict]]) -> dict[str, list[forms.Form]]:
    return {name: [GROUPS[name](initial=row, prefix=f"{name}-{number}") for number, row in enumerate(found)]
            for name, found in rows.items()}


def _bound(name: str, number: int, row: dict) -> forms.Form:
    front = f"{name}-{number}"
    return GROUPS[name]({f"{front}-{field}": value for field, value in row.items()}, prefix=front)


def _typed(one: Criterion) -> dict:
    """A criterion as it is typed."""
    way = one.rule.get("kind", COUNT if one.kind == schemes.OBJECTIVE else SUBJECTIVE)
    rule = ""
    if way == COUNT and one.rule:
        rule = f"{Decimal(one.rule['each']).normalize():f}"
    elif way == CHOICE:
        rule = "\n".join(f"{choice['label']}：{Decimal(choice['points']).normalize():f}"
                         for choice in one.rule["choices"])
    return {"key": one.key, "label": one.label, "group": one.group, "most": f"{one.most.normalize():f}", "way": way,
            "how": one.how, "rule": rule}


def _criterion(row: dict, key: str) -> Criterion:
    return Criterion(key=key, label=row["label"].strip(), most=row["most"], group=row["group"],
                     kind=schemes.SUBJECTIVE if row["way"] == SUBJECTIVE else schemes.OBJECTIVE,
                     how=row["how"].replace("\r\n", "\n").strip(), rule=row["rule"])


def _keyed(rows: list[forms.Form], name: str) -> list[tuple[dict, str]]:
    """Each row with its key: the one it came with if it is one of ours and still free, else the next free one."""
    taken: set[str] = set()
    said = [(form.cleaned_data, form.cleaned_data["key"]) for form in rows]
    known = {key for _, key in said}
    found = []
    for row, key in said:
        if not schemes.is_key(key) or key in taken:
            key = next(f"{LETTER[name]}{n}" for n in range(1, MOST_ROWS * 3)
                       if f"{LETTER[name]}{n}" not in taken | known)
        taken.add(key)
        found.append((row, key))
    return found
