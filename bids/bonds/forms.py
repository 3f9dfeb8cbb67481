"""The shape of what a bidder types about a bond."""
from datetime import date, timedelta
from decimal import Decimal

from django import forms

from market.core import clock, money
from market.core.sniffing import PDF, FileRefused, sniff
from tenders.models import Lot

from .states import PURPOSE

LARGEST = 2 * 1024 * 1024
"""Bytes of a letter: small enough to be received in memory, so that it never lies on the disk unveiled."""


def least_validity(bill) -> date:
    """The first day a letter may end on: with the validity of bids, by the rulebook the tender was published under."""
    due = bill.due_at.astimezone(clock.SHANGHAI).date()
    lot = Lot.objects.select_related("tender__region").filter(pk=bill.subject).first()
    number = lot.rulebook.bid_validity if lot and bill.purpose == PURPOSE else None
    return due + timedelta(days=number.value) if number else due


class GuaranteeForm(forms.Form):
    """A letter of guarantee: who gives it, its number, how much, until when, and the letter itself."""

    issuer = forms.CharField(label="出具机构", max_length=100, help_text="银行、保险公司或者担保机构的全称。")
    number = forms.CharField(label="保函编号", max_length=60)
    amount = forms.CharField(label="保函金额（元）", max_length=30)
    valid_until = forms.DateField(label="有效期至", widget=forms.DateInput(attrs={"type": "date"}))
    letter = forms.FileField(label="保函文件", help_text="PDF，不超过 2 MB。", max_length=120,
                             widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}))

    def __init__(self, *args, bill, **kwargs):
        super().__init__(*args, **kwargs)
        self.bill = bill
        self.least = least_validity(bill)
        self.fields["amount"].help_text = f"不少于 {bill.amount:,.2f} 元。"
        ends = "投标有效期届满之日" if bill.purpose == PURPOSE else "缴纳截止之日；合同另有约定的从其约定"
        self.fields["valid_until"].help_text = f"不早于 {self.least:%Y年%-m月%-d日}，即{ends}。"

    def clean_amount(self) -> Decimal:
        try:
            amount = money.yuan(self.cleaned_data["amount"])
        except money.MoneyError as error:
            raise forms.ValidationError(error.sentence) from error
        if amount < self.bill.amount:
            raise forms.ValidationError(f"保函金额少于应缴的 {self.bill.amount:,.2f} 元，不能代替保证金。"
                                        "请换开足额的保函。")
        return amount

    def clean_valid_until(self):
        until = self.cleaned_data["valid_until"]
        if until < self.least:
            raise forms.ValidationError("保函到期过早，不能代替保证金。"
                                        f"有效期应不早于 {self.least:%Y-%m-%d}，请换开。")
        return until

    def clean_letter(self):
        upload = self.cleaned_data["letter"]
        if upload.size > LARGEST:
            raise forms.ValidationError("文件超过 2 MB，没有接收；请压缩后重新选择。")
        try:
            sniff(upload.name, upload.file, (PDF,))
        except FileRefused as refused:
            raise forms.ValidationError(refused.sentence) from refused
        return upload

    def said(self) -> dict:
        """What ``acts.lodge`` takes."""
        found = dict(self.cleaned_data)
        upload = found.pop("letter")
        upload.seek(0)
        return {**found, "name": upload.name, "letter": upload.read()}


class ClaimForm(forms.Form):
    """A payment that bore a wrong reference."""

    external_id = forms.CharField(label="银行流水号", max_length=80, help_text="写在银行的付款回单上。")
