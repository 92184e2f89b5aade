/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { ChangeReport, ConfigSummary } from "../../../../mailer/store";
import type { Credential } from "../../../api/credentials";
import type { ConsoleContext } from "../../context";
import { ActionForm, ConfirmForm, Field } from "../../layout";
import { configurationPath } from "./list";
import { LoginFields, LoginSelect } from "./login-fields";
import { ServerFields } from "./server-fields";

interface Props {
  context: ConsoleContext;
  configuration: ConfigSummary;
  logins: readonly Credential[];
}

/**
 * With a login of this stack, where it is for SES, or with any other.
 *
 * @param migration what a migration would change, where there is one to do
 */
export function LoginForms({
  context,
  configuration,
  logins,
  migration,
}: Props & { migration: ChangeReport | undefined }) {
  const { credential, provider, state } = configuration;
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
      {state === "credentials_needed" && provider === "ses" ? (
        <MigrationForm {...{ context, configuration, migration }} />
      ) : (
        <OwnLoginForm context={context} configuration={configuration} />
      )}
    </>
  );
}

function MigrationForm({
  context,
  configuration,
  migration,
}: Omit<Props, "logins"> & { migration: ChangeReport | undefined }) {
  return (
    <div class="card">
      <h3>Migrate it to an SMTP login of its own</h3>
      <p>
        Only its login changes. What it was before is kept, so that it can be undone, until you delete that
        backup.
      </p>
      {migration && (
        <p class="hint">
          In the record, it sets <Attributes names={migration.set} />, and removes{" "}
          <Attributes names={migration.removed} />.
        </p>
      )}
      <ActionForm action={configurationPath(configuration, "/migrate")} context={context} label="Migrate">
        <LoginFields provider="ses" username={configuration.username} isRequired />
      </ActionForm>
    </div>
  );
}

function Attributes({ names }: { names: readonly string[] }) {
  return names.length === 0 ? <>nothing</> : <span class="mono">{names.join(", ")}</span>;
}

/** Its password is only for its server: they are changed together. */
function OwnLoginForm({ context, configuration }: Omit<Props, "logins">) {
  const { provider, username, credential } = configuration;
  const isSes = provider === "ses";
  return (
    <div class="card">
      <h3>{isSes ? "Use a user name and password of its own" : "Server and login"}</h3>
      <ActionForm
        action={configurationPath(configuration, "/login")}
        context={context}
        label={isSes ? "Save the login" : "Save server and login"}
      >
        {!isSes && <ServerFields provider={provider} server={configuration} />}
        <LoginFields provider={provider} username={username} isRequired={isSes} />
        {isSes && credential === undefined && (
          <details open={configuration.host !== undefined}>
            <summary>Another endpoint than the region's own</summary>
            <ServerFields provider={provider} server={configuration} />
          </details>
        )}
        {!isSes && (
          <p class="hint">
            A stored password is only for the server as it is here: fill it in again where you change the
            server. Left empty, it stays.
          </p>
        )}
      </ActionForm>
    </div>
  );
}

/** The sender's name, which may be empty, and address. */
export function senderOf({ from }: ConfigSummary): { name: string; address: string } {
  const [, name = "", address = from] = /^(.*) <(.*)>$/.exec(from) ?? [];
  return { name, address };
}

export function SettingsForm({ context, configuration }: Omit<Props, "logins">) {
  const { provider, region, configurationSet, credential, host, port } = configuration;
  const { name, address } = senderOf(configuration);
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
          {credential !== undefined && (
            <>
              <Field
                name="host"
                label="Server"
                hint="Only where it is not the region's own"
                value={host ?? ""}
              />
              <Field
                name="port"
                label="Port"
                type="number"
                hint="With a server"
                value={port === undefined ? "" : String(port)}
              />
            </>
          )}
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
          hint={
            configuration.provider === "ses"
              ? "SES's simulator accepts it without an effect on your reputation."
              : "An address of yours"
          }
          value={configuration.provider === "ses" ? "success@simulator.amazonses.com" : ""}
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
