/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Credential } from "../../../api/credentials";
import { chosen } from "../../choice";
import type { ConsoleContext } from "../../context";
import { Tabs } from "../../controls";
import { ActionForm, Field, Layout, Notice } from "../../layout";
import { inFormWords } from "../../text";
import { LoginFields, LoginSelect } from "./login-fields";
import { ServerFields, serverIn } from "./server-fields";

/** What a new configuration sends with, as in the address of its form. */
const KINDS = {
  login: "A login of this stack",
  ses: "Another SES login",
  smtp: "Another SMTP server",
} as const;

export type Kind = keyof typeof KINDS;

const KIND_NAMES = Object.keys(KINDS) as Kind[];

/** @throws UsageError for any other word */
export function kindOf(text: string | undefined): Kind {
  return chosen("It sends with", text, KIND_NAMES) ?? "login";
}

interface AddProps {
  context: ConsoleContext;
  kind: Kind;
  logins: readonly Credential[];
  /** What was filled in before; never a password. */
  filled?: Readonly<Record<string, string>>;
  /** Why it was refused. */
  problem?: string;
}

/** The form for a new configuration, again with what was filled in where it was refused. */
export function addForm({ context, kind, logins, filled = {}, problem = "" }: AddProps) {
  const isSes = kind !== "smtp";
  const server = serverIn(filled);
  return (
    <Layout title="Add a configuration" current="configurations" context={context}>
      {problem && <Notice tone="bad">{inFormWords(problem)}</Notice>}
      <p>
        An application loads it by its name from the table, and sends through {isSes ? "SES" : "the server"}{" "}
        with the login.
      </p>
      <Tabs
        label="It sends with"
        tabs={Object.entries(KINDS).map(
          ([name, text]) => [name, text, `/configurations/~add?with=${name}`] as const,
        )}
        current={kind}
      />
      <div class="card">
        <ActionForm action="/configurations" context={context} label="Add the configuration" tone="primary">
          <input type="hidden" name="with" value={kind} />
          <Field
            name="name"
            label="Name"
            hint="Letters, digits, . _ and -"
            value={filled.name ?? ""}
            autocomplete="off"
            required
          />
          <Field name="from" label="Sender" type="email" value={filled.from ?? ""} required />
          <Field name="fromName" label="Sender's name" value={filled.fromName ?? ""} />
          {isSes && (
            <Field
              name="region"
              label="Region"
              value={filled.region ?? context.api.endpoint.region}
              required
            />
          )}
          {kind === "login" && <LoginSelect logins={logins} value={filled.credential} />}
          {kind === "smtp" && <ServerFields provider="smtp" server={server} />}
          {kind !== "login" && (
            <LoginFields provider={isSes ? "ses" : "smtp"} username={filled.username} isRequired={isSes} />
          )}
          {kind === "ses" && (
            <details open={filled.host !== undefined}>
              <summary>Another endpoint than the region's own</summary>
              <ServerFields provider="ses" server={server} />
            </details>
          )}
        </ActionForm>
      </div>
    </Layout>
  );
}
