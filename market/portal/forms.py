"""What readers ask the portal for, checked for form alone; what the days mean is for the rulebook to say."""
from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from market.core import clock
from market.core.models import Region
from tenders.rulebooks.base import everyone

from .overrides import choices

FROM, UNTIL = date(2000, 1, 1), date(2100, 12, 31)
_RANGE = (MinValueValidator(FROM, "日期须在 2000 年至 2100 年之间。"),
          MaxValueValidator(UNTIL, "日期须在 2000 年至 2100 年之间。"))


class DayInput(forms.DateInput):
    """A date as browsers ask for it."""

    input_type = "date"


def _day(label: str, hint: str, *, required: bool = False) -> forms.DateField:
    return forms.DateField(
        label=label, help_text=hint, required=required, validators=_RANGE, input_formats=["%Y-%m-%d"],
        widget=DayInput(format="%Y-%m-%d", attrs={"min": FROM.isoformat(), "max": UNTIL.isoformat()}),
        error_messages={"required": f"请填写{label}。", "invalid": f"{label}应写成 2026-11-24 的样子，请重新填写。"})


def _procedures() -> list[tuple[str, str]]:
    return list({book.key: book.title for book in everyone()}.items())


class TimetableForm(forms.Form):
    """Which procedure, published when; a deadline and an amendment to try."""

    key = forms.ChoiceField(label="交易方式", choices=_procedures, error_messages={
        "required": "请选择交易方式。", "invalid_choice": "没有“%(value)s”这种交易方式，请重新选择。"})
    published = _day("公告发布日期", "招标文件同日发出", required=True)
    deadline = _day("拟定的投标截止日", "可以不填，按最早的合法日期推算")
    amended = _day("澄清修改日期", "可以不填；填写后推算截止日是否须顺延")


class OverrideForm(forms.Form):
    """A number of a rulebook that a region sets differently, from when, on what basis."""

    number = forms.ChoiceField(label="规则和数值", choices=choices, help_text="括号内是全国规定", error_messages={
        "required": "请选择要另行规定的数值。", "invalid_choice": "没有这一项数值，请重新选择。"})
    region = forms.ModelChoiceField(
        label="地区", queryset=Region.objects.all(), help_text="也适用于它下面的区、街道", empty_label="请选择",
        error_messages={"required": "请选择地区。", "invalid_choice": "没有这个地区，请重新选择。"})
    value = forms.CharField(label="数值", max_length=40, help_text="按原来的单位只填数字；比例填小数，2% 填 0.02",
                            error_messages={"required": "请填写数值。"})
    since = _day("施行日期", "不早于今天；只对以后发布的项目生效", required=True)
    basis = forms.CharField(label="依据", max_length=300, help_text="文件名称、文号和条款",
                            error_messages={"required": "请填写依据的文件、文号和条款。"})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["since"].widget.attrs["min"] = clock.today().isoformat()

    def proposal(self) -> dict:
        """What the service is given."""
        key, field = self.cleaned_data["number"].split("/")
        return {"key": key, "field": field, **{name: self.cleaned_data[name] for name in (
            "region", "value", "since", "basis")}}
