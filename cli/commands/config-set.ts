import { Command } from "commander";
import type { ChangeReport } from "../../mailer/store";
import { type CommandContext, UsageError } from "../context";
import { readSecret } from "../secret-input";
import {
  openStore,
  readSmtpPassword,
  requireKey,
  type StoreOptions,
  withReadableErrors,
  withStoreOptions,
} from "./config-access";
import { attributesOf, checkOptions, inWords, type Provider, type SetOptions } from "./config-attributes";

const NOT_OF_THE_CONFIGURATION: ReadonlySet<string> = new Set(["table", "kmsKey", "json"]);

export function configSetCommand(context: CommandContext): Command {
  const command = withStoreOptions(new Command("set"))
    .description(
      "create or change a configuration; what is not named stays. With --username the password is read from stdin",
    )
    .argument("<name>")
    .option("--provider <provider>", "ses or smtp; ses where the configuration is new")
    .option("--region <region>", "SES: the region")
    .option("--host <host>", "smtp: the server; SES: an endpoint in place of the region's")
    .option("--port <port>", "with --host; 587")
    .option("--secure", "TLS from the start; SES: with --host, else the port decides")
    .option("--no-secure", "STARTTLS; smtp: where the server offers it")
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
    .action(async (name: string, options: SetOptions & StoreOptions) => {
      checkOptions(options);
      if (Object.keys(options).every(key => NOT_OF_THE_CONFIGURATION.has(key))) {
        throw new UsageError(
          "config set: nothing is named to change: give an option (ses-smtp config set --help).",
        );
      }
      const store = openStore(options);
      const report = await withReadableErrors(options, async () => {
        const existing = (await store.list()).find(config => config.name === name)?.provider;
        const provider = (options.provider ?? existing ?? "ses") as Provider;
        const attributes = await attributesOf(options, provider);
        if (options.username === undefined) return store.set(name, attributes);
        requireKey(options);
        const password =
          provider === "ses" ? await readSmtpPassword(context) : await readSecret(context, "Password: ");
        return store.set(name, attributes, password);
      });
      context.result({ ...report }, summary(report));
    });
  return refuseBoth(command);
}

function summary({ name, set, removed }: ChangeReport): string {
  const created = set.includes("created_at") ? "created" : "changed";
  const own = removed.includes("credential") ? " It no longer sends with a credential." : "";
  const what = inWords(set);
  return `Configuration "${name}" ${created}${what && `: ${what}`}.${own}`;
}

/** commander takes the last of two; the first then has no effect, and nobody would know. */
function refuseBoth(command: Command): Command {
  const given = new Set<string>();
  for (const option of ["secure", "no-secure"]) {
    command.on(`option:${option}`, () => {
      if (given.add(option).size === 2)
        throw new UsageError("--secure: give --secure or --no-secure, not both.");
    });
  }
  return command;
}
