"""The proof strip of a version: when, what hash, signed or not, where in the feed."""
from market.core import wording
from market.core.models import OutboxRow
from market.core.parts import ProofCell

from .models import Disclosure, DisclosureVersion


def cells(disclosure: Disclosure, version: DisclosureVersion, feed: OutboxRow | None) -> list[ProofCell]:
    """The cells in their order."""
    if disclosure.source.ours:
        published = ProofCell("发布时间（服务器）", wording.moment_exact(version.published_at))
        signature = ProofCell("电子签章", "未加盖", status="以摘要值核对")
    else:
        published = ProofCell("本站收录时间（服务器）", wording.moment_exact(version.published_at))
        signature = ProofCell("原文", disclosure.source.name, status="以原发布平台为准")
    if feed is None:
        number = ProofCell("增量接口", "不在增量接口中", status="模拟数据" if disclosure.simulated else "批量收录")
    elif feed.position is None:
        number = ProofCell("增量接口", "等待编号", status="数秒内编号", tone="warn")
    else:
        place = f"第 {feed.position} 号，{wording.moment(feed.sequenced_at)}"
        number = ProofCell("增量接口", place, status="已编号", tone="ok")
    return [published, ProofCell("内容摘要值 SHA-256", digest=version.digest), signature, number]
