"""The text of attachments: read once per content, behind the fence, and shown as a preview."""
import json

from market.core import clock, fence, file_texts, files
from market.core.models import StoredFile

from .models import FileText


def read(stored: StoredFile) -> FileText:
    """Read a file's text unless its content was read before; a file that cannot be read is remembered as refused."""
    if known := FileText.objects.filter(pk=stored.sha256).first():
        return known
    pages, refusal = [], ""
    media_type = stored.media_type.partition(";")[0]
    if media_type not in file_texts.READABLE:
        refusal = "此格式不提供文本预览；请下载后查看。"
    else:
        try:
            pages = json.loads(fence.run("market.core.file_texts", str(files.path_of(stored.sha256)), media_type))
            if not any(page.strip() for page in pages):
                refusal = "文件中没有可提取的文字（可能是扫描件）；请下载后查看。"
        except fence.FenceBroken:
            refusal = "文件无法在限定的内存和时间内读取，未提取文本；文件本身不受影响，请下载后查看。"
    state = FileText.State.REFUSED if refusal else FileText.State.READ
    return FileText.objects.get_or_create(pk=stored.sha256, defaults={
        "state": state, "pages": pages if not refusal else [], "refusal": refusal, "read_at": clock.now()})[0]
