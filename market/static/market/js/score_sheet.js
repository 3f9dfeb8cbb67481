// The scoring sheet saves itself: each change is sent as it is typed, and kept in this browser until the server has it.
// A cell that was changed in another tab is shown with both values; nothing is overwritten unasked.
const WAIT = 700, AGAIN = 5000, STEP = 0.5;
const sheet = document.querySelector("[data-market-sheet]");
const form = sheet?.querySelector("[data-market-cell]");

if (form) start();

function start() {
  const { points, comment, revision, bid, criterion } = form.elements;
  const was = { points: form.elements.was_points, comment: form.elements.was_comment };
  const saved = form.querySelector("[data-market-saved]"), conflict = form.querySelector("[data-market-conflict]");
  const own = sheet.querySelector("[data-market-own]");
  const key = `score/${sheet.dataset.sheet}/${bid.value}/${criterion.value}`;
  let timer = 0, sending = false, waiting = false;

  for (const [hook, by] of [["less", -STEP], ["more", STEP]]) {
    const button = form.querySelector(`[data-market-${hook}]`);
    button.hidden = false;
    button.addEventListener("click", () => step(by));
  }
  const kept = read(key);
  if (kept && (kept.points !== was.points.value || kept.comment !== was.comment.value)) {
    points.value = kept.points;
    comment.value = kept.comment;
    saved.textContent = "找回了上次没有保存完的内容，正在保存。";
    send();
  } else if (points.value.trim() !== was.points.value || comment.value.trim() !== was.comment.value) {
    changed(); // typed before this script ran
  }
  form.addEventListener("input", changed);
  form.addEventListener("submit", () => clearTimeout(timer));
  addEventListener("online", () => waiting && send());

  function step(by) {
    const most = Number(form.dataset.most), now = Number(points.value || 0);
    if (Number.isNaN(now)) return;
    points.value = String(Math.min(most, Math.max(0, Math.round((now + by) * 100) / 100)));
    changed();
  }

  function changed() {
    write(key, { points: points.value, comment: comment.value });
    saved.textContent = "正在输入，尚未保存。";
    clearTimeout(timer);
    timer = setTimeout(send, WAIT);
  }

  async function send() {
    if (sending) {
      waiting = true;
      return;
    }
    const typed = { points: points.value.trim(), comment: comment.value.trim() };
    if (typed.points === was.points.value && typed.comment === was.comment.value) {
      forget(key);
      return;
    }
    sending = true;
    waiting = false;
    try {
      await take(await fetch(sheet.dataset.url, {
        method: "PATCH", headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
        body: JSON.stringify({ revision: Number(revision.value), changes: [
          { bid: bid.value, criterion: criterion.value, points: typed.points || null, comment: typed.comment }] }),
      }), typed);
    } catch {
      waiting = true;
      saved.textContent = "网络中断，内容已留在本机，恢复后自动保存。";
      timer = setTimeout(send, AGAIN);
    } finally {
      sending = false;
    }
    if (waiting && navigator.onLine && !timer) send();
  }

  async function take(answer, typed) {
    const said = await answer.json();
    if (said.revision !== undefined) revision.value = said.revision;
    if (answer.ok) {
      was.points.value = typed.points;
      was.comment.value = typed.comment;
      if (points.value.trim() === typed.points && comment.value.trim() === typed.comment) forget(key);
      saved.textContent = `已自动保存 ${said.saved_at}`;
      conflict.hidden = true;
      show(typed);
    } else if (said.conflicts) {
      ask(said.conflicts[0].stands, typed);
    } else {
      saved.textContent = said.message;
    }
  }

  function show(typed) {
    if (!own) return;
    own.cells[1].textContent = typed.points || "—";
    own.cells[2].textContent = typed.comment || "—";
  }

  function ask(stands, typed) {
    conflict.replaceChildren();
    const words = document.createElement("p");
    const figure = stands.points === null ? "空" : String(Number(stands.points));
    words.textContent = `这一格在另一个页面刚刚改过：已保存的是 ${figure}${stands.comment ? `（${stands.comment}）` : ""}，`
      + `这里填写的是 ${typed.points || "空"}。请选择保留哪一个。`;
    const row = document.createElement("div");
    row.className = "button-row";
    row.append(choice("保留这里填写的", () => {
      conflict.hidden = true;
      was.points.value = figure === "空" ? "" : figure;
      was.comment.value = stands.comment;
      send();
    }), choice("保留已保存的", () => {
      conflict.hidden = true;
      points.value = was.points.value = figure === "空" ? "" : figure;
      comment.value = was.comment.value = stands.comment;
      forget(key);
      saved.textContent = "保留了已保存的内容。";
      show({ points: points.value, comment: comment.value });
    }));
    conflict.append(words, row);
    conflict.hidden = false;
    saved.textContent = "没有保存：这一格有两个值。";
  }

  function choice(label, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button is-small";
    button.textContent = label;
    button.addEventListener("click", act);
    return button;
  }
}

function token() {
  return form.elements.csrfmiddlewaretoken.value;
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A browser that keeps nothing still sends what is typed.
  }
}

function forget(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
}
