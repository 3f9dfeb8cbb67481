"""The shape of what is typed into letters, answers and decisions; ``content`` says what a letter still lacks."""
from django import forms

from .content import ANSWER, ITEM, LONGEST, MOST_ITEMS, PARTY
from .models import Complaint, Consequence, Draft, Pause, Query

FILES_HINT = "可选多个文件；PDF、Word、Excel、PPT、图片、CSV、文本，每个不超过 50 MB。"
HOW_MANY = 20


class Files(forms.FileField):
    """Any number of files; cleaned to a list."""

    class Input(forms.FileInput):
        allow_multiple_selected = True

        def value_from_datadict(self, data, files, name):
            return files.getlist(name) if hasattr(files, "getlist") else files.get(name)

    widget = Input

    def clean(self, data, initial=None):
        rows = [super(Files, self).clean(one, initial) for one in data or []]
        if len(rows) > HOW_MANY:
            raise forms.ValidationError(f"一次最多上传 {HOW_MANY} 个文件，没有接收；请分几次上传。")
        return rows


class Passage(forms.CharField):
    """A passage that a letter must have when it is handed in; a draft may still lack it."""

    def validate(self, value):
        """Nothing is missing of a draft; ``content`` says what is missing of a letter."""


def _passage(label: str, *, rows: int, hint: str = "") -> Passage:
    return Passage(label=label, help_text=hint, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows}))


def _long(label: str, *, rows: int = 4, hint: str = "", required: bool = True, most: int = LONGEST) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, required=required, max_length=most,
                           widget=forms.Textarea(attrs={"rows": rows}))


def _files() -> Files:
    return Files(label="材料", required=False, help_text=FILES_HINT)


class LetterForm(forms.Form):
    """A letter as it is being written: nothing is required of a draft. ``items`` is how many items are shown;
    ``queried`` the items of the query that a complaint follows."""

    use_required_attribute = False

    def __init__(self, *args, kind: str, items: int = 1, queried=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind, self.queried = kind, queried or []
        self.count = min(max(items, 1), MOST_ITEMS)
        if kind == Draft.Kind.ENQUIRY:
            self.fields["text"] = _passage("询问的内容", rows=6)
            self.fields["affects"] = forms.BooleanField(
                label="所询问的事项可能影响中标结果", required=False,
                help_text="勾选后，采购人答复之前不能签订合同。")
            return
        self.fields["address"] = Passage(label="通讯地址", max_length=300)
        self.fields["postcode"] = Passage(label="邮编", max_length=10)
        self.fields["contact"] = Passage(label="联系人", max_length=60)
        self.fields["phone"] = Passage(label="联系电话", max_length=40)
        for number in range(1, self.count + 1):
            self._item(number)
        word = dict(Draft.Kind.choices)[kind]
        self.fields["request"] = _passage(f"与{word}事项相关的请求", rows=4,
                                          hint="希望怎样处理，例如修改采购文件的哪一条。")

    def _item(self, number: int) -> None:
        word = dict(Draft.Kind.choices)[self.kind]
        if self.kind == Draft.Kind.COMPLAINT:
            choices = [("", "请选择"), *((str(at), f"质疑事项 {at}：{row['matter'][:30]}")
                                      for at, row in enumerate(self.queried, 1)), (ANSWER, "针对质疑答复的内容")]
            self.fields[f"of{number}"] = forms.ChoiceField(label="对应的质疑事项", choices=choices, required=False)
        labels = {"matter": f"{word}事项", "facts": "事实依据", "law": "法律依据"}
        for key, _ in ITEM:
            self.fields[f"{key}{number}"] = _passage(labels[key], rows=3)

    @staticmethod
    def initial_of(said: dict) -> dict:
        """What the fields show of a letter."""
        found = {name: said.get(name, "") for name in ("text", "affects", "request", *(key for key, _ in PARTY))}
        for number, row in enumerate(said.get("items", []), 1):
            found |= {f"{key}{number}": row.get(key, "") for key in ("matter", "facts", "law", "of")}
        return found

    def said(self) -> dict:
        """What was typed, as ``content`` keeps it."""
        data = self.cleaned_data
        if self.kind == Draft.Kind.ENQUIRY:
            return {"text": data["text"], "affects": data["affects"]}
        items = [{key: data.get(f"{key}{number}", "") for key in ("matter", "facts", "law", "of")}
                 for number in range(1, self.count + 1)]
        return {name: data[name] for name in (*(key for key, _ in PARTY), "request")} | {"items": items}

    @property
    def party_fields(self) -> list:
        """The fields about who writes."""
        return [self[key] for key, _ in PARTY]

    @property
    def item_fields(self) -> list:
        """The fields of each item."""
        return [[self[name] for name in (f"of{number}", f"matter{number}", f"facts{number}", f"law{number}")
                 if name in self.fields] for number in range(1, self.count + 1)]


class AboutForm(forms.Form):
    """What a letter is about: a lot, and for a query what of it. ``about`` is ``subject:stage``."""

    def __init__(self, *args, lots=(), abouts=(), **kwargs):
        super().__init__(*args, **kwargs)
        if lots:
            choices = [("", "整个项目"), *lots]
            self.fields["lot"] = forms.ChoiceField(label="标段（包）", choices=choices, required=False)
        if abouts:
            self.fields["about"] = forms.ChoiceField(label="针对什么提出", choices=abouts, required=False)


class TextForm(forms.Form):
    """One passage."""

    label, hint, most = "内容", "", LONGEST

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"] = _long(self.label, hint=self.hint, most=self.most)


class EnquiryAnswerForm(TextForm):
    label = "答复"


class CorrectionForm(TextForm):
    label, hint = "需要补正的内容", "须一次性写全；补正期间，答复的期限从收到补正之日重新计算。"


class HarmlessForm(TextForm):
    label, hint, most = "不影响中标结果的理由", "办理后，本件质疑不再妨碍签订合同；理由供监督部门查阅，不能更改。", 2000


class WithdrawForm(forms.Form):
    """Nothing is asked but the button."""


class AskWithdrawalForm(TextForm):
    label, hint, most = "撤回的理由", "由监督部门终止处理；终止之前，处理仍在进行。", 1000


class AnswerForm(forms.Form):
    """The answer to a query."""

    outcome = forms.ChoiceField(label="质疑是否成立", choices=[("", "请选择"), *Query.Outcome.choices])
    text = _long("对每一质疑事项的具体答复", rows=6)
    law = _long("事实依据和法律依据", rows=3, most=2000)
    files = _files()

    def __init__(self, *args, bidders=(), **kwargs):
        super().__init__(*args, **kwargs)
        if bidders:
            self.fields["also"] = forms.MultipleChoiceField(
                label="同时通知的有关供应商", required=False, choices=[(str(pk), name) for pk, name in bidders],
                widget=forms.CheckboxSelectMultiple, help_text="只收到答复，看不到质疑函。")
            self.order_fields(["outcome", "text", "law", "also", "files"])


class ConsequenceForm(forms.Form):
    """What followed from a founded matter."""

    consequence = forms.ChoiceField(label="已经怎样办理", choices=[("", "请选择"), *Consequence.choices],
                                    help_text="须先在招标项目中办理；系统核对办理记录后才登记。")


class ComplaintCorrectionForm(TextForm):
    label = "需要补正的事项"

    until = forms.DateField(label="补正期限（截至当日 24:00）", widget=forms.DateInput(attrs={"type": "date"}))


class GroundForm(TextForm):
    label, hint = "理由", "将书面告知投诉人。"


class RedirectForm(TextForm):
    label, hint = "有管辖权的部门和理由", "将书面告知投诉人，由其向该部门投诉。"


class CopiesForm(forms.Form):
    """To whom copies go beside the principal and its agent."""

    def __init__(self, *args, bidders=(), **kwargs):
        super().__init__(*args, **kwargs)
        if bidders:
            self.fields["related"] = forms.MultipleChoiceField(
                label="其他有关的当事人", required=False, choices=[(str(pk), name) for pk, name in bidders],
                widget=forms.CheckboxSelectMultiple, help_text="采购人和代理机构是被投诉人，必定收到副本。")


class ReplyForm(TextForm):
    label = "书面说明"
    files = _files()


class PauseForm(forms.Form):
    """Something is sent out."""

    kind = forms.ChoiceField(label="种类", choices=[one for one in Pause.Kind.choices if one[0] != "correction"])
    about = forms.CharField(label="送什么、送给谁", max_length=300)


class ReaderForm(forms.Form):
    """Who may read a case."""

    login = forms.CharField(label="登录名", max_length=150, help_text="例如参加论证的专家；只能阅读，不能办理。")


class SuspendForm(forms.Form):
    """An order to stand still."""

    order_no = forms.CharField(label="文号", max_length=80)
    reason = forms.CharField(label="理由", max_length=400, help_text="将向社会公开，请勿写入投诉人的名称。")


class ResumeForm(forms.Form):
    reason = forms.CharField(label="恢复的决定和理由", max_length=400, help_text="将向社会公开；"
                                                                                 "截止时间按停止前的余量顺延。")


class TerminateForm(forms.Form):
    order_no = forms.CharField(label="终止处理的文号", max_length=80)


class NoteForm(TextForm):
    label, most = "行政复议或者诉讼的情况", 1000


class DecisionForm(forms.Form):
    """A decision."""

    outcome = forms.ChoiceField(label="处理结果", choices=[("", "请选择"), *(
        one for one in Complaint.Outcome.choices if one[0] != "terminated_withdrawn")])
    affects = forms.BooleanField(label="影响或者可能影响中标结果", required=False,
                                 help_text="投诉成立时填写；采购人办完后续处理之前不能签订合同。")
    groundless = forms.BooleanField(label="投诉事项查无实据", required=False,
                                    help_text="只在驳回时填写；同一供应商十二个月内多次查无实据的，列为线索。")
    order_no = forms.CharField(label="处理决定的文号", max_length=80)
    facts = _long("查明的事实", rows=6, most=20000)
    decision = _long("处理决定", rows=4, most=20000, hint="将向社会公告。")
    law = _long("法律依据", rows=2)
    files = Files(label="处理决定书", required=False, help_text="PDF 或者 Word；当事人可以下载。")
