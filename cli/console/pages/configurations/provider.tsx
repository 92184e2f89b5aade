/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { ConfigSummary } from "../../../../mailer/store";
import type { Credential } from "../../../api/credentials";
import type { Provider, SetOptions } from "../../../configurations/attributes";
import { UsageError } from "../../../shared/context";
import { chosen } from "../../choice";
import type { ConsoleContext } from "../../context";
import type { FormFields } from "../../form";
import { ActionForm, Field, Layout, Notice } from "../../layout";
import { inFormWords } from "../../text";
import { senderOf } from "./forms";
import { configurationPath } from "./list";
import { LoginFields, LoginSelect } from "./login-fields";
import { ServerFields, serverIn, serverOptions } from "./server-fields";

const PROVIDERS = ["ses", "smtp"] as const;

/** The one that a configuration does not have. */
export function otherProvider({ provider }: ConfigSummary): Provider {
  return provider === "smtp" ? "ses" : "smtp";
}

/** Leads to the form that moves a configuration to the other provider. */
export function ProviderLink({ configuration }: { configuration: ConfigSummary }) {
  return (
    <p>
      <a href={configurationPath(configuration, "/~provider")}>
        {otherProvider(configuration) === "ses"
          ? "Send through Amazon SES instead"
          : "Send through another SMTP server instead"}
      </a>
    </p>
  );
}

/** A form that was sent and refused. */
export interface Refused {
  /** What was filled in; never a password. */
  filled?: Readonly<Record<string, string>>;
  /** Why it was refused. */
  problem?: string;
}

interface FormProps extends Refused {
  context: ConsoleContext;
  configuration: ConfigSummary;
  logins: readonly Credential[];
}

/** The form that moves a configuration to the other provider, again where it was refused. */
export function providerForm({ context, configuration, logins, filled = {}, problem = "" }: FormProps) {
  const { name } = configuration;
  const other = otherProvider(configuration);
  const title = other === "ses" ? "Send through Amazon SES" : "Send through another SMTP server";
  return (
    <Layout title={title} current="configurations" context={context}>
      {problem && <Notice tone="bad">{inFormWords(problem)}</Notice>}
      <p>
        Applications load <a href={configurationPath(configuration)}>{name}</a> as before. What it has for{" "}
        {other === "ses" ? "the server of now" : "SES"}, its login included, is removed.
      </p>
      <div class="card">
        <ActionForm
          action={configurationPath(configuration, "/provider")}
          context={context}
          label={title}
          tone="primary"
        >
          <input type="hidden" name="provider" value={other} />
          <Field
            name="from"
            label="Sender"
            type="email"
            value={filled.from ?? senderOf(configuration).address}
            required
          />
          {other === "ses" ? (
            <>
              <Field
                name="region"
                label="Region"
                value={filled.region ?? context.api.endpoint.region}
                required
              />
              <LoginSelect logins={logins} value={filled.credential} />
            </>
          ) : (
            <>
              <ServerFields provider="smtp" server={serverIn(filled)} />
              <LoginFields provider="smtp" username={filled.username} />
            </>
          )}
        </ActionForm>
      </div>
    </Layout>
  );
}

/** What was filled in, as the options of `ses-smtp config set`. @throws UsageError */
export function providerOptions(form: FormFields): SetOptions {
  const provider = chosen("Provider", form.text("provider"), PROVIDERS);
  if (provider === undefined) throw new UsageError("Provider", "missing", "open the form again");
  const given = { provider, ...form.given(["from", "region"]) };
  if (provider === "smtp") return { ...given, ...serverOptions(form, {}) };
  const credential = form.text("credential");
  if (credential === "") throw new UsageError("Personal login", "missing", "choose one of the list");
  return { ...given, credential };
}
