import { Command } from "commander";
import type { ChangeReport } from "../../mailer/store";
import { type CommandContext, UsageError } from "../shared/context";
import { readSecret } from "../shared/secret-input";
import {
  openStore,
  readSmtpPassword,
  requireKey,
  requireSesUsername,
  type StoreOptions,
  withReadableErrors,
  withStoreOptions,
} from "./config-access";
import { attributesOf, checkOptions, inWords, type Provider, type SetOptions } from "./config-attributes";

const OTHER_OPTIONS: ReadonlySet<string> = new Set(["table", "kmsKey", "json"]);

export function configSetCommand(context: CommandContext): Command {
  const command = withStoreOptions(new Command("set"))
    .description(
      "create or change a configuration; other settings stay as they are. With --username, the password is read from stdin",
    )
    .argument("<name>")
    .option("--provider <provider>", "ses or smtp; default for a new configuration: ses")
    .option("--region <region>", "SES: the region")
    .option("--host <host>", "smtp: the server; SES: an endpoint other than the region's")
    .option("--port <port>", "the port, with --host; default: 587")
    .option("--secure", "TLS from the start; SES: with --host; default: depends on the port")
    .option("--no-secure", "STARTTLS; smtp without a login: if the server offers it")
    .option("--from <address>", "the sender")
    .option("--from-name <name>", "the sender's name")
    .option("--username <name>", "the SMTP user name; the password is read from stdin")
    .option("--credential <username>", "send with this personal credential, following its rotations")
    .option("--configuration-set <name>", "SES: the configuration set")
    .option("--ca-file <file>", "PEM file of a private certificate authority to trust")
    .option("--no-ca-file", "trust public certificate authorities again")
    .option("--allow-cleartext", "smtp: send the password even if the server offers no TLS")
    .addHelpText(
      "after",
      "\nExample: ses-smtp config set app --region eu-central-1 --from app@example.com --username AKIA… < password.txt",
    )
    .action(async (name: string, options: SetOptions & StoreOptions) => {
      checkOptions(options);
      if (Object.keys(options).every(key => OTHER_OPTIONS.has(key))) {
        throw new UsageError("config set", "Nothing to change", "set an option");
      }
      const store = openStore(options);
      const report = await withReadableErrors(options, async () => {
        const existing = (await store.list()).find(config => config.name === name)?.provider;
        const provider = (options.provider ?? existing ?? "ses") as Provider;
        const attributes = await attributesOf(options, provider);
        if (options.username === undefined) return store.set(name, attributes);
        requireKey(options);
        if (provider === "ses") requireSesUsername(options.username);
        const password =
          provider === "ses" ? await readSmtpPassword(context) : await readSecret(context, "Password: ");
        return store.set(name, attributes, password);
      });
      context.result({ ...report }, summary(report));
    });
  return rejectBoth(command);
}

function summary({ name, set, removed, server }: ChangeReport): string {
  const created = set.includes("created_at") ? "created" : "changed";
  const own = removed.includes("credential") ? " It no longer uses a credential." : "";
  const what = inWords(set);
  const bound = server === undefined ? "" : ` The password is sent to ${server} only.`;
  return `Configuration "${name}" ${created}${what && `: ${what}`}.${own}${bound}`;
}

/** commander uses the last of two; the first would have no effect, and nobody would notice. */
function rejectBoth(command: Command): Command {
  const given = new Set<string>();
  for (const option of ["secure", "no-secure"]) {
    command.on(`option:${option}`, () => {
      if (given.add(option).size === 2)
        throw new UsageError("--secure", "conflicts with --no-secure", "use one of them");
    });
  }
  return command;
}
