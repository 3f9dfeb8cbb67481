/* Server time in the header and countdowns: the server's clock, asked for once, never the reader's own. */
const shown = document.querySelector("[data-market-now]");
const countdowns = [...document.querySelectorAll("[data-market-countdown]")];

async function serverAhead() {
  const sent = Date.now();
  const answer = await fetch("/now/", { cache: "no-store", headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`the time was not given: ${answer.status}`);
  const { now } = await answer.json();
  return Date.parse(now) - (sent + Date.now()) / 2;
}

function parts(seconds) {
  if (seconds < 3600) return [[Math.floor(seconds / 60), "分"], [seconds % 60, "秒"]];
  const hours = Math.floor(seconds / 3600), minutes = Math.floor((seconds % 3600) / 60);
  if (hours < 24) return [[hours, "时"], [minutes, "分"]];
  return [[Math.floor(hours / 24), "天"], [hours % 24, "时"], [minutes, "分"]];
}

function draw(element, seconds) {
  const box = element.closest(".clock");
  if (seconds <= 0) {
    element.textContent = element.dataset.marketPast;
    box?.classList.replace("is-warn", "is-past");
    say(element.dataset.marketPast);
    delete element.dataset.marketCountdown;
    return;
  }
  element.replaceChildren(...parts(seconds).flatMap(([number, unit]) => {
    const small = document.createElement("small");
    small.textContent = unit;
    return [String(number), small];
  }));
  if (seconds <= 1800) box?.classList.add("is-warn");
  if (seconds === 60) say("距截止还有一分钟。");
}

let voice;
function say(words) {
  if (!voice) {
    voice = Object.assign(document.createElement("div"), { className: "sr" });
    voice.setAttribute("role", "status");
    document.body.append(voice);
  }
  voice.textContent = words;
}

function tick(ahead) {
  const now = Date.now() + ahead;
  if (shown) {
    shown.dateTime = new Date(now).toISOString();
    shown.textContent = new Date(now).toLocaleTimeString("zh-CN", { timeZone: "Asia/Shanghai", hour12: false });
  }
  for (const element of countdowns) {
    const until = Date.parse(element.dataset.marketCountdown);
    if (!Number.isNaN(until)) draw(element, Math.ceil((until - now) / 1000));
  }
  setTimeout(() => tick(ahead), 1000 - (now % 1000));
}

if (shown || countdowns.length) serverAhead().then(tick).catch(() => {});
