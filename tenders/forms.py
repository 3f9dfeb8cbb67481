"""Shapes of what clerks and askers type. Rules are not here: they are guards and values of the rulebook."""
import csv
import io
from decimal import Decimal

from django import forms
from django.db.models import Q

from market.core import money
from market.core.clock import SHANGHAI
from market.core.models import Region
from market.parties.models import Party, User

from .rulebooks.base import editions, everyone
from .rulebooks.endings import REASONS
from .rulebooks.fields import BY_CODE, NEVER_AMENDED, Fact, typed

COLUMNS = {"budget": "budget", "price_ceiling": "ceiling", "bond": "bond"}
"""Facts that are columns of a tender, by the names of both."""
DATES = ("questions_due_at", "bids_due_at", "opens_at", "publish_on")


class Amount(forms.CharField):
    """An amount in 元, with or without thousands separators; Decimal or None."""

    def __init__(self, **kwargs):
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}), **kwargs)

    def prepare_value(self, value):
        return money.show(value) if isinstance(value, Decimal) else value

    def clean(self, value):
        text = super().clean(value).strip()
        if not text:
            return None
        try:
            amount = money.yuan(text)
        except money.MoneyError as error:
            raise forms.ValidationError(error.sentence) from error
        if amount <= 0:
            raise forms.ValidationError("金额应当大于 0；不适用的，请留空。")
        return amount


class Moment(forms.DateTimeField):
    """A moment by Beijing time, typed or picked."""

    def __init__(self, **kwargs):
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], error_messages={
            "invalid": "日期和时间不完整，请按“2026-12-08 09:30”的样子填写。"}, **kwargs)

    def prepare_value(self, value):
        return value.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M") if hasattr(value, "astimezone") else value


class Day(forms.DateField):
    """A day."""

    def __init__(self, **kwargs):
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                         error_messages={"invalid": "日期不完整，请按“2026-12-08”的样子填写。"}, **kwargs)


YES_NO = (("", "请选择"), ("yes", "是"), ("no", "否"))


class Flag(forms.TypedChoiceField):
    """Yes, no, or not yet said."""

    def __init__(self, **kwargs):
        super().__init__(choices=YES_NO, coerce=lambda word: {"yes": True, "no": False}.get(word), empty_value=None,
                         **kwargs)

    def prepare_value(self, value):
        return {True: "yes", False: "no"}.get(value, value)


def field_of(fact: Fact) -> forms.Field:
    """The field by which a declared fact is typed; nothing is required of a draft."""
    said = {"label": fact.label, "help_text": fact.hint, "required": False}
    match fact.input:
        case "money":
            return Amount(**said)
        case "moment":
            return Moment(**said)
        case "flag":
            return Flag(**said)
        case "choice":
            return forms.ChoiceField(choices=[("", "请选择"), *((one, one) for one in fact.choices)], **said)
        case "month":
            return forms.RegexField(r"^\d{4}-(0[1-9]|1[0-2])$", widget=forms.TextInput(attrs={"type": "month"}),
                                    error_messages={"invalid": "月份不完整，请按“2026-12”的样子填写。"}, **said)
        case "long":
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=20_000, **said)
        case _:
            return forms.CharField(max_length=500, **said)


class RevisionForm(forms.Form):
    """A form that saves only what it was opened on."""

    revision = forms.IntegerField(widget=forms.HiddenInput)


class BasicsForm(RevisionForm):
    """Everything declared that a clerk types, the dates apart."""

    title = forms.CharField(label="项目名称", max_length=200, help_text="将显示在公告标题中，例如："
                                                                        "教学用交互式智能平板采购。")
    region = forms.ModelChoiceField(Region.objects.all(), label="地区", empty_label="请选择")
    agent = forms.ModelChoiceField(Party.objects.none(), label="代理机构", required=False, empty_label="不委托",
                                   help_text="只列出持有采购人有效委托书的机构；委托由采购人在“委托授权”中办理。")
    supervisor = forms.ModelChoiceField(Party.objects.none(), label="监督部门", required=False, empty_label="请选择")
    project_code = forms.CharField(label="所属项目编号", max_length=120, required=False,
                                   help_text="属于已有项目的，填写其编号；不填的，以本项目编号为项目编号。")

    def __init__(self, *args, agents, chooses: bool, **kwargs):
        """``agents``: those that may be named; ``chooses``: whether this person says who it is."""
        super().__init__(*args, **kwargs)
        self.fields["agent"].queryset = agents
        self.fields["agent"].disabled = not chooses
        if chooses and not agents:
            self.fields["agent"].help_text = (
                "采购人没有在有效期内的委托书，不能选择；需要委托的，先在“委托授权”中办理。")
        self.fields["supervisor"].queryset = Party.objects.with_role("supervisor").order_by("name")
        for fact in typed():
            if fact.code not in DATES:
                self.fields[fact.code] = field_of(fact)

    @classmethod
    def of(cls, tender, actor, data=None) -> "BasicsForm":
        """Filled with what the tender says, else with what was typed."""
        said = {"revision": tender.revision, "title": tender.title, "region": tender.region_id,
                "agent": tender.agent_id, "supervisor": tender.supervisor_id, "project_code": tender.project_code,
                **tender.facts,
                **{code: getattr(tender, column) for code, column in COLUMNS.items()}}
        mandated = Q(mandates_held__in=tender.mandates())
        agents = Party.objects.filter(mandated | Q(pk=tender.agent_id)).distinct().order_by("name")
        return cls(data, initial=said, agents=agents, chooses=actor.party == tender.principal_id)

    def changes(self) -> dict:
        """What ``services.edit`` takes."""
        data = self.cleaned_data
        facts = {fact.code: data[fact.code] for fact in typed() if fact.code not in (*DATES, *COLUMNS)}
        return {"facts": facts, **{name: data[name] for name in ("title", "region", "agent", "supervisor",
                                                                    "project_code")},
                **{column: data[code] for code, column in COLUMNS.items()}}


class NewForm(forms.Form):
    """The first facts of a tender; everything else follows in the workspace."""

    rulebook_key = forms.ChoiceField(label="采购方式")
    principal = forms.ModelChoiceField(Party.objects.none(), label="采购人", empty_label="请选择")
    title = forms.CharField(label="项目名称", max_length=200)
    region = forms.ModelChoiceField(Region.objects.filter(open_for_trade=True), label="地区", empty_label="请选择")
    budget = Amount(label="预算金额", required=False, help_text="单位为元，可以稍后填写。")

    def __init__(self, *args, principals, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["principal"].queryset = principals
        newest = {book.key: editions(book.key)[-1].title for book in everyone()}
        self.fields["rulebook_key"].choices = [("", "请选择"), *newest.items()]


class DatesForm(RevisionForm):
    """The moments of the plan."""

    publish_on = Day(label="公告发布", required=False)
    questions_due_at = Moment(label="提疑截止", required=False)
    bids_due_at = Moment(label="投标截止（即开标）", required=False)


class LotForm(RevisionForm):
    """One lot."""

    title = forms.CharField(label="名称", max_length=200)
    budget = Amount(label="预算金额（元）")
    ceiling = Amount(label="最高限价（元）", required=False)
    bond = Amount(label="投标保证金（元）", required=False)


LOT_HEAD = ("名称", "预算金额", "最高限价", "投标保证金")
MOST_LOTS = 5000


class LotsForm(RevisionForm):
    """Many lots at once, from a CSV file or pasted lines: name, budget, ceiling, bond."""

    file = forms.FileField(label="CSV 文件", required=False)
    lines = forms.CharField(label="或者粘贴", required=False, widget=forms.Textarea(attrs={"rows": 5}), strip=False)

    def clean(self):
        data = super().clean()
        text = data.get("lines") or ""
        if data.get("file"):
            try:
                text = data["file"].read(4_000_000).decode("utf-8-sig")
            except UnicodeDecodeError as error:
                raise forms.ValidationError("文件不是 UTF-8 编码，没有导入；请另存为“CSV UTF-8”后重新选择。") from error
        data["lots"] = _rows(text)
        return data


def _rows(text: str) -> list[dict]:
    delimiter = "\t" if "\t" in text else ","
    rows = [row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if any(cell.strip() for cell in row)]
    if rows and rows[0][0].strip() == LOT_HEAD[0]:
        rows = rows[1:]
    if not rows:
        raise forms.ValidationError("没有读到标段（包），没有导入；请选择文件，或者每行粘贴一个标段："
                                    "名称,预算金额,最高限价,投标保证金。")
    if len(rows) > MOST_LOTS:
        raise forms.ValidationError(f"一次最多 {MOST_LOTS:,} 个标段（包），文件中有 {len(rows):,} 个，没有导入。")
    return [_lot(number, row) for number, row in enumerate(rows, 1)]


def _lot(number: int, row: list[str]) -> dict:
    cells = [*(cell.strip() for cell in row), "", "", "", ""][:4]
    if not cells[0] or len(cells[0]) > 200:
        raise forms.ValidationError(f"第 {number} 行没有名称，或者名称超过 200 字，没有导入；请改正后重新提交。")
    try:
        budget, ceiling, bond = (money.yuan(cell) if cell else None for cell in cells[1:])
    except money.MoneyError as error:
        raise forms.ValidationError(f"第 {number} 行（{cells[0]}）：{error.sentence}没有导入。") from error
    if budget is None or budget <= 0:
        raise forms.ValidationError(f"第 {number} 行（{cells[0]}）没有预算金额，没有导入；请补充后重新提交。")
    return {"title": cells[0], "budget": budget, "ceiling": ceiling, "bond": bond}


class DocumentForm(forms.Form):
    """A version of the tender document."""

    title = forms.CharField(label="文件名称", max_length=200, initial="招标文件")
    file = forms.FileField(label="文件", help_text="PDF、DOCX、XLSX、PPTX、图片、CSV 或者文本，不超过 50 MB。")


class CustodianForm(forms.Form):
    """Who holds a seat."""

    number = forms.IntegerField(min_value=1, max_value=3, widget=forms.HiddenInput)
    person = forms.ModelChoiceField(User.objects.none(), label="保管人", empty_label="请选择")

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people


class ReviewForm(forms.Form):
    """The second person's finding."""

    agrees = forms.ChoiceField(label="审核结论", choices=(("yes", "同意发布"), ("no", "退回修改")),
                               widget=forms.RadioSelect)
    remark = forms.CharField(label="审核意见", required=False, widget=forms.Textarea(attrs={"rows": 3}),
                             max_length=2000)


class ReasonForm(forms.Form):
    """A reason for the public."""

    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000,
                             help_text="理由将随公告公开。")


class ExtendForm(ReasonForm):
    """A later deadline."""

    new_due = Moment(label="新的投标截止时间")
    field_order = ["new_due", "reason"]


class FailForm(ReasonForm):
    """A ground and what exactly happened."""

    reason_code = forms.ChoiceField(label="废标情形", choices=[("", "请选择"), *REASONS.items()])
    field_order = ["reason_code", "reason"]


class SuspendForm(ReasonForm):
    """An order and its reason."""

    order_no = forms.CharField(label="文号", max_length=80, help_text="作出暂停决定的文书编号。")
    field_order = ["order_no", "reason"]


def _one_line_end(value):
    """Text as browsers do not send it: with one sort of line end."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


class AmendForm(forms.Form):
    """A clarification or an amendment. ``said`` are the facts as they stand; each may be made to read otherwise."""

    text = forms.CharField(label="澄清、更正的内容", widget=forms.Textarea(attrs={"rows": 6}), max_length=20_000)
    affects = Flag(label="可能影响投标文件编制", help_text="选“是”的，至投标截止不足法定天数时，"
                                                           "系统自动顺延投标截止时间。")
    new_due = Moment(label="新的投标截止时间", required=False, help_text="只在可能影响编制时填写；留空的，"
                                                                         "按法定最早时间顺延。")
    reason = forms.CharField(label="理由", required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)
    document = forms.FileField(label="新版招标文件", required=False, help_text="修改了招标文件的，一并上传。")

    def __init__(self, *args, said: dict, **kwargs):
        super().__init__(*args, initial=said, **kwargs)
        self.facts = [fact.code for fact in typed() if fact.code not in NEVER_AMENDED and fact.public_from != "never"]
        self.said = said
        for code in self.facts:
            self.fields[code] = field_of(BY_CODE[code])

    @property
    def own_rows(self) -> list:
        """The fields of the amendment itself."""
        return [field for field in self.visible_fields() if field.name not in self.facts]

    @property
    def fact_rows(self) -> list:
        """The facts of the notice."""
        return [self[code] for code in self.facts]

    @property
    def facts_open(self) -> bool:
        """Whether a fact was changed or is typed wrongly, so that its part of the page stands open."""
        return self.is_bound and any(self[code].errors or code in self.changed_data for code in self.facts)

    def clean(self):
        data = super().clean()
        data |= {code: _one_line_end(data[code]) for code in self.facts if code in data}
        data["changes"] = {code: data[code] for code in self.facts if code in data and code in self.data
                           and (data[code] or None) != (_one_line_end(self.said.get(code)) or None)}
        for code in self.facts:
            data.pop(code, None)
        return data

    def clean_affects(self):
        if self.cleaned_data["affects"] is None:
            raise forms.ValidationError("请选择是否可能影响投标文件编制。")
        return self.cleaned_data["affects"]


class SchemeAmendForm(forms.Form):
    """What an amendment of the evaluation scheme says beside the scheme itself."""

    text = forms.CharField(label="更正的内容", widget=forms.Textarea(attrs={"rows": 4}), max_length=20_000,
                           help_text="改动的各项由系统列出原文和新文，这里概括说明。")
    new_due = Moment(label="新的投标截止时间", required=False, help_text="留空的，按法定最早时间顺延。")
    reason = forms.CharField(label="理由", required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)


class ConfirmForm(forms.Form):
    """An explicit yes that names the object: its code is typed."""

    code = forms.CharField(label="项目编号", help_text="请输入本项目编号，确认发布的是这个项目。")

    def __init__(self, *args, expected: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.expected = expected

    def clean_code(self):
        if self.cleaned_data["code"].strip() != self.expected:
            raise forms.ValidationError(f"输入的编号与本项目编号 {self.expected} 不一致，没有发布；请核对后重新输入。")
        return self.expected


class AnswerForm(forms.Form):
    """An answer to a question."""

    text = forms.CharField(label="答复", widget=forms.Textarea(attrs={"rows": 3}), max_length=20_000)


class QuestionForm(forms.Form):
    """A question to the document."""

    lot = forms.TypedChoiceField(label="标段（包）", required=False, empty_value=None)
    text = forms.CharField(label="问题", widget=forms.Textarea(attrs={"rows": 5}), max_length=2000,
                           help_text="请写明对招标文件哪一部分有什么疑问。不要写单位名称和联系方式：问题会随答复公开。")

    def __init__(self, *args, lots, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["lot"].choices = [("", "整个项目"), *lots]
