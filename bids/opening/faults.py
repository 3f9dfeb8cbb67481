"""What may be wrong with an envelope when it is opened, in whose hands it went wrong, and what follows from it."""
from dataclasses import dataclass
from enum import StrEnum

from market.custody.errors import SENTENCES


class Side(StrEnum):
    """In whose hands a volume was when it came to be so."""

    BIDDER = "投标人一侧"
    PLATFORM = "平台一侧"
    CUSTODIAN = "保管人一侧"
    UNKNOWN = "尚不能确定"


OWN = {
    "stored.missing": ("平台保存的密文找不到了，平台会保全现场并报告监督部门。", Side.PLATFORM),
    "stored.altered": ("平台保存的密文与递交回执上的摘要值不一致，平台会保全现场并报告监督部门。", Side.PLATFORM),
    "unsealing.limits": ("开启这份文件超出了时间或者内存限制，重试一次仍然如此。", Side.BIDDER),
    "keys.missing": ("解密时限内没有两位保管人交出密钥，投标人也没有使用自己的密钥。", Side.CUSTODIAN),
    "signer.other": ("信封已解开，但签名密钥不是递交这份投标文件的投标人登记的密钥。", Side.BIDDER),
    "sheet.missing": ("信封已解开，但里面没有开标一览表。", Side.BIDDER),
    "sheet.malformed": ("信封已解开，但开标一览表不合格式，不能读取。", Side.BIDDER),
    "sheet.elsewhere": ("信封已解开，但开标一览表写的是另一个项目或者标段（包）。", Side.BIDDER),
    "sheet.basis": ("信封已解开，但开标一览表没有按招标文件规定的报价方式报价，或者折算金额不符。", Side.BIDDER),
    "sheet.party": ("信封已解开，但开标一览表写的投标人与递交该信封的投标人不符。", Side.BIDDER),
    "sheet.signer": ("信封已解开，但签名密钥不是开标一览表所写投标人登记的密钥。", Side.BIDDER),
}
"""Faults found beyond the envelope itself: sentence and side."""

RETRY = frozenset({"wrap.damaged", "shares.disagree", "header.altered"})
"""Faults of one pair of custodians: another pair, or the bidder's own key, may still open the envelope."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One bid that could not be opened: a stable code, where in the envelope, the sentence, the side."""

    code: str
    place: str = ""

    @property
    def sentence(self) -> str:
        return OWN[self.code][0] if self.code in OWN else SENTENCES[self.code]

    @property
    def side(self) -> Side:
        """The stored bytes are those the receipt names once their digest was compared, so what is wrong inside an
        envelope was wrong when it was sealed."""
        return OWN[self.code][1] if self.code in OWN else Side.BIDDER
