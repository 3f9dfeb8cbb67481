"""The shape of what the centre's finance staff type."""
from django import forms


class FindForm(forms.Form):
    """A payment its payer asks about."""

    external_id = forms.CharField(label="银行流水号", max_length=80, help_text="由付款人提供，写在银行的付款回单上。")


class MatchForm(forms.Form):
    """On which bill a payment should count, and what that rests on."""

    reference = forms.CharField(label="应当写明的缴款码", max_length=24, help_text="由付款人提供，共 12 位。")
    reason = forms.CharField(label="依据", max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
                             help_text="写明凭什么认定，例如付款回单、付款人的说明函及其编号。不要写付款人名称。")
