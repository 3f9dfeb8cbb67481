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
