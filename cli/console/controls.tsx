/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Child, PropsWithChildren } from "hono/jsx";
import type { MailOutcome } from "../activity/messages";
import { Badge, type Tone } from "./components";

/** A labelled choice. @param options value and text; an empty value is no choice */
export function Select({
  name,
  label,
  options,
  value = "",
}: {
  name: string;
  label: string;
  options: readonly (readonly [value: string, text: string])[];
  value?: string;
}) {
  const id = `field-${name}`;
  return (
    <div class="field narrow">
      <label for={id}>{label}</label>
      <select id={id} name={name}>
        {options.map(([each, text]) => (
          <option value={each} selected={each === value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Reads only: its fields become the page's address. */
export function Filters({ action, children }: PropsWithChildren<{ action: string }>) {
  return (
    <form method="get" action={action} class="toolbar" role="search">
      {children}
      <button>Show</button>
    </form>
  );
}

const OUTCOME: Readonly<Record<MailOutcome, readonly [text: string, tone: Tone]>> = {
  sent: ["Sent", "neutral"],
  delivered: ["Delivered", "good"],
  delayed: ["Delayed", "warn"],
  returned: ["Soft bounce", "warn"],
  suppressed: ["Suppressed", "warn"],
  bounced: ["Bounced", "bad"],
  rejected: ["Rejected", "bad"],
  complained: ["Complaint", "bad"],
};

export function outcomeText(outcome: MailOutcome): string {
  return OUTCOME[outcome][0];
}

export function OutcomeBadge({ outcome }: { outcome: MailOutcome }) {
  const [text, tone] = OUTCOME[outcome];
  return <Badge tone={tone}>{text}</Badge>;
}

/** An email address. It breaks before its domain first. */
export function Address({ text }: { text: string }) {
  const at = text.lastIndexOf("@");
  return at < 1 ? (
    <>{text}</>
  ) : (
    <>
      {text.slice(0, at)}
      <wbr />
      {text.slice(at)}
    </>
  );
}

/** Words of a command, with what it puts in backticks as code. */
export function Prose({ text }: { text: string }) {
  return <>{text.split("`").map((part, index) => (index % 2 === 1 ? <code>{part}</code> : part))}</>;
}

export function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** A text to select by hand, or to copy with a button where scripts run. @param id unique on the page */
export function Copyable({ id, text, name }: { id: string; text: string; name: string }) {
  return (
    <span class="copyable">
      <code id={id}>{text}</code>
      <button type="button" class="small" data-copy={id} aria-label={`Copy ${name}`} hidden>
        Copy
      </button>
    </span>
  );
}

/** Links to views of one thing. */
export function Tabs({
  label,
  tabs,
  current,
}: {
  label: string;
  tabs: readonly (readonly [name: string, text: Child, href: string])[];
  current: string;
}) {
  return (
    <nav class="tabs" aria-label={label}>
      <ul>
        {tabs.map(([name, text, href]) => (
          <li>
            <a href={href} aria-current={name === current ? "page" : undefined}>
              {text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Addresses of the previous and the next part of a list; undefined: there is none. */
export function Pager({ newer, older }: { newer: string | undefined; older: string | undefined }) {
  if (newer === undefined && older === undefined) return <></>;
  return (
    <nav class="pager" aria-label="Parts of the list">
      {newer === undefined ? <span></span> : <a href={newer}>Newer</a>}
      {older === undefined ? <span></span> : <a href={older}>Older</a>}
    </nav>
  );
}

/** An address of this console with a query; what is empty is left out. */
export function withQuery(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}
