"""The books of the stand-in: references, payments, refunds, events to be told; a SQLite file of its own."""
import json
import secrets
import sqlite3
import time
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

TABLES = """
CREATE TABLE IF NOT EXISTS reference (id TEXT PRIMARY KEY, amount TEXT, title TEXT, expires_at REAL);
CREATE TABLE IF NOT EXISTS payment (id TEXT PRIMARY KEY, reference TEXT, amount TEXT, payer TEXT, booked_at REAL,
                                    paid_for TEXT);
CREATE TABLE IF NOT EXISTS refund (id TEXT PRIMARY KEY, payment TEXT, amount TEXT, status TEXT, error TEXT,
                                   finish_at REAL, finished_at REAL);
CREATE TABLE IF NOT EXISTS event (number INTEGER PRIMARY KEY, id TEXT UNIQUE, body TEXT, due_at REAL, tries INTEGER,
                                  told_at REAL, again INTEGER);
CREATE TABLE IF NOT EXISTS switch (name TEXT PRIMARY KEY, value INTEGER);
"""
SWITCHES = {
    "lose": "接下来的通知不发出（只能靠对账补上）",
    "repeat": "接下来的通知各发两遍",
    "delay": "接下来的通知推迟 3 秒（造成先后颠倒）",
    "fail_refund": "接下来的退款失败（账户已销户）",
    "statement_late": "接下来的对账单还没有出",
    "statement_gap": "接下来的对账单漏掉最后一笔",
    "statement_wrong": "接下来的对账单最后一笔多 1 元",
    "statement_forged": "接下来的对账单签名不对",
}
"""Failures on demand, each for so many times."""
REFUND_SECONDS = 1.0
WAYS = {
    "full": "足额缴纳", "short": "少缴 1 元", "over": "多缴 1 元", "twice": "重复缴纳两次", "wrong": "写错缴款码",
    "late": "截止后 1 分钟到账",
}


class Refused(Exception):
    """The bank does not do it: HTTP status and a stable code."""

    def __init__(self, status: int, code: str):
        super().__init__(code)
        self.status, self.code = status, code


class Bank:
    """One book. Every method opens and closes a connection of its own: threads share nothing."""

    def __init__(self, path: Path):
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._book() as book:
            book.executescript(TABLES)

    @contextmanager
    def _book(self):
        book = sqlite3.connect(self.path, timeout=20, isolation_level=None)
        book.row_factory = sqlite3.Row
        try:
            book.execute("BEGIN IMMEDIATE")
            yield book
            book.commit()
        finally:
            book.close()

    def open_reference(self, said: dict) -> dict:
        """Make a virtual account for a reference; asked again with a later deadline it is moved."""
        reference, amount = str(said["reference"]), _amount(said["amount"])
        with self._book() as book:
            known = book.execute("SELECT amount FROM reference WHERE id = ?", [reference]).fetchone()
            if known and known["amount"] != amount:
                raise Refused(409, "reference.contradicts")
            book.execute("INSERT INTO reference VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
                         "expires_at = excluded.expires_at",
                         [reference, amount, str(said["title"]), float(said["expires_at"])])
        return {"reference": reference, "account": {
            "holder": "示例市公共资源交易保证金专户", "bank": "示例银行城中支行（演示）",
            "number": f"3299 01{sum(reference.encode()) % 90 + 10} {reference}"}}

    def reference(self, name: str) -> dict | None:
        """What is to be paid under a reference and what was paid on its page."""
        with self._book() as book:
            row = book.execute("SELECT * FROM reference WHERE id = ?", [name]).fetchone()
            paid = book.execute("SELECT * FROM payment WHERE paid_for = ? ORDER BY booked_at", [name]).fetchall()
        return {**dict(row), "paid": [dict(one) for one in paid]} if row else None

    def pay(self, name: str, *, payer: str, way: str) -> list[str]:
        """Book one payment or two in one of the ``WAYS``; returns their serial numbers."""
        found = self.reference(name)
        if found is None:
            raise Refused(404, "reference.unknown")
        if not payer.strip():
            raise Refused(422, "payer.missing")
        amount = Decimal(found["amount"]) + {"short": -1, "over": 1}.get(way, 0)
        reference = name[:-1] + ("2" if name[-1] != "2" else "3") if way == "wrong" else name
        booked_at = found["expires_at"] + 60 if way == "late" else time.time()
        times = 2 if way == "twice" else 1
        return [self._book_payment(reference, amount, payer, booked_at, name) for _ in range(times)]

    def _book_payment(self, reference: str, amount: Decimal, payer: str, booked_at: float, paid_for: str) -> str:
        serial = f"YH{time.strftime('%Y%m%d')}{secrets.randbelow(10 ** 10):010d}"
        with self._book() as book:
            book.execute("INSERT INTO payment VALUES (?, ?, ?, ?, ?, ?)",
                         [serial, reference, f"{amount:.2f}", payer, booked_at, paid_for])
            self._tell(book, "payment.received", {
                "payment_id": serial, "reference": reference, "amount": f"{amount:.2f}", "currency": "CNY",
                "payer": payer, "received_at": _iso(booked_at)})
        return serial

    def seed(self, said: dict) -> None:
        """Book what an invented past says was paid and paid back; twice is once, and nobody is told."""
        with self._book() as book:
            for one in said["payments"]:
                book.execute("INSERT OR IGNORE INTO payment VALUES (:id, :reference, :amount, :payer, :at, :reference)",
                             one)
            for one in said["refunds"]:
                book.execute("INSERT OR IGNORE INTO refund VALUES (:id, :payment, :amount, 'succeeded', '', :at, :at)",
                             one)

    def order_refund(self, said: dict) -> dict:
        """Take an order to pay a payment back; the same order again is answered as it stands."""
        name, payment, amount = str(said["refund_id"]), str(said["payment_id"]), _amount(said["amount"])
        with self._book() as book:
            if known := book.execute("SELECT * FROM refund WHERE id = ?", [name]).fetchone():
                if (known["payment"], known["amount"]) != (payment, amount):
                    raise Refused(409, "refund.contradicts")
                return _shown(known)
            paid = book.execute("SELECT amount FROM payment WHERE id = ?", [payment]).fetchone()
            if paid is None:
                raise Refused(404, "payment.unknown")
            running = book.execute("SELECT amount FROM refund WHERE payment = ? AND status != 'failed'", [payment])
            if sum((Decimal(row["amount"]) for row in running), Decimal(amount)) > Decimal(paid["amount"]):
                raise Refused(409, "refund.exceeds")
            book.execute("INSERT INTO refund VALUES (?, ?, ?, 'processing', '', ?, NULL)",
                         [name, payment, amount, time.time() + REFUND_SECONDS])
            return _shown(book.execute("SELECT * FROM refund WHERE id = ?", [name]).fetchone())

    def refund(self, name: str) -> dict:
        """How an order stands."""
        with self._book() as book:
            row = book.execute("SELECT * FROM refund WHERE id = ?", [name]).fetchone()
        if row is None:
            raise Refused(404, "refund.unknown")
        return _shown(row)

    def finish_refunds(self) -> None:
        """Pay out what is ripe, or fail it where that was asked for; either way it is told."""
        with self._book() as book:
            ripe = book.execute("SELECT * FROM refund WHERE status = 'processing' AND finish_at <= ?", [time.time()])
            for row in ripe.fetchall():
                status, error = ("failed", "account.closed") if self._take(book, "fail_refund") else ("succeeded", "")
                book.execute("UPDATE refund SET status = ?, error = ?, finished_at = ? WHERE id = ?",
                             [status, error, time.time(), row["id"]])
                done = _shown(book.execute("SELECT * FROM refund WHERE id = ?", [row["id"]]).fetchone())
                self._tell(book, f"refund.{status}", done)

    def _tell(self, book, kind: str, data: dict) -> None:
        """Write an event, to be told soon, later, twice or never, as the switches say."""
        name = f"evt_{secrets.token_hex(16)}"
        body = json.dumps({"event_id": name, "type": kind, "occurred_at": _iso(time.time()), "data": data},
                          ensure_ascii=False)
        never = self._take(book, "lose")
        due = None if never else time.time() + (3.0 if self._take(book, "delay") else 0.0)
        book.execute("INSERT INTO event (id, body, due_at, tries, again) VALUES (?, ?, ?, 0, ?)",
                     [name, body, due, int(self._take(book, "repeat"))])

    @staticmethod
    def _take(book, switch: str) -> bool:
        return book.execute("UPDATE switch SET value = value - 1 WHERE name = ? AND value > 0", [switch]).rowcount > 0

    def set_switch(self, name: str, value: int) -> None:
        """Have a failure happen so many times from now on."""
        if name not in SWITCHES or not 0 <= value <= 1000:
            raise Refused(422, "switch.unknown")
        with self._book() as book:
            book.execute("INSERT INTO switch VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                         [name, value])

    def spoils(self, name: str) -> bool:
        """Whether a failure was asked for and happens now."""
        with self._book() as book:
            return self._take(book, name)

    def switches(self) -> dict[str, int]:
        with self._book() as book:
            return {row["name"]: row["value"] for row in book.execute("SELECT * FROM switch")}

    def to_tell(self) -> list[dict]:
        """Events whose moment has come and that were not acknowledged."""
        with self._book() as book:
            return [dict(row) for row in book.execute(
                "SELECT * FROM event WHERE told_at IS NULL AND due_at <= ? ORDER BY number LIMIT 50", [time.time()])]

    def told(self, number: int, *, well: bool) -> None:
        """Note whether an event was acknowledged; if not it is told again after 1, 2, 4 … 300 seconds."""
        with self._book() as book:
            row = book.execute("SELECT tries, again FROM event WHERE number = ?", [number]).fetchone()
            if not well:
                book.execute("UPDATE event SET tries = tries + 1, due_at = ? WHERE number = ?",
                             [time.time() + min(2 ** row["tries"], 300), number])
            elif row["again"]:
                book.execute("UPDATE event SET again = 0 WHERE number = ?", [number])
            else:
                book.execute("UPDATE event SET told_at = ? WHERE number = ?", [time.time(), number])

    def untold(self) -> list[dict]:
        """Everything never acknowledged, for the other side's reconciliation."""
        with self._book() as book:
            rows = book.execute("SELECT body FROM event WHERE told_at IS NULL ORDER BY number LIMIT 200").fetchall()
        return [json.loads(row["body"]) for row in rows]

    def acknowledge(self, names: list[str]) -> int:
        """The other side has taken these events from the list."""
        with self._book() as book:
            return sum(book.execute("UPDATE event SET told_at = ? WHERE id = ? AND told_at IS NULL",
                                    [time.time(), name]).rowcount for name in names)


def _amount(text) -> str:
    """An amount in 元 with two decimals, as text. Raises Refused."""
    try:
        amount = Decimal(str(text))
    except ArithmeticError as error:
        raise Refused(422, "amount.malformed") from error
    if not amount.is_finite() or amount <= 0 or amount != amount.quantize(Decimal("0.01")):
        raise Refused(422, "amount.malformed")
    return f"{amount:.2f}"


def _shown(row) -> dict:
    return {"refund_id": row["id"], "payment_id": row["payment"], "amount": row["amount"], "status": row["status"],
            "error": row["error"], "finished_at": _iso(row["finished_at"]) if row["finished_at"] else None}


def _iso(moment: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment)) + f".{int(moment % 1 * 1000):03d}+00:00"
