/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { ConfigSummary } from "../../../../mailer/store";
import type { Credential } from "../../../api/credentials";
import type { ConsoleContext } from "../../context";
import { ActionForm, ConfirmForm, Field, Layout, Notice } from "../../layout";
import { inFormWords } from "../../text";
import { configurationPath } from "./list";

interface Props {
  context: ConsoleContext;
  configuration: ConfigSummary;
  logins: readonly Credential[];
}

function LoginSelect({ logins, value }: { logins: readonly Credential[]; value: string | undefined }) {
  return (
    <div class="field">
      <label for="field-credential">Personal login</label>
      <select id="field-credential" name="credential" required>
        <option value="">choose one</option>
        {logins.map(({ name, allowedFromAddresses: [first = ""] }) => (
          <option value={name} selected={name === value}>
            {first === "" ? name : `${name} (${first})`}
          </option>
        ))}
      </select>
      <p class="hint">
        The application follows its rotations, and its mail is attributed to it.{" "}
        {logins.length === 0 && <a href="/logins/~add">Add a login first</a>}
      </p>
    </div>
  );
}

/** Two ways to send: with a login of this stack, or with any other. */
export function LoginForms({ context, configuration, logins }: Props) {
  const { credential, username, provider, state } = configuration;
  const isLegacy = state === "credentials_needed";
  return (
    <>
      {provider === "ses" && (
        <div class="card">
          <h3>Use a login of this stack</h3>
          <ActionForm
            action={configurationPath(configuration, "/credential")}
            context={context}
            label="Send with this login"
            tone="primary"
          >
            <LoginSelect logins={logins} value={credential} />
          </ActionForm>
        </div>
      )}
      <div class="card">
        <h3>
          {isLegacy ? "Migrate it to an SMTP login of its own" : "Use a user name and password of its own"}
        </h3>
        {isLegacy && (
          <p>
            Only its login changes. What it was before is kept, so that it can be undone, until you delete
            that backup.
          </p>
        )}
        <ActionForm
          action={configurationPath(configuration, isLegacy ? "/migrate" : "/login")}
          context={context}
          label={isLegacy ? "Migrate" : "Save the login"}
        >
          <Field
            name="username"
            label="SMTP user name"
            hint={provider === "ses" ? "The access key ID that the password is for (AKIA…)" : ""}
            value={username ?? ""}
            autocomplete="off"
            required
          />
          <Field
            name="password"
            label="SMTP password"
            type="password"
            hint="It is encrypted before it is stored, and never shown again."
            autocomplete="new-password"
            required
          />
        </ActionForm>
      </div>
    </>
  );
}

export function SettingsForm({ context, configuration }: Omit<Props, "logins">) {
  const { provider, region, host, port, configurationSet } = configuration;
  const [, name = "", address = configuration.from] = /^(.*) <(.*)>$/.exec(configuration.from) ?? [];
  return (
    <div class="card">
      <ActionForm
        action={configurationPath(configuration, "/settings")}
        context={context}
        label="Save the settings"
      >
        <div class="fields">
          <Field name="from" label="Sender" type="email" value={address} />
          <Field name="fromName" label="Sender's name" value={name} />
          {provider === "ses" && (
            <>
              <Field name="region" label="Region" value={region ?? ""} />
              <Field name="configurationSet" label="Configuration set" value={configurationSet ?? ""} />
            </>
          )}
          <Field
            name="host"
            label="Server"
            hint={provider === "ses" ? "Only where it is not the region's own" : ""}
            value={host ?? ""}
          />
          <Field
            name="port"
            label="Port"
            type="number"
            hint="With a server"
            value={port === undefined ? "" : String(port)}
          />
        </div>
        <p class="hint">What is left empty stays as it is.</p>
      </ActionForm>
    </div>
  );
}

export function TestForm({ context, configuration }: Omit<Props, "logins">) {
  return (
    <div class="card">
      <ActionForm action={configurationPath(configuration, "/test")} context={context} label="Send a test">
        <Field
          name="to"
          label="Recipient"
          type="email"
          hint="SES's simulator accepts it without an effect on your reputation."
          value="success@simulator.amazonses.com"
          required
        />
      </ActionForm>
    </div>
  );
}

/** What ends something. */
export function EndForms({ context, configuration }: Omit<Props, "logins">) {
  const { name, credential, migrated } = configuration;
  return (
    <div class="actions">
      {migrated && (
        <>
          <ConfirmForm
            action={configurationPath(configuration, "/undo")}
            context={context}
            label="Undo the migration"
            what="The configuration is as it was before: for the SES API, with its old access key. Its SMTP password is deleted."
          />
          <ConfirmForm
            action={configurationPath(configuration, "/forget")}
            context={context}
            label="Delete the backup"
            what="What the configuration was before its migration is deleted, the old access key included. The migration cannot be undone after that."
          />
        </>
      )}
      <ConfirmForm
        action={configurationPath(configuration, "/remove")}
        context={context}
        label="Remove"
        confirm={`Remove ${name} permanently`}
        tone="danger"
        what={`Applications that load it can no longer send. ${credential === undefined ? "Its stored password is deleted." : `The login ${credential} stays.`}`}
      />
    </div>
  );
}

/** The form for a new configuration, again with what was filled in where it was refused. */
export function addForm(
  context: ConsoleContext,
  logins: readonly Credential[],
  filled: Readonly<Record<string, string>> = {},
  problem = "",
) {
  return (
    <Layout title="Add a configuration" current="configurations" context={context}>
      {problem && <Notice tone="bad">{inFormWords(problem)}</Notice>}
      <p>An application loads it by its name from the table, and sends through SES with the login.</p>
      <div class="card">
        <ActionForm action="/configurations" context={context} label="Add the configuration" tone="primary">
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
          <Field name="region" label="Region" value={filled.region ?? context.api.endpoint.region} required />
          <LoginSelect logins={logins} value={filled.credential} />
        </ActionForm>
      </div>
      <p class="hint">
        For a server other than SES, use the command: ses-smtp config set NAME --provider smtp --host HOST.
      </p>
    </Layout>
  );
}
