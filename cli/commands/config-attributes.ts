import { readFile } from "node:fs/promises";
import { UsageError } from "../context";

/** What `ses-smtp config set` can be told of a configuration. */
export interface SetOptions {
  provider?: string;
  region?: string;
  host?: string;
  port?: string;
  secure?: boolean;
  from?: string;
  fromName?: string;
  username?: string;
  credential?: string;
  configurationSet?: string;
  caFile?: string;
}

export type Provider = "ses" | "smtp";

/** @throws UsageError where the options contradict each other, whatever the configuration is */
export function checkOptions({ username, credential, provider }: SetOptions): void {
  if (username !== undefined && credential !== undefined) {
    throw new UsageError(
      "--credential: a configuration has a login of its own or a credential's, not both: leave --username or --credential out.",
    );
  }
  if (provider !== undefined && provider !== "ses" && provider !== "smtp")
    throw new UsageError(`--provider: "${provider}" is not a provider: write ses or smtp.`);
}

/**
 * The attributes of a configuration's record.
 *
 * @throws UsageError where an option has no effect with this provider
 */
export async function attributesOf(
  options: SetOptions,
  provider: Provider,
): Promise<Record<string, unknown>> {
  const { region, host, secure, from, fromName, username, credential, configurationSet, caFile } = options;
  const ses = provider === "ses";
  if (ses) refuseWithoutHost(options);
  else refuseForSmtp(options);
  const port = portOf(options);
  const endpoint = { host, port: port ?? 587, ...(secure !== undefined && { secure }) };
  const given = {
    provider,
    region,
    ...(ses ? { smtpUsername: username } : { username }),
    ...(ses ? { endpoint: host === undefined ? undefined : endpoint } : { host, port, secure }),
    fromEmail: from,
    fromName,
    credential,
    configurationSet,
    tls: caFile === undefined ? undefined : { ca: await readCertificate(caFile) },
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** A region's own endpoint has its port and its TLS. */
function refuseWithoutHost({ host, port, secure }: SetOptions): void {
  if (host !== undefined) return;
  const option = port !== undefined ? "--port" : secure === true ? "--secure" : "--no-secure";
  if (port === undefined && secure === undefined) return;
  throw new UsageError(
    `${option}: has no effect on SES's own endpoint: name another endpoint with --host as well, or leave it out.`,
  );
}

function refuseForSmtp({ region, configurationSet }: SetOptions): void {
  const [option, value] =
    region !== undefined ? ["--region", region] : ["--configuration-set", configurationSet];
  if (value === undefined) return;
  throw new UsageError(
    `${option}: "${value}" has no effect with the provider smtp: leave it out, or give --provider ses.`,
  );
}

function portOf({ port }: SetOptions): number | undefined {
  if (port === undefined) return undefined;
  if (!/^\d+$/.test(port)) throw new UsageError(`--port: "${port}" is not a number: write one, such as 587.`);
  return Number(port);
}

async function readCertificate(file: string): Promise<string> {
  const text = await readFile(file, "utf8").catch((error: Error) => {
    throw new UsageError(
      `--ca-file: "${file}" cannot be read (${error.message}): name a file of certificates.`,
    );
  });
  // Not shown: it may be a private key.
  if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  throw new UsageError(
    `--ca-file: "${file}" holds no certificate in PEM form: it has a line -----BEGIN CERTIFICATE-----.`,
  );
}

/** An attribute in words; those of bookkeeping have none. */
const WORDS: Readonly<Record<string, string>> = {
  region: "the region",
  endpoint: "the endpoint",
  host: "the host",
  port: "the port",
  secure: "when TLS begins",
  fromEmail: "the sender",
  fromName: "the sender's name",
  smtpUsername: "the user name",
  username: "the user name",
  smtpPassword: "the password (encrypted)",
  password: "the password (encrypted)",
  credential: "the credential to send with",
  configurationSet: "the configuration set",
  tls: "the authority to trust",
};

/** Attributes of a record as a person calls them. */
export function inWords(attributes: readonly string[]): string {
  const words = attributes.flatMap(attribute => WORDS[attribute] ?? []);
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
