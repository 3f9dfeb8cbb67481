"""The shape of what a bidder posts. No form has a field for a price or a file of a bid: those never come unsealed."""
from django import forms


class JoinForm(forms.Form):
    """Confirming to take part; ``changes_read`` is the number of the last change the page showed."""

    agree = forms.BooleanField(error_messages={"required": "请勾选确认后再继续，您的选择还没有保存。"})
    changes_read = forms.IntegerField(min_value=0, max_value=100_000)


class Envelopes(forms.Field):
    """Ids of envelopes: one hidden input each."""

    widget = forms.MultipleHiddenInput

    def clean(self, value):
        one = forms.UUIDField()
        if not value:
            raise forms.ValidationError("没有可以递交的文件卷，请先加密并上传。", code="required")
        return [one.clean(text) for text in value[:200]]


class SubmitForm(forms.Form):
    """Handing in: which envelopes, and the explicit confirmation."""

    agree = forms.BooleanField(error_messages={"required": "请勾选“我已核对”后再递交，这一次没有递交。"})
    envelope = Envelopes()


class WithdrawForm(forms.Form):
    """Taking a bid back: the version seen, and the explicit confirmation."""

    agree = forms.BooleanField(error_messages={"required": "请勾选确认后再撤回，您的投标仍然有效。"})
    number = forms.IntegerField(min_value=1)
