"""Why an envelope could not be made or opened: one stable code and one sentence each, the same in the browser."""

SENTENCES = {
    "envelope.foreign": "这个文件不是 envelope/1 信封，请确认选对了文件。",
    "envelope.truncated": "信封文件不完整，比应有的短；请用原件重新上传或下载。",
    "envelope.too_long": "信封文件末尾多出了内容，不是原来的信封；请使用原件。",
    "header.malformed": "信封的信封头不合格式，无法读取；请使用原件。",
    "header.altered": "信封头被改动过，与加密时不一致；请使用原件。",
    "context.lot": "这个信封不是投给本标包的。",
    "context.stage": "这个信封不属于本次开启的阶段。",
    "context.volume": "这个信封装的不是本卷文件。",
    "context.owner_tag": "这个信封不属于这个投标人。",
    "context.version": "这个信封不是要打开的那一版。",
    "context.malformed": "标包、阶段、卷、投标人标记或版本号的写法不对，不能加密。",
    "key.malformed": "密钥无法识别，请选择本工具制作的密钥文件。",
    "key.stranger": "这把密钥与信封不对应，请换成加密时登记的那一把。",
    "key.same": "密钥有重复：三位保管人和投标人的密钥必须各不相同，打开时两位保管人也不能是同一位。",
    "wrap.damaged": "信封中交给该密钥的那一份已损坏，用它打不开；可改由另外两位保管人或投标人自己的密钥打开。",
    "shares.disagree": "两位保管人手中的份额互相矛盾，信封在加密时就已出错；可改由投标人自己的密钥打开。",
    "chunk.altered": "信封的密文被改动、调换或损坏，不能打开；请使用原件。",
    "manifest.malformed": "信封已解开，但里面的文件清单不合格式，属于加密时出错。",
    "manifest.misplaced": "信封已解开，但里面的清单写的是另一个标包、阶段、卷或投标人。",
    "manifest.signature": "信封已解开，但文件清单的签名不成立。",
    "manifest.stranger": "信封已解开，但文件清单不是由投标人登记的签名密钥签署。",
    "file.altered": "信封已解开，但其中一个文件与清单不符。",
    "file.changed": "加密过程中有文件被改动，请关闭正在编辑它的程序后重新加密。",
    "file.name": "文件名不能使用：不能为空、过长、重名，也不能含有斜线或不可见字符。",
    "files.count": "每卷至少一个文件，最多 200 个。",
    "volume.too_large": "本卷文件超出上限：报价卷合计约 3,500 字节，其他卷合计 2 GB。",
    "padding.damaged": "信封已解开，但填充部分不合格式，属于加密时出错。",
    "selftest.failed": "自检没有通过：解开后的内容与原文件不同，请不要使用这个信封，重新加密一次。",
}
"""Code to sentence. ``docs/envelope.md`` lists when each is given and whose side it points to."""


class EnvelopeError(Exception):
    """An envelope that cannot be made or opened.

    ``code`` is a key of ``SENTENCES``. ``place`` tells where, for people who look into it: a slot such as
    ``custodian-2``, the number of a chunk from 0, or the number of a file from 0; empty where there is no such place.
    """

    def __init__(self, code: str, place: str | int = ""):
        self.code, self.place, self.message = code, str(place), SENTENCES[code]
        super().__init__(f"{code} {place}".strip())


REFUSALS = {
    "upload.length": "信封有 {length:,} 字节，超出本卷允许的范围，没有接收；请重新选择文件并加密。",
    "upload.disk_full": "平台存储空间不足，暂时不能接收；已上传的部分不受影响，请稍后从断点继续，或者联系平台。",
    "upload.version": "本卷应上传第 {version} 版，这一份是按另一版加密的，没有接收；请刷新页面后重新加密。",
    "upload.many": "本标段同时在传的文件已有 {most} 个，没有开始新的上传；请先完成或取消其中的上传。",
    "upload.quota": "本标段的上传总量将超过 {most} GB，没有接收；请先取消不再使用的上传。",
    "upload.id_taken": "上传编号已被使用，没有开始上传；请刷新页面后重新上传。",
    "upload.too_long": "送来的数据超过了开始上传时说明的长度，没有接收；请重新上传这个文件。",
    "upload.unfinished": "文件还没有传完，不能使用；请从断点继续上传。",
    "upload.busy": "另一个窗口正在上传这个文件，这里暂停；请关闭其中一个后继续。",
    "envelope.keys_missing": "三位保管人的公钥尚未交齐，暂时不能接收投标文件；请联系代理机构。",
    "envelope.other_keys": (
        "信封不是用本标段三位保管人的公钥封装的，开标时无法解开，没有接收；请刷新投标页面，重新加密后上传。"),
    "envelope.version_taken": (
        "本卷的第 {version} 版已经在另一个窗口上传完毕，这一份没有接收，已上传的不受影响；如需替换，请刷新页面后"
        "重新加密上传。"),
    "envelope.submitted": "这份文件已经随投标递交，不能取消；可以另传一版后再次递交，或者撤回投标。",
    "envelope.copied": "这份密文与已经接收的另一份完全相同，没有接收；请重新加密后上传。",
    "seat.same_party": (
        "{party}已经担任本项目的另一位保管人，没有更改；三位保管人必须来自三个不同的单位，请另选单位。"),
    "seat.same_person": (
        "{person}已经担任本项目的另一位保管人，没有更改；三把密钥必须由三个不同的人保管，请另选人员。"),
    "seat.released": "这位保管人已经在开标时交出密钥，不能再更换保管人或者公钥。",
    "seat.not_yours": "只有被指定的保管人本人、以其单位的身份，才能办理这一步；请切换身份或者更换账号。",
    "key.twice": "每个标段、每个阶段的密钥都必须是新做的，这批公钥里有重复或者用过的，没有存放；请重新制作密钥。",
    "release.too_early": "还没有到可以解密的时间，密钥没有被接收，也没有保存；请在主持人开始解密后再交出。",
    "release.other_lot": "送来的密钥里有本次不开启的标段，全部没有接收；请刷新页面后重新交出。",
    "release.other_key": "送来的私钥与当初存放的公钥不是一对，全部没有接收；请选择存放公钥时保存的那个密钥文件。",
    "receipt.malformed": "这不是本平台的回执文件，不能核对；请选择下载时保存的 JSON 原件。",
    "receipt.keys_malformed": "这不是公布签名密钥的文件，不能用来核对；请使用本平台的 keys.json。",
    "receipt.stranger": "签署这份回执的密钥不是本平台公布过的密钥，不能证明它出自本平台；请向本平台核实。",
    "receipt.forged": "签名不成立：回执的内容被改动过，或者不是本平台签署的；请以下载时的原件核对。",
    "receipt.key_time": "回执的时间不在签署密钥的使用期内，不能采信；请向本平台核实。",
}
"""Why custody does not take or give something, with the facts of the case."""


class CustodyRefused(Exception):
    """Something is not taken into custody, or not given out of it; nothing was changed.

    ``code`` is a key of ``REFUSALS``, ``message`` its sentence, ``facts`` what the sentence is filled with.
    """

    def __init__(self, code: str, **facts):
        super().__init__(code)
        self.code, self.message, self.facts = code, REFUSALS[code].format(**facts), facts
