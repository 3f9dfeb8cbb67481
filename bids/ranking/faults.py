"""Why a file cannot be read, or a ranking cannot be made: a code, the place, a sentence. The browser has the same."""

SENTENCES = {
    "bundle.not_json": "文件不是 JSON，不能核对；请选择下载时保存的评审数据包原件。",
    "bundle.not_canonical": "文件不是规范写法（键名排序、不留空格），可能被重新排版过；请使用下载时的原件。",
    "bundle.format": "这不是评审数据包（evaluation-bundle/1），不能核对；请检查选择的文件。",
    "bundle.keys": "{place} 的项目不齐或有多余项目，不能核对；请使用下载时的原件。",
    "bundle.value": "{place} 的写法不符合格式，不能核对；请使用下载时的原件。",
    "bundle.twice": "{place} 与前面的重复，不能核对；请使用下载时的原件。",
    "bundle.stranger": "{place} 所指的投标不在包内，不能核对；请使用下载时的原件。",
    "bundle.scheme": "评标办法（scheme）无法识别，不能核对；请使用下载时的原件。",
    "experts.differ": "{place} 的专家与其他投标不一致，平均分无从计算；请核对评分记录。",
    "score.range": "{place} 超过该项满分，不能汇总；请核对评分记录。",
    "low_price.disagrees": "{place} 与低价审查结论（low_price）不一致；请核对评审记录。",
    "quote.not_positive": "{place} 折算后的报价不大于零，不能排序；请核对报价。",
    "ceiling.missing": "报价是下浮率，但没有最高限价，不能折算；请补充最高限价。",
    "verdict.missing": "{place} 还没有审查结论，不能排序；请先完成审查。",
    "correction.undecided": "{place} 的报价已经修正，但没有投标人是否确认的记录，不能排序；请先补记。",
    "low_price.undecided": "{place} 触发低价审查，但没有审查结论，不能排序；请先完成低价审查。",
    "scores.missing": "{place} 没有评分，不能排序；请先完成评分。",
    "price.zero": "最低的评审价为 0.00，价格分无从计算；请核对报价。",
}


class RankingFault(ValueError):
    """``code`` is a key of ``SENTENCES``, ``place`` a path in the bundle, ``sentence`` is for the screen."""

    def __init__(self, code: str, place: str = ""):
        self.code, self.place, self.sentence = code, place, SENTENCES[code].format(place=place)
        super().__init__(f"{code} {place}".strip())


class BundleFault(RankingFault):
    """A file that is no bundle, or a broken one."""


class Incomplete(RankingFault):
    """Something has not been decided or scored yet that the ranking depends on. ``place`` names the bid."""
