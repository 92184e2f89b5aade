import { readFile } from "node:fs/promises";
import { Command } from "commander";
import type { ChangeReport } from "../../mailer/store";
import { type CommandContext, UsageError } from "../context";
import { readSecret } from "../secret-input";
import {
  openStore,
  readSmtpPassword,
  requireKey,
  type StoreOptions,
  told,
  withStoreOptions,
} from "./config-access";

interface SetOptions extends StoreOptions {
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

export function configSetCommand(context: CommandContext): Command {
  return withStoreOptions(new Command("set"))
    .description(
      "create or change a configuration; what is not named stays. With --username the password is read from stdin",
    )
    .argument("<name>")
    .option("--provider <provider>", "ses or smtp; ses where the configuration is new")
    .option("--region <region>", "SES: the region")
    .option("--host <host>", "smtp: the server; SES: an endpoint in place of the region's")
    .option("--port <port>", "with --host; 587")
    .option("--secure", "smtp: TLS from the start")
    .option("--no-secure", "smtp: STARTTLS where the server offers it")
    .option("--from <address>", "the sender")
    .option("--from-name <name>", "the sender's name")
    .option("--username <name>", "the SMTP user name; the password comes on stdin")
    .option("--credential <username>", "send with this personal credential instead, and follow its rotation")
    .option("--configuration-set <name>", "SES: the configuration set")
    .option("--ca-file <file>", "PEM of a private authority to trust")
    .addHelpText(
      "after",
      "\nExample: ses-smtp config set app --region eu-central-1 --from app@example.com --username AKIA… < password.txt",
    )
    .action(async (name: string, options: SetOptions) => {
      if (options.username !== undefined && options.credential !== undefined) {
        throw new UsageError(
          "--credential: a configuration has a login of its own or a credential's, not both.",
        );
      }
      const store = openStore(options);
      const { provider } = options;
      if (provider !== undefined && provider !== "ses" && provider !== "smtp") {
        throw new UsageError(`--provider: "${provider}" is neither ses nor smtp.`);
      }
      const report = await told(async () => {
        const existing = (await store.list()).find(config => config.name === name)?.provider;
        const kind = provider ?? existing ?? "ses";
        const attributes = await attributesOf({ ...options, provider: kind });
        if (options.username === undefined) return store.set(name, attributes);
        requireKey(options);
        const password =
          kind === "ses" ? await readSmtpPassword(context) : await readSecret(context, "Password: ");
        return store.set(name, attributes, password);
      });
      context.result({ ...report }, summary(report));
    });
}

async function attributesOf(options: SetOptions): Promise<Record<string, unknown>> {
  const { provider, region, host, secure, from, fromName, username, credential, configurationSet, caFile } =
    options;
  const port = portOf(options);
  const ses = provider === "ses";
  const given = {
    provider,
    region,
    ...(ses ? { smtpUsername: username } : { username }),
    ...(ses
      ? { endpoint: host === undefined ? undefined : { host, port: port ?? 587 } }
      : { host, port, secure }),
    fromEmail: from,
    fromName,
    credential,
    configurationSet,
    tls: caFile === undefined ? undefined : { ca: await readCertificate(caFile) },
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function portOf({ port, host, provider }: SetOptions): number | undefined {
  if (port === undefined) return undefined;
  if (provider === "ses" && host === undefined)
    throw new UsageError("--port: name the endpoint with --host as well.");
  if (!/^\d+$/.test(port)) throw new UsageError(`--port: "${port}" is not a number.`);
  return Number(port);
}

async function readCertificate(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new UsageError(`--ca-file: ${(error as Error).message}`);
  }
}

function summary({ name, set }: ChangeReport): string {
  return `Configuration "${name}" stored: ${set.join(", ")}.`;
}
