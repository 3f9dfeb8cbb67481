"""The shapes of what is posted to a session. Rules are elsewhere; keys are read by ``custody.keyfiles``."""
from django import forms

from ..models import Incident


class TextForm(forms.Form):
    """An objection or an answer."""

    text = forms.CharField(max_length=1000, error_messages={
        "required": "请写明内容再提交。", "max_length": "内容不超过 1000 字，请精简后提交。"})


class IncidentForm(forms.Form):
    """An incident and what it adds to the window."""

    kind = forms.ChoiceField(choices=Incident.Kind.choices, error_messages={
        "required": "请选择异常情况的类型。", "invalid_choice": "请从列出的类型中选择。"})
    text = forms.CharField(max_length=1000, error_messages={
        "required": "请写明异常情况的经过。", "max_length": "经过不超过 1000 字，请精简后提交。"})
    minutes = forms.IntegerField(min_value=0, max_value=240, required=False, error_messages={
        "invalid": "延长时间应当是 0 至 240 之间的整数。", "min_value": "延长时间不能小于 0 分钟。",
        "max_value": "一次最多延长 240 分钟。"})
