"""Why money goes back: codes and their words on screen."""

RETURNS = {
    "withdrawn": "已撤回投标", "not_bid": "截止前没有递交投标文件", "failed": "项目废标", "terminated": "项目终止",
    "lost": "未中标", "signed": "合同已签订", "award_cancelled": "中标资格已取消", "voided": "中标无效",
    "performed": "合同已履行完毕",
}
"""Why a bond that counted is returned."""

KEPT = {"defaulted": "中标人无正当理由不与采购人签订合同，保证金不予退还，应上缴国库。"}
"""Why a bond is not returned."""

STRAY_LAW = "民法典 第九百八十五条"
STRAY_DAYS = 5
"""Money that pays no bill is returned within so many working days (a rule of this platform) under that article."""
