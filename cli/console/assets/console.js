/** What the pages do beyond plain HTML. Everything works without it, but by reloading. */

const FORMATS = {
  time: new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" }),
  day: new Intl.DateTimeFormat(undefined, { dateStyle: "medium" }),
};
const AGO = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
];
/** Longer ago, the date says more. */
const MAX_AGO_MS = 30 * 86_400_000;

/** Puts times into the reader's zone and language. */
function localizeTimes(within) {
  for (const element of within.querySelectorAll("time[datetime]")) {
    const at = new Date(element.dateTime);
    const full = FORMATS.time.format(at);
    element.title = full;
    const show = element.dataset.show ?? "time";
    element.textContent = show === "ago" ? ago(at) : FORMATS[show].format(at);
  }
}

function ago(at) {
  const ms = at.getTime() - Date.now();
  if (Math.abs(ms) > MAX_AGO_MS) return FORMATS.day.format(at);
  const [unit, size] = UNITS.find(([, length]) => Math.abs(ms) >= length) ?? UNITS.at(-1);
  return AGO.format(Math.round(ms / size), unit);
}

const MAX_PAUSE_MS = 30_000;
const GROWTH = 1.5;

/** Fetches a part of the page again: soon after it has changed, less and less often while it does not. */
function keepLive(element) {
  let first = Number(element.dataset.every);
  let pause = first;
  let shown;
  const next = () => setTimeout(() => void look(), pause);
  const look = async () => {
    if (!element.isConnected) return;
    if (document.hidden) return document.addEventListener("visibilitychange", next, { once: true });
    try {
      const response = await fetch(element.dataset.live, { headers: { accept: "text/html" } });
      const text = await response.text();
      if (response.ok && text !== shown && shown !== undefined) pause = first;
      else pause = Math.min(pause * GROWTH, MAX_PAUSE_MS);
      // What is open or has the focus is in use: it is replaced later.
      if (response.ok && text !== shown && !isInUse(element)) {
        replaceContent(element, text);
        shown = text;
      }
      const said = response.headers.get("x-live");
      if (said === "end" && text === shown) return;
      if (Number(said) > 0) first = pause = Number(said);
      if (response.status === 401 || response.status === 404) return;
    } catch {
      pause = Math.min(pause * GROWTH, MAX_PAUSE_MS); // the console was stopped, or will answer later
    }
    next();
  };
  next();
}

function isInUse(element) {
  return element.contains(document.activeElement) || element.querySelector("details[open]") !== null;
}

function replaceContent(element, html) {
  const before = element.querySelector("[data-announce]")?.textContent;
  const parsed = new DOMParser().parseFromString(html, "text/html");
  element.replaceChildren(...parsed.body.childNodes);
  localizeTimes(element);
  const now = element.querySelector("[data-announce]")?.textContent;
  if (now !== before) element.nextElementSibling.textContent = now;
}

/** Copies the text of another element; without a clipboard the button is not shown. */
function offerCopies() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
      button.textContent = "Copied";
    });
  }
}

/** A button that only a script can serve. */
function offerPrinting() {
  for (const button of document.querySelectorAll("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

localizeTimes(document);
for (const element of document.querySelectorAll("[data-live]")) keepLive(element);
offerCopies();
offerPrinting();
