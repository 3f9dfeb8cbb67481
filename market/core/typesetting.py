"""Turns HTML into PDF/A; runs only as a fenced child: ``python -m market.core.typesetting STATIC-FOLDER``.

HTML on standard input, PDF on standard output. The only addresses that resolve are ``static:<path>`` inside the folder
given, for style sheets, and pictures written into the page itself as ``data:image/svg+xml`` (the verification code);
everything else (files, hosts, attachments) yields nothing.
"""
import sys
from pathlib import Path


def fetcher(folder: Path):
    """An URL fetcher that knows ``static:`` alone."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Static(URLFetcher):
        def fetch(self, url, headers=None):
            scheme, _, name = url.partition(":")
            if url.startswith("data:image/svg+xml"):
                return super().fetch(url, headers)
            path = (folder / name).resolve()
            if scheme != "static" or path.suffix != ".css" or not path.is_relative_to(folder) or not path.is_file():
                raise ValueError(f"not fetched: {url[:80]}")
            return URLFetcherResponse(url, body=path.read_bytes(), headers={"Content-Type": "text/css"})

    return Static(allowed_protocols=("data",), allow_redirects=False)


def main(folder: str) -> None:
    import weasyprint

    given = sys.stdin.buffer.read().decode()
    document = weasyprint.HTML(string=given, base_url="static:", url_fetcher=fetcher(Path(folder).resolve()))
    sys.stdout.buffer.write(document.write_pdf(pdf_variant="pdf/a-3u", srgb=True, full_fonts=False))


if __name__ == "__main__":
    main(sys.argv[1])
