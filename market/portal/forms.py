"""What readers ask the portal for, checked for form alone; what the days mean is for the rulebook to say."""
from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from tenders.rulebooks.base import everyone

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
