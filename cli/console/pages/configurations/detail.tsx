/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { ConfigSummary } from "../../../../mailer/store";
import type { ConsoleContext } from "../../context";
import { Facts, Layout, Notice } from "../../layout";
import { inFormWords } from "../../text";
import { allLogins } from "../logins/read";
import { EndForms, LoginForms, SettingsForm, TestForm } from "./forms";
import { ConfigurationState, Sender } from "./list";
import { ProviderLink } from "./provider";
import { described, migrationOf } from "./read";

/** One configuration: what it sends with and through, and all that can be done to it. */
export async function configurationDetail(context: ConsoleContext, name: string) {
  const [configuration, logins] = await Promise.all([described(context, name), allLogins(context)]);
  const migration = await migrationOf(context, configuration);
  const { problems, provider, region, host, port, configurationSet } = configuration;
  return (
    <Layout title={name} current="configurations" context={context}>
      <p>
        <ConfigurationState state={configuration.state} />
      </p>
      {problems.map(problem => (
        <Notice tone={configuration.state === "invalid" ? "bad" : "warn"}>{inFormWords(problem)}</Notice>
      ))}
      <Facts
        facts={[
          ["From", configuration.from],
          ["Sends with", <Sender configuration={configuration} />],
          ["Through", provider === "ses" ? "Amazon SES" : "an SMTP server"],
          ["Region", region],
          ["Server", host === undefined ? undefined : `${host}${port === undefined ? "" : `, port ${port}`}`],
          ["Encryption", encryptionOf(configuration)],
          ["Configuration set", configurationSet],
        ]}
      />
      {configuration.state === "ready" && (
        <>
          <h2>Send a test</h2>
          <TestForm context={context} configuration={configuration} />
        </>
      )}
      <h2>Login</h2>
      <LoginForms {...{ context, configuration, logins, migration }} />
      <ProviderLink configuration={configuration} />
      <h2>Settings</h2>
      <SettingsForm context={context} configuration={configuration} />
      <h2>End</h2>
      <EndForms context={context} configuration={configuration} />
    </Layout>
  );
}

/** What differs from the usual. */
function encryptionOf({ secure, privateCa, cleartext }: ConfigSummary): string {
  const mode = secure === undefined ? "" : secure ? "TLS from the start" : "STARTTLS";
  return [mode, privateCa && "a private certificate authority", cleartext && "a login also without TLS"]
    .filter(Boolean)
    .join("; ");
}
