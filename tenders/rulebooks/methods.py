"""Methods of trading by their ids and names. What each decides differently comes with its rulebook."""

METHODS = {
    "open_tender": "公开招标",
    "invited_tender": "邀请招标",
    "competitive_negotiation": "竞争性谈判",
    "competitive_consultation": "竞争性磋商",
    "inquiry": "询价",
    "single_source": "单一来源采购",
    "framework": "框架协议采购",
    "listing": "挂牌",
    "auction": "拍卖",
    "online_bidding": "网络竞价",
    "agreement": "协议出让",
    "allocation": "划拨",
    "lease": "租赁",
}
