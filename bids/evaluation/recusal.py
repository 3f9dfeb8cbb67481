"""On what grounds a member of a committee must stand aside: the list of the law, as asked of each before the work."""
LAW = "政府采购法实施条例 第九条；财库〔2016〕198号"
GROUNDS = {
    "employed": "参加采购活动前 3 年内与投标人存在劳动关系",
    "director": "参加采购活动前 3 年内担任投标人的董事、监事",
    "holder": "参加采购活动前 3 年内是投标人的控股股东或者实际控制人",
    "kin": "与投标人的法定代表人或者负责人有夫妻、直系血亲、三代以内旁系血亲或者近姻亲关系",
    "employer": "采购人、采购代理机构是本人所在单位",
    "other": "与投标人有其他可能影响政府采购活动公平、公正进行的关系",
}
"""By key, as shown."""
