import { readFile } from "node:fs/promises";
import { UsageError } from "../shared/context";
import { requireSmtp } from "../shared/regions";

/** The options of `ses-smtp config set` that describe a configuration. */
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
  /** false: remove it. */
  caFile?: string | false;
  allowCleartext?: true;
}

export type Provider = "ses" | "smtp";

/** @throws UsageError where options contradict each other, whatever the configuration */
export function checkOptions({ username, credential, provider }: SetOptions): void {
  if (username !== undefined && credential !== undefined) {
    throw new UsageError(
      "--credential",
      "a configuration has either its own login or a credential",
      "omit --username or --credential",
    );
  }
  if (provider !== undefined && provider !== "ses" && provider !== "smtp")
    throw new UsageError("--provider", `"${provider}" is not a provider`, "use ses or smtp");
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
  const { region, host, secure, from, fromName, username, credential, configurationSet } = options;
  const ses = provider === "ses";
  if (ses && options.allowCleartext) {
    throw new UsageError(
      "--allow-cleartext",
      "has no effect with provider ses, which requires TLS",
      "omit it",
    );
  }
  if (ses) rejectWithoutHost(options);
  else rejectForSmtp(options);
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
    tls: await tlsOf(options),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** The endpoint of a region has a fixed port and TLS mode. */
function rejectWithoutHost({ region, host, port, secure }: SetOptions): void {
  if (host !== undefined) return;
  if (region !== undefined) requireSmtp(region, "set an endpoint with --host");
  const option = port !== undefined ? "--port" : secure === true ? "--secure" : "--no-secure";
  if (port === undefined && secure === undefined) return;
  throw new UsageError(
    option,
    "has no effect on the endpoint of a region",
    "set another endpoint with --host as well, or omit it",
  );
}

function rejectForSmtp({ region, configurationSet }: SetOptions): void {
  const [option, value] =
    region !== undefined ? ["--region", region] : ["--configuration-set", configurationSet];
  if (value === undefined) return;
  throw new UsageError(
    option,
    `"${value}" has no effect with provider smtp`,
    "omit it, or set --provider ses",
  );
}

async function tlsOf({ caFile, allowCleartext }: SetOptions): Promise<object | undefined> {
  if (caFile === undefined && allowCleartext === undefined) return undefined;
  return {
    ...(typeof caFile === "string" && { ca: await readCertificate(caFile) }),
    ...(allowCleartext && { required: false }),
  };
}

function portOf({ port }: SetOptions): number | undefined {
  if (port === undefined) return undefined;
  if (!/^\d+$/.test(port)) throw new UsageError("--port", `"${port}" is not a number`, "use one such as 587");
  return Number(port);
}

async function readCertificate(file: string): Promise<string> {
  const text = await readFile(file, "utf8").catch((error: Error) => {
    const problem = `"${file}" cannot be read (${error.message})`;
    throw new UsageError("--ca-file", problem, "use a PEM file of certificates");
  });
  // Not shown: it may be a private key.
  if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  throw new UsageError(
    "--ca-file",
    `"${file}" contains no PEM certificate`,
    "use a file with a line -----BEGIN CERTIFICATE-----",
  );
}

/** Attributes in words; bookkeeping attributes have none. */
const WORDS: Readonly<Record<string, string>> = {
  region: "the region",
  endpoint: "the endpoint",
  host: "the host",
  port: "the port",
  secure: "the TLS mode",
  fromEmail: "the sender",
  fromName: "the sender's name",
  smtpUsername: "the user name",
  username: "the user name",
  smtpPassword: "the password (encrypted)",
  password: "the password (encrypted)",
  credential: "the credential",
  configurationSet: "the configuration set",
  tls: "the CA certificate",
};

/** Attributes of a record in words, such as `the region and the sender`. */
export function inWords(attributes: readonly string[]): string {
  const words = attributes.flatMap(attribute => WORDS[attribute] ?? []);
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
