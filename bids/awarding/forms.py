"""Shapes of what is typed about an award. Rules are not here."""
from django import forms

from tenders.forms import ConfirmForm, ReasonForm

from ..models import MethodChange
from .grounds import CANCEL


class CancelForm(ReasonForm):
    """A ground and what exactly happened."""

    ground = forms.ChoiceField(label="情形", choices=[("", "请选择"), *CANCEL.items()])
    field_order = ["ground", "reason"]


class VoidForm(ReasonForm):
    """The decision of the supervising department."""

    order_no = forms.CharField(label="处理决定文号", max_length=100)
    field_order = ["order_no", "reason"]


class MethodForm(forms.Form):
    """Another method, and what the experts say."""

    target = forms.ChoiceField(label="拟采用的方式", choices=[("", "请选择"), *MethodChange.Target.choices])
    statement = forms.CharField(
        label="评审专家意见", widget=forms.Textarea(attrs={"rows": 5}), max_length=5000,
        help_text="写明招标文件没有不合理条款、招标程序符合规定的论证意见和专家姓名。")


class DecisionForm(forms.Form):
    """What the finance department says to it."""

    approved = forms.TypedChoiceField(label="批复", choices=[("", "请选择"), ("yes", "同意变更"), ("no", "不同意变更")],
                                      coerce=lambda value: value == "yes")
    order_no = forms.CharField(label="批复文号", max_length=100)
    decision = forms.CharField(label="批复意见", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


__all__ = ["CancelForm", "ConfirmForm", "DecisionForm", "MethodForm", "ReasonForm", "VoidForm"]
