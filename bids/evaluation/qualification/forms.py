"""The shape of what is posted of one item, and of the second person's word."""
from django import forms

from tenders.rulebooks.schemes import Item

from ...models import QualificationCheck
from .services import Found


class CheckForm(forms.Form):
    """What was found of one item. Left undecided it saves nothing."""

    passed = forms.ChoiceField(required=False, choices=(("yes", "合格"), ("no", "不合格")), widget=forms.RadioSelect)
    reason = forms.CharField(label="不合格的理由", required=False, max_length=1000,
                             widget=forms.Textarea(attrs={"rows": 2}), help_text="将告知该投标人，请写明事实。")
    basis = forms.CharField(label="依据", required=False, max_length=200)
    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args, item: Item, check: QualificationCheck | None, **kwargs):
        said = {"passed": "yes" if check.passed else "no", "reason": check.reason, "basis": check.basis or item.law,
                "revision": check.revision} if check else {"basis": item.law, "revision": 0}
        super().__init__(*args, prefix=item.key, initial=said, **kwargs)
        self.item, self.check = item, check

    def clean(self) -> dict:
        data = super().clean()
        if data.get("passed") == "no":
            if not (data.get("reason") or "").strip():
                self.add_error("reason", f"“{self.item.label}”不合格的，请写明理由。")
            if not (data.get("basis") or "").strip():
                self.add_error("basis", f"“{self.item.label}”不合格的，请写明依据。")
        return data

    @property
    def found(self) -> Found | None:
        """What would be saved; None where nothing was chosen."""
        data = self.cleaned_data
        if not data["passed"]:
            return None
        return Found(self.item.key, data["passed"] == "yes", data["reason"], data["basis"], data["revision"])


class ConfirmForm(forms.Form):
    """The second person's word."""

    agrees = forms.ChoiceField(label="复核结论", choices=(("yes", "确认，资格审查结束"), ("no", "退回修改")),
                               widget=forms.RadioSelect, error_messages={"required": "请选择复核结论。"})
    remark = forms.CharField(label="退回的理由", required=False, max_length=1000,
                             widget=forms.Textarea(attrs={"rows": 3}), help_text="确认的不用填写。")
