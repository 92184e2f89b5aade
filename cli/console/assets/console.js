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

/**
 * Fetches a part of the page again: soon after it has changed or has failed before, less and less often while it does not
 * change or fails.
 */
function keepLive(element) {
  let first = Number(element.dataset.every);
  let pause = first;
  let shown;
  let fetchedAt = new Date();
  let isFailing = false;
  const next = () => setTimeout(() => void look(), pause);
  const look = async () => {
    if (!element.isConnected) return;
    if (document.hidden)
      return document.addEventListener("visibilitychange", () => void look(), { once: true });
    const { status, text, said } = await fetchPart(element.dataset.live);
    if (status === 401 || status === 404) return say(element, "No longer updated: reload the page.");
    const isNew = text !== undefined && (isFailing || (text !== shown && shown !== undefined));
    pause = isNew ? first : Math.min(pause * GROWTH, MAX_PAUSE_MS);
    if (isFailing && text !== undefined) say(element, "");
    if (!isFailing && text === undefined)
      say(element, `Not updated since ${FORMATS.time.format(fetchedAt)}: no answer. Trying again.`);
    isFailing = text === undefined;
    if (text !== undefined) {
      fetchedAt = new Date();
      // What is open or has the focus is in use: it is replaced later.
      if (text !== shown && !isInUse(element)) {
        replaceContent(element, text);
        shown = text;
      }
      if (said === "end" && text === shown) return;
      if (Number(said) > 0) first = pause = Number(said);
    }
    next();
  };
  next();
}

/** @returns without a text if the console was stopped, or could not answer */
async function fetchPart(address) {
  try {
    const response = await fetch(address, { headers: { accept: "text/html" } });
    const text = await response.text();
    return {
      status: response.status,
      text: response.ok ? text : undefined,
      said: response.headers.get("x-live"),
    };
  } catch {
    return { status: 0, text: undefined, said: null };
  }
}

/** Shows a sentence below a part that is not up to date; an empty one: it is again. */
function say(element, sentence) {
  const place = element.nextElementSibling;
  place.textContent = sentence;
  place.className = sentence === "" ? "visually-hidden" : "hint";
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
