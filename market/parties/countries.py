"""Countries and regions whose bodies may register with a number of their own: ISO 3166-1 codes and names.

Those outside this list register at the centre's window.
"""

COUNTRIES = {
    "HK": "中国香港", "MO": "中国澳门", "TW": "中国台湾", "AU": "澳大利亚", "AT": "奥地利", "BE": "比利时",
    "BR": "巴西", "CA": "加拿大", "DK": "丹麦", "FI": "芬兰", "FR": "法国", "DE": "德国", "IN": "印度",
    "IE": "爱尔兰", "IL": "以色列", "IT": "意大利", "JP": "日本", "KR": "韩国", "LU": "卢森堡", "MY": "马来西亚",
    "NL": "荷兰", "NZ": "新西兰", "NO": "挪威", "PL": "波兰", "RU": "俄罗斯", "SG": "新加坡", "ES": "西班牙",
    "SE": "瑞典", "CH": "瑞士", "TH": "泰国", "AE": "阿联酋", "GB": "英国", "US": "美国", "VN": "越南",
}
