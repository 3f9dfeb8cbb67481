"""Sealed envelopes in a real browser: the vectors, both ways between browser and Python, the page, and it offline."""
import hashlib
import io
import json
import os
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from market.custody import envelope, keys, shapes
from market.custody.errors import SENTENCES, EnvelopeError
from tests.custody.make_vectors import FOLDER
from tests.custody.people import PRICE, SOMEBODY, TECHNICAL, Kept

from .conftest import sideways

pytestmark = pytest.mark.browser
TOOLS = """
const E = await import("/static/market/js/envelope.js"), K = await import("/static/market/js/envelope_keys.js");
const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (two) => parseInt(two, 16));
const pair = (said, how) => K.pairOf(bytes(said.private), bytes(said.public), how);
const unpacked = (text) => Uint8Array.from(atob(text), (mark) => mark.charCodeAt(0));
"""


def in_page(page: Page, body: str, given):
    """Run a script with the modules at hand; what it returns."""
    page.goto("/envelope/")
    return page.evaluate(f"async (given) => {{ {TOOLS} {body} }}", given)


def said(pair: keys.PrivateKey) -> dict[str, str]:
    return {"private": keys.private_bytes(pair).hex(), "public": keys.public_bytes(pair).hex()}


def files_of(opened: dict[str, Kept]) -> dict[str, bytes]:
    return {name: sink.content for name, sink in opened.items()}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_the_browser_makes_every_vector_byte_for_byte_and_opens_it(page, path):
    vector = json.loads(path.read_text(encoding="utf-8"))

    found = in_page(page, """
      const drawn = given.drawn[Symbol.iterator](), next = () => drawn.next().value;
      const randomness = { bytes: () => bytes(next().bytes), pair: () => pair(next()) };
      const files = given.files.map((file) => ({ name: file.name,
        blob: new Blob([file.hex === undefined ? new Uint8Array(file.count).fill(file.byte) : bytes(file.hex)]) }));
      const custodians = await Promise.all(given.custodians.map((said) => pair(said))), own = await pair(given.own);
      const sealed = await E.seal({ context: given.context, files, custodians: custodians.map((one) => one.public),
        own: own.public, randomness,
        signer: { public: bytes(given.signing.public), sign: async () => bytes(given.signature) } });
      const header = await E.inspect(sealed.blob, given.context);
      const manifest = await E.unseal(sealed.blob, header, await E.keyFromCustodians(header, custodians.slice(1)));
      await E.selfTest(sealed.blob, { context: given.context, files, own, signer: bytes(given.signing.public) });
      return { sha256: sealed.sha256, length: sealed.blob.size, check: K.hex(header.check),
        header: new TextDecoder().decode(header.front.subarray(12)), names: manifest.files.map((file) => file.name) };
    """, vector)

    assert found == {**{name: vector[name] for name in ("sha256", "length", "check", "header")},
                     "names": [file["name"] for file in vector["files"]]}


def test_the_browser_has_the_same_codes_and_sentences(page):
    assert in_page(page, "return K.SENTENCES", None) == SENTENCES


def test_the_browsers_own_sha256_is_right_at_every_edge_of_a_block(page):
    contents = [os.urandom(length) for length in (0, 1, 55, 56, 63, 64, 65, 119, 128, 4096)]

    found = in_page(page, """
      const { Sha256 } = await import("/static/market/js/sha256.js");
      return given.map((hex) => {
        const whole = bytes(hex), sum = new Sha256();
        for (let at = 0; at < whole.length; at += 37) sum.update(whole.subarray(at, at + 37));
        return sum.hex();
      });""", [content.hex() for content in contents])

    assert found == [hashlib.sha256(content).hexdigest() for content in contents]


def refused(sealed: bytes, own: bool) -> str:
    """The code Python refuses it with; empty when it opens."""
    try:
        SOMEBODY.open(sealed, by=None if own else (0, 1))
    except EnvelopeError as error:
        return error.code
    return ""


def test_the_browser_and_python_refuse_a_damaged_envelope_with_the_same_code(page):
    sealed = SOMEBODY.seal([("报价.json", b'{"total":"6800000.00"}')])
    start = envelope.inspect(io.BytesIO(sealed)).start
    changes = [(at, change) for at in (*range(0, 12), *range(12, start, 23), start - 32, start - 1, start, start + 999,
                                       len(sealed) - 1) for change in (1, 0x20)]
    damaged = [sealed[:at] + bytes([sealed[at] ^ change]) + sealed[at + 1:] for at, change in changes]
    damaged += [b"", sealed[:7], sealed[:10], sealed[:500], sealed[:-1], sealed + b"\0", b"\xff" * 300]
    given = {"keys": [said(SOMEBODY.custodians[0]), said(SOMEBODY.custodians[1])], "own": said(SOMEBODY.own),
             "signer": keys.public_bytes(SOMEBODY.signing).hex(), "damaged": [one.hex() for one in damaged],
             "context": {name: getattr(PRICE, name) for name in shapes.CONTEXT}}

    found = in_page(page, """
      const two = await Promise.all(given.keys.map((said) => pair(said))), own = await pair(given.own), codes = [];
      for (const hex of given.damaged) {
        const blob = new Blob([bytes(hex)]), both = [];
        for (const way of [(header) => E.keyFromCustodians(header, two), (header) => E.keyFromOwn(header, own)]) {
          try {
            const header = await E.inspect(blob, given.context);
            await E.unseal(blob, header, await way(header), { signer: bytes(given.signer) });
            both.push("");
          } catch (error) { both.push(error.code ?? String(error)); }
        }
        codes.push(both);
      }
      return codes;""", given)

    assert found == [[refused(one, own=False), refused(one, own=True)] for one in damaged]
    assert not [codes for codes in found if "" in codes]


def test_twenty_megabytes_are_sealed_on_the_page_and_opened_by_python(page, tmp_path, check_axe):
    content = os.urandom(20 * 2**20)
    (tmp_path / "技术方案.pdf").write_bytes(content)
    page.goto("/envelope/")
    page.get_by_role("button", name="填入演练参数").click()
    saved = {}
    for name in ("演练投标人-密钥", "演练保管人1-密钥", "演练保管人3-密钥"):
        with page.expect_download() as download:
            page.locator(f"a[download='{name}.json']").click()
        saved[name] = keys.read_key_file(Path(download.value.path()).read_text())
    page.get_by_label("卷", exact=True).select_option("technical")
    page.get_by_label("要加密的文件").set_input_files(tmp_path / "技术方案.pdf")
    page.get_by_role("button", name="加密并自检").click()

    out = page.locator("[data-market-sealed]")
    expect(out).to_contain_text("自检通过", timeout=60_000)
    check_axe(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="保存信封").click()
    sealed = Path(download.value.path()).read_bytes()
    print(f"\n20 MiB in the browser: sealed in {out.get_attribute('data-market-seal-ms')} ms, "
          f"tested in {out.get_attribute('data-market-test-ms')} ms")
    assert out.get_attribute("data-market-sha256") == hashlib.sha256(sealed).hexdigest()
    context = envelope.inspect(io.BytesIO(sealed)).context
    assert (context.lot, context.volume) == (page.get_by_label("标包编号").input_value(), "technical")

    for way in ("own", "custodians"):
        found: dict[str, Kept] = {}
        how = {"expect": context, "signer": saved["演练投标人-密钥"].signs.public_key(),
               "into": lambda entry, found=found: found.setdefault(entry.name, Kept())}
        if way == "own":
            envelope.open_with_own_key(io.BytesIO(sealed), saved["演练投标人-密钥"].opens, **how)
        else:
            envelope.open_with_custodians(
                io.BytesIO(sealed), [saved[f"演练保管人{n}-密钥"].opens for n in (1, 3)], **how)
        assert files_of(found) == {"技术方案.pdf": content}


def write_keys(folder: Path) -> list[Path]:
    """Key files of the two first custodians, and of the bidder."""
    made = [keys.KeyFile(SOMEBODY.custodians[0]), keys.KeyFile(SOMEBODY.custodians[1]),
            keys.KeyFile(SOMEBODY.own, SOMEBODY.signing)]
    paths = [folder / f"{name}.json" for name in ("one", "two", "bidder")]
    for path, one in zip(paths, made, strict=True):
        path.write_text(keys.write_key_file(one, public=False))
    return paths


def test_what_python_sealed_the_page_opens_with_two_custodians_or_with_the_bidder(page, tmp_path):
    content = {"技术方案.pdf": os.urandom(5_000_000), "空.txt": b""}
    (tmp_path / "sealed").write_bytes(SOMEBODY.seal(list(content.items()), TECHNICAL))
    one, two, bidder = write_keys(tmp_path)

    for chosen in ([one, two], [bidder]):
        page.goto("/envelope/")
        page.locator("#open-envelope").set_input_files(tmp_path / "sealed")
        page.locator("#open-keys").set_input_files(chosen)
        page.get_by_role("button", name="打开信封").click()
        expect(page.locator("[data-market-opened]")).to_contain_text("已打开")
        for name, body in content.items():
            with page.expect_download() as download:
                page.get_by_role("link", name=f"保存“{name}”").click()
            assert Path(download.value.path()).read_bytes() == body


def test_one_custodian_and_a_damaged_envelope_are_refused_in_words(page, tmp_path):
    sealed = bytearray(SOMEBODY.seal([("报价.json", b"1")]))
    one, two, _ = write_keys(tmp_path)
    (tmp_path / "sealed").write_bytes(sealed)
    page.goto("/envelope/")
    out = page.locator("[data-market-opened]")
    page.locator("#open-envelope").set_input_files(tmp_path / "sealed")
    page.locator("#open-keys").set_input_files([one])
    page.get_by_role("button", name="打开信封").click()
    expect(out).to_contain_text("wrap.damaged bidder")

    sealed[-1] ^= 1
    (tmp_path / "sealed").write_bytes(sealed)
    page.locator("#open-envelope").set_input_files(tmp_path / "sealed")
    page.locator("#open-keys").set_input_files([one, two])
    page.get_by_role("button", name="打开信封").click()
    expect(out).to_contain_text(SENTENCES["chunk.altered"])


def test_keys_are_made_saved_and_checked(page, tmp_path):
    page.goto("/envelope/")
    page.get_by_role("button", name="制作投标人密钥").click()
    made = page.locator("[data-market-made]")
    expect(made).to_contain_text("签名密钥指纹")
    paths = {}
    for kind in ("密钥", "公开"):
        with page.expect_download() as download:
            made.get_by_role("link", name=f"保存{kind}文件").click()
        paths[kind] = tmp_path / f"{kind}.json"
        download.value.save_as(paths[kind])
    secret, public = (keys.read_key_file(paths[kind].read_text()) for kind in ("密钥", "公开"))

    assert secret.is_private and not public.is_private and "private" not in paths["公开"].read_text()
    assert keys.fingerprint(secret.opens) == keys.fingerprint(public.opens) != keys.fingerprint(secret.signs)
    assert keys.fingerprint(public.opens) in made.inner_text().replace(" ", "")
    page.get_by_label("重新选择密钥文件").set_input_files(paths["公开"])
    expect(page.locator("[data-market-key-checked]")).to_contain_text("这是公开文件")
    page.get_by_label("重新选择密钥文件").set_input_files(paths["密钥"])
    expect(page.locator("[data-market-key-checked]")).to_contain_text("完整的密钥文件")


def test_the_header_and_the_digest_are_checked_without_a_key(page, tmp_path):
    sealed = SOMEBODY.seal([("报价.json", b"1")])
    (tmp_path / "sealed").write_bytes(sealed)
    page.goto("/envelope/")
    out = page.locator("[data-market-checked]")
    right = hashlib.sha256(sealed).hexdigest()
    for digest, words in ((right, "摘要值一致"), ("0" * 64, "摘要值不一致"), ("", "未作比对")):
        page.locator("#check-envelope").set_input_files(tmp_path / "sealed")
        page.get_by_label("回执上的摘要值").fill(digest)
        page.get_by_role("button", name="核对信封").click()
        expect(out).to_contain_text(words)
    expect(out).to_contain_text(PRICE.lot)


def test_the_page_fits_a_phone(phone):
    phone.goto("/envelope/")
    phone.get_by_role("button", name="填入演练参数").click()
    expect(phone.locator("[data-market-practised]")).to_contain_text("已填入")

    assert sideways(phone) == []


def test_the_page_without_scripts_says_what_is_needed(nojs):
    nojs.goto("/envelope/")

    assert "需要开启 JavaScript" in nojs.locator("main").inner_text()
    expect(nojs.get_by_role("button", name="加密并自检")).to_be_hidden()


def test_the_offline_page_seals_and_opens_from_a_disk_and_may_connect_to_nothing(browser, site, page, tmp_path):
    page.goto("/envelope/")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载离线版").click()
    alone, told = tmp_path / "envelope.html", io.StringIO()
    download.value.save_as(alone)
    call_command("envelope_page", str(tmp_path / "again.html"), stdout=told)
    digest = hashlib.sha256(alone.read_bytes()).hexdigest()

    assert told.getvalue().startswith(digest) and (tmp_path / "again.html").read_bytes() == alone.read_bytes()
    assert page.locator("[data-market-offline-sha256]").inner_text() == digest
    assert not re.search(r"""(?:src|href)=["'](?!#)""", alone.read_text())

    context = browser.new_context(locale="zh-CN", offline=True)
    said_aloud, asked = [], []
    context.on("console", lambda message: said_aloud.append(message.text))
    context.on("weberror", lambda error: said_aloud.append(str(error.error)))
    context.on("request", lambda request: asked.append(request.url))
    disk = context.new_page()
    disk.goto(alone.as_uri())
    disk.get_by_role("button", name="填入演练参数").click()
    (tmp_path / "报价.json").write_bytes(b'{"total":"1.00"}')
    disk.get_by_label("要加密的文件").set_input_files(tmp_path / "报价.json")
    disk.get_by_role("button", name="加密并自检").click()
    expect(disk.locator("[data-market-sealed]")).to_contain_text("自检通过")
    with disk.expect_download() as download:
        disk.get_by_role("link", name="保存信封").click()
    assert envelope.inspect(io.BytesIO(Path(download.value.path()).read_bytes())).size == shapes.LEAST
    assert disk.evaluate("getComputedStyle(document.querySelector('.button.is-primary')).backgroundColor") \
        == "rgb(10, 79, 125)"
    assert said_aloud == [] and [url for url in asked if not url.startswith(("file:", "blob:"))] == []

    context.set_offline(False)
    assert disk.evaluate("address => fetch(address).then(() => 'sent', () => 'refused')", f"{site}/now/") == "refused"
    assert any("Content Security Policy" in words for words in said_aloud)
    context.close()
