"""The shape of what people type about a contract. No rule stands here."""
from django import forms
from django.forms import formset_factory

from market.core import money

from . import blanks
from .models import AcceptanceLine, Change, Redaction

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
PAPER = "PDF、DOCX、XLSX、PPTX、图片、CSV 或者文本，不超过 50 MB。"


class Amount(forms.CharField):
    """An amount in 元; clean gives a Decimal, or None where nothing was typed."""

    def clean(self, value):
        words = super().clean(value)
        if not words:
            return None
        try:
            return money.yuan(words)
        except money.MoneyError as error:
            raise forms.ValidationError(error.sentence) from error


def _field(one: blanks.Blank):
    said = {"label": one.label, "help_text": one.hint, "required": False}
    if one.kind == "day":
        return forms.DateField(widget=DAY, **said)
    if one.kind == "money":
        return Amount(max_length=30, **said)
    if one.kind == "choice":
        return forms.ChoiceField(choices=list(blanks.DISPUTES.items()), widget=forms.RadioSelect, **said)
    if one.kind == "flag":
        return forms.BooleanField(**said)
    widget = forms.Textarea(attrs={"rows": 6}) if one.kind == "text" else None
    return forms.CharField(max_length=one.most, widget=widget, **said)


class BlanksForm(forms.Form):
    """The declared blanks; a draft may be saved with gaps, the offer asks for all of them."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    optional = frozenset(one.key for one in blanks.BLANKS if not one.required)
    plain = frozenset(one.key for one in blanks.BLANKS if one.kind in {"choice", "flag"})
    """Names the page marks as optional, and those it draws with their own component."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for one in blanks.BLANKS:
            self.fields[one.key] = _field(one)

    def said(self) -> dict:
        """The blanks as they are kept: amounts and days as text."""
        found = {}
        for one in blanks.BLANKS:
            value = self.cleaned_data.get(one.key)
            if one.kind == "money":
                value = "" if value is None else f"{value:.2f}"
            elif one.kind == "day":
                value = value.isoformat() if value else ""
            found[one.key] = value
        return found


class RowForm(forms.Form):
    """A row that may be left empty, but not half filled in."""

    text: tuple[str, ...] = ()
    """Fields that make the row count once one of them is filled in."""

    def clean(self):
        data = super().clean()
        if any(data.get(name) for name in self.text):
            for name, field in self.fields.items():
                if data.get(name) in (None, "") and name not in self.errors:
                    self.add_error(name, f"“{field.label}”没有填写；请补充，或者清空整行。")
        return data

    @property
    def counts(self) -> bool:
        return any(self.cleaned_data.get(name) for name in self.text)


class StandardForm(RowForm):
    """One standard to accept by."""

    text = ("label",)
    group = forms.ChoiceField(label="类别", choices=[("", "请选择"), *blanks.GROUPS.items()], required=False)
    label = forms.CharField(label="标准", max_length=300, required=False)

    def said(self) -> dict:
        return {"group": self.cleaned_data["group"], "label": self.cleaned_data["label"]}


class MilestoneForm(RowForm):
    """One milestone."""

    text = ("name", "due_on")
    name = forms.CharField(label="节点", max_length=120, required=False)
    due_on = forms.DateField(label="完成日期", widget=DAY, required=False)

    def said(self) -> dict:
        return {"name": self.cleaned_data["name"], "due_on": self.cleaned_data["due_on"].isoformat()}


class InstalmentForm(RowForm):
    """One part of the price."""

    text = ("name", "amount")
    name = forms.CharField(label="款项", max_length=120, required=False)
    amount = Amount(label="金额（元）", max_length=30, required=False)
    after = forms.ChoiceField(label="自何时起算", choices=[("", "请选择"), *blanks.AFTER.items()], required=False)
    days = forms.IntegerField(label="多少日内", min_value=1, max_value=365, required=False)

    def said(self) -> dict:
        data = self.cleaned_data
        return {"name": data["name"], "amount": f"{data['amount']:.2f}", "after": data["after"], "days": data["days"]}


def _rows(form, extra: int = 2):
    return formset_factory(form, extra=extra, max_num=40, absolute_max=40)


ROWS = {"standards": _rows(StandardForm, 3), "milestones": _rows(MilestoneForm), "instalments": _rows(InstalmentForm)}
"""The three lists of a contract, each as a set of rows with some empty ones at its end."""


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class SignForm(forms.Form):
    """What the browser's passkey answered."""

    credential = forms.CharField(max_length=20_000, widget=forms.HiddenInput, required=False)


class RedactForm(forms.Form):
    """A passage that is secret by law."""

    clause = forms.TypedChoiceField(label="条款", coerce=int)
    passage = forms.CharField(label="要隐去的文字", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
                              help_text="从合同文本中原样复制。")
    ground = forms.ChoiceField(label="属于", choices=Redaction.Ground.choices)
    reason = forms.CharField(label="理由", max_length=300, help_text="随公告公开，请不要写出秘密本身。")

    def __init__(self, *args, clauses, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["clause"].choices = clauses


class DoneForm(forms.Form):
    """A milestone is reached."""

    done_on = forms.DateField(label="实际完成日期", widget=DAY)
    evidence = forms.FileField(label="证明材料", help_text=PAPER, max_length=120)


class ChangeForm(forms.Form):
    """A supplementary agreement."""

    kind = forms.ChoiceField(label="变更类型", choices=Change.Kind.choices, widget=forms.RadioSelect)
    amount = Amount(label="追加金额（元）", max_length=30, required=False, help_text="追加采购的，填写；其他变更留空。")
    content = forms.CharField(label="变更的内容", max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    ground = forms.CharField(label="变更的理由", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
                             help_text="写明法定的理由，例如需求增加、继续履行将损害公共利益。")


class AcceptanceForm(forms.Form):
    """A sheet: a result for each standard, and the conclusion."""

    inspected_on = forms.DateField(label="验收日期", widget=DAY)
    inspectors = forms.CharField(label="验收人员", max_length=200)
    body = forms.CharField(label="质量检测机构", max_length=120, required=False,
                           help_text="大型或者复杂的项目，应当邀请国家认可的质量检测机构参加。")
    conclusion = forms.CharField(label="验收结论", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    report = forms.FileField(label="验收材料", required=False, help_text=PAPER, max_length=120)

    def __init__(self, *args, standards, public: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.standards, groups = standards, dict(AcceptanceLine.Group.choices)
        for number, group, words in standards:
            self.fields[f"result-{number}"] = forms.ChoiceField(
                label=f"{groups[group]}：{words}", choices=(("yes", "合格"), ("no", "不合格")),
                widget=forms.RadioSelect)
            self.fields[f"finding-{number}"] = forms.CharField(
                label="具体情况", max_length=500, required=False, help_text="不合格的，写明哪里不符合约定。")
        if public:
            self.fields["users_part"] = forms.BooleanField(label="服务对象参加了验收", required=False)
            self.fields["users_opinion"] = forms.CharField(label="服务对象的意见", max_length=2000,
                                                           widget=forms.Textarea(attrs={"rows": 3}))

    def lines(self) -> list[tuple]:
        """The fields of each standard side by side."""
        return [(self[f"result-{number}"], self[f"finding-{number}"]) for number, *_ in self.standards]

    def others(self) -> list:
        """Everything else, in its order."""
        return [field for field in self if not field.name.startswith(("result-", "finding-"))]

    def said(self) -> dict:
        """What ``services.inspect`` takes, the report apart."""
        data = self.cleaned_data
        names = ("inspected_on", "inspectors", "body", "conclusion", "users_part", "users_opinion")
        return {name: data[name] for name in names if name in data} | {"results": {
            number: (data[f"result-{number}"] == "yes", data[f"finding-{number}"]) for number, *_ in self.standards}}


class PaidForm(forms.Form):
    """A part of the price was paid."""

    paid_on = forms.DateField(label="付款日期", widget=DAY)
    voucher = forms.FileField(label="付款凭证", help_text=PAPER, max_length=120)


__all__ = ["ROWS", "AcceptanceForm", "BlanksForm", "ChangeForm", "DoneForm", "PaidForm", "ReasonForm",
           "RedactForm", "SignForm"]
