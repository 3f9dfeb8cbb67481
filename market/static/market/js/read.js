// Reads the facts box aloud for readers of 长辈版, with the voice of their own device. Hidden where there is none.
const button = document.querySelector("[data-market-read]");
const voice = globalThis.speechSynthesis;
if (button && voice && document.documentElement.hasAttribute("data-elder")) {
  const words = () => {
    const title = document.querySelector("h1").textContent;
    const facts = [...document.querySelectorAll(".facts .fact")].map(
      (fact) => `${fact.querySelector("dt").textContent}，${fact.querySelector("dd").textContent.trim()}`);
    return [title, ...facts].map((line) => line.replace(/\s+/g, " ") + "。");
  };
  const rest = () => {
    button.setAttribute("aria-pressed", "false");
    button.querySelector("span").textContent = "朗读要点";
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-pressed") === "true") {
      voice.cancel();
      rest();
      return;
    }
    button.setAttribute("aria-pressed", "true");
    button.querySelector("span").textContent = "停止朗读";
    const lines = words();
    lines.forEach((line, place) => {
      const utterance = new SpeechSynthesisUtterance(line);
      utterance.lang = "zh-CN";
      utterance.rate = 0.9;
      if (place === lines.length - 1) utterance.addEventListener("end", rest);
      voice.speak(utterance);
    });
  });
  addEventListener("pagehide", () => voice.cancel());
}
