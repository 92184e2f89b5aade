/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import { getContext } from "hono/context-storage";
import type { Child, PropsWithChildren } from "hono/jsx";
import { PAGE_TOKEN_FIELD } from "./access/guard";
import type { NoticeText } from "./access/sessions";
import type { ConsoleContext } from "./context";
import type { ConsoleEnv } from "./environment";

export type Tone = NoticeText["tone"];

/** A word about a state. Its color repeats what the word says. */
export function Badge({ tone = "neutral", children }: PropsWithChildren<{ tone?: Tone }>) {
  return <span class={`badge ${tone}`}>{children}</span>;
}

/** A sentence to be noticed. */
export function Notice({ tone = "neutral", children }: PropsWithChildren<{ tone?: Tone }>) {
  return (
    <div class={`notice ${tone}`} role={tone === "bad" ? "alert" : "status"}>
      {children}
    </div>
  );
}

/** Where a list would be: what it is about, and what to do to fill it. */
export function EmptyState({ title, children }: PropsWithChildren<{ title: string }>) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children}
    </div>
  );
}

export interface Column {
  name: string;
  /** Long words in it may be broken anywhere: addresses, identifiers. */
  breaks?: true;
  /** Right-aligned digits of equal width. */
  numeric?: true;
}

/**
 * On a narrow screen each row becomes a block that names its cells.
 *
 * @param caption what the table is about; not shown, but read to those who do not see
 * @param rows each as long as the columns; the first cell is the row's header
 */
export function Table({
  caption,
  columns,
  rows,
}: {
  caption: string;
  columns: readonly Column[];
  rows: readonly (readonly Child[])[];
}) {
  const classOf = ({ breaks, numeric }: Column) => (breaks ? "breaks" : numeric ? "numeric" : undefined);
  return (
    <table role="table">
      <caption class="visually-hidden">{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(column => (
            <th role="columnheader" scope="col" class={classOf(column)}>
              {column.name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map(cells => (
          <tr role="row">
            {columns.map((column, index) => {
              const attributes = { class: classOf(column), "data-name": column.name };
              return index === 0 ? (
                <th role="rowheader" scope="row" {...attributes}>
                  {cells[index]}
                </th>
              ) : (
                <td role="cell" {...attributes}>
                  {cells[index]}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Names and values; those without a value are left out. */
export function Facts({ facts }: { facts: readonly (readonly [name: string, value: Child])[] }) {
  return (
    <dl class="facts">
      {facts
        .filter(([, value]) => value !== undefined && value !== null && value !== "" && value !== false)
        .map(([name, value]) => (
          <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

/**
 * A time: the page's script puts it into the reader's zone and language.
 *
 * @param at ISO 8601, or a date; anything else is shown as it is
 * @param show `ago` is `5 minutes ago`, with the time itself as the tooltip
 */
export function Time({ at, show = "time" }: { at: string | Date; show?: "time" | "day" | "ago" }) {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return <>{String(at)}</>;
  const iso = date.toISOString();
  const text = show === "day" ? iso.slice(0, 10) : `${iso.slice(0, 16).replace("T", " ")} UTC`;
  return (
    <time datetime={iso} data-show={show}>
      {text}
    </time>
  );
}

interface FormProps {
  /** Where it is posted to. */
  action: string;
  context: ConsoleContext;
  /** What the button says. */
  label: string;
  tone?: "primary" | "danger" | "plain";
}

/** A form with its button. It has the session's page token, without which no request changes anything. */
export function ActionForm({
  action,
  context,
  label,
  tone = "plain",
  children,
}: PropsWithChildren<FormProps>) {
  return (
    <form method="post" action={action}>
      <PageToken />
      {children}
      <div class="actions">
        <button class={tone} disabled={context.readOnly}>
          {label}
        </button>
        {context.readOnly && <span class="hint">Read-only: start without --read-only.</span>}
      </div>
    </form>
  );
}

/**
 * A button that first says what will happen, with a second one below it that does it. It needs no script.
 *
 * @param what the consequences, in a sentence or more
 * @param confirm what the second button says; default: as the first
 */
export function ConfirmForm({
  what,
  confirm,
  children,
  ...form
}: PropsWithChildren<FormProps & { what: Child; confirm?: string }>) {
  return (
    <details class="confirm">
      <summary class={`button ${form.tone ?? "plain"}`}>{form.label}</summary>
      <div class="confirm-body">
        <p>{what}</p>
        <ActionForm {...form} label={confirm ?? form.label}>
          {children}
        </ActionForm>
      </div>
    </details>
  );
}

/** A labelled input. */
export function Field({
  name,
  label,
  hint,
  ...input
}: {
  name: string;
  label: string;
  hint?: string;
  type?: "text" | "email" | "search" | "number" | "password" | "datetime-local";
  value?: string;
  required?: boolean;
  autocomplete?: string;
  placeholder?: string;
  step?: string;
}) {
  const id = `field-${name}`;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input id={id} name={name} aria-describedby={hint && `${id}-hint`} {...input} />
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

/**
 * A part of a page that is fetched again while it is looked at, less often while nothing changes. Its route answers with
 * the part alone, as HTML; with the header `x-live: end`, it is not asked again,
 * and with a number there, after so many milliseconds. Without scripts the reader reloads. Where
 * the first element with `data-announce` in it says something new, it is read out.
 *
 * @param src the route
 * @param everyMs the first pause; it grows to half a minute
 */
export function Live({
  src,
  everyMs = 2_000,
  children,
}: PropsWithChildren<{ src: string; everyMs?: number }>) {
  return (
    <>
      <div data-live={src} data-every={String(everyMs)}>
        {children}
      </div>
      <p class="visually-hidden" role="status"></p>
    </>
  );
}

function PageToken() {
  const { pageToken } = getContext<ConsoleEnv>().var.session;
  return <input type="hidden" name={PAGE_TOKEN_FIELD} value={pageToken} />;
}
