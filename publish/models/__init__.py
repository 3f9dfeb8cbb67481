from .attachments import Attachment, FileText, Rendition
from .disclosures import Disclosure, DisclosureVersion, ImmutableError, Original, Source
from .records import PublicRecord

__all__ = ["Attachment", "Disclosure", "DisclosureVersion", "FileText", "ImmutableError", "Original", "PublicRecord",
           "Rendition", "Source"]
