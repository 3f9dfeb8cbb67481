// What the pages of custodians share: words in a status box, a bar of progress, asking the server.
export function element(tag, words = "", className = "") {
  return Object.assign(document.createElement(tag), { textContent: words, className });
}

export function say(out, tone, words) {
  const box = element("div", "", `note is-${tone}`);
  box.append(element("p", words));
  out.replaceChildren(box);
}

/** A bar; gives what hears how many are done. */
export function meter(out, words, whole) {
  const bar = Object.assign(element("progress"), { max: whole, value: 0 });
  bar.setAttribute("aria-label", words);
  out.replaceChildren(element("p", words, "meta"), bar);
  return (done) => { bar.value = done; };
}

/** Run an act; what it throws is said. Gives whether it went through. */
export async function attempt(out, act) {
  try {
    await act();
    return true;
  } catch (error) {
    say(out, "danger", error.code ? error.message : "没有完成：网络中断或者浏览器报告了意外的错误，请刷新页面后重试。");
    if (!error.code) console.error(error);
    return false;
  }
}

export const enable = (button, yes) => {
  if (yes) button.removeAttribute("aria-disabled");
  else button.setAttribute("aria-disabled", "true");
};
export const enabled = (button) => button.getAttribute("aria-disabled") !== "true";

/** GET or POST JSON; a refusal is thrown with its code and sentence. */
export async function ask(url, body = undefined) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  const how = body === undefined ? {} : { method: "POST", body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", "X-CSRFToken": token } };
  const answer = await fetch(url, { credentials: "same-origin", redirect: "error", ...how });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    throw Object.assign(new Error(said.message ?? "平台没有接收，请刷新页面后重试。"), { code: said.code ?? "failed" });
  }
  return said;
}
