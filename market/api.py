"""The programming interface under ``/api/v1/``: one OpenAPI over the routers of the apps."""
from django.http import Http404
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from publish.api import router as public
from search.api import router as search
from search.engines.base import Unready

api = NinjaAPI(
    title="阳光交易公开接口", version="1", docs_url=None, urls_namespace="api-1",
    description="公开的都可读，无需登录。金额以元为单位，用十进制文本表示；时间为 RFC 3339。"
                "支持 ETag 条件请求。")
api.add_router("", public)
api.add_router("", search)


@api.exception_handler(Http404)
def _missing(request, error):
    return api.create_response(
        request, {"code": "not_found", "message": "没有这条公开信息，或它尚未发布；请核对编号。"}, status=404)


@api.exception_handler(ValidationError)
def _invalid(request, error):
    names = "、".join(dict.fromkeys(str(part["loc"][-1]) for part in error.errors))
    message = f"参数 {names} 的值不符合接口说明，未返回数据；请按接口说明改正后重试。"
    return api.create_response(request, {"code": "invalid", "message": message}, status=422)


@api.exception_handler(HttpError)
def _refused(request, error):
    return api.create_response(request, {"code": "refused", "message": str(error)}, status=error.status_code)


@api.exception_handler(Unready)
def _unready(request, error):
    message = "检索索引正在建立，暂不能检索；公告列表接口不受影响，请稍后重试。"
    return api.create_response(request, {"code": "search.unready", "message": message}, status=503)
