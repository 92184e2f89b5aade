/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { ConfigSummary } from "../../../../mailer/store";
import type { ConsoleContext } from "../../context";
import { Badge, EmptyState, Layout, Table } from "../../layout";
import { counted } from "../../text";

const STATES: Readonly<Record<ConfigSummary["state"], readonly ["good" | "warn" | "bad", string]>> = {
  ready: ["good", "Ready"],
  credentials_needed: ["warn", "Needs an SMTP login"],
  invalid: ["bad", "Cannot send"],
};

export function ConfigurationState({ state }: Pick<ConfigSummary, "state">) {
  const [tone, text] = STATES[state];
  return <Badge tone={tone}>{text}</Badge>;
}

export function configurationPath({ name }: { name: string }, action = ""): string {
  return `/configurations/${encodeURIComponent(name)}${action}`;
}

/** What a configuration sends with. */
export function Sender({ configuration }: { configuration: ConfigSummary }) {
  const { credential, username } = configuration;
  if (credential !== undefined)
    return (
      <>
        login <a href={`/logins/${encodeURIComponent(credential)}`}>{credential}</a>
      </>
    );
  return username === undefined ? <>no login</> : <span class="mono">{username}</span>;
}

/** All configurations of applications. */
export function ConfigurationList({
  context,
  all,
}: {
  context: ConsoleContext;
  all: readonly ConfigSummary[];
}) {
  const add = (
    <a class="button primary" href="/configurations/~add">
      Add a configuration
    </a>
  );
  return (
    <Layout title="Configurations" current="configurations" context={context}>
      {all.length === 0 ? (
        <EmptyState title="No configurations yet">
          <p>
            An application that uses ses-smtp/mailer loads by its name where and with which login it sends.
            Without any here, each application has that in its own settings.
          </p>
          <p>{add}</p>
        </EmptyState>
      ) : (
        <>
          <div class="toolbar">
            <span class="soft">{counted(all.length, "configuration")} that applications load by name.</span>
            <span class="push">{add}</span>
          </div>
          <Table
            caption="Configurations"
            columns={[
              { name: "Name", breaks: true },
              { name: "State" },
              { name: "From", breaks: true },
              { name: "Sends with", breaks: true },
              { name: "Server", breaks: true },
            ]}
            rows={all.map(configuration => [
              <a href={configurationPath(configuration)}>{configuration.name}</a>,
              <ConfigurationState state={configuration.state} />,
              configuration.from,
              <Sender configuration={configuration} />,
              configuration.host ?? configuration.region ?? "–",
            ])}
          />
        </>
      )}
    </Layout>
  );
}
