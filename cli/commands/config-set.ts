import { Command } from "commander";
import { checkOptions, type SetOptions } from "../configurations/attributes";
import { changeText, setConfiguration } from "../configurations/set";
import { openStore, type StoreOptions, withReadableErrors } from "../configurations/store";
import { type CommandContext, UsageError } from "../shared/context";
import { readSecret } from "../shared/secret-input";
import { readSmtpPassword, withStoreOptions } from "./config-access";

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
      const report = await withReadableErrors(options, () =>
        setConfiguration(store, name, options, provider =>
          provider === "ses" ? readSmtpPassword(context) : readSecret(context, "Password: "),
        ),
      );
      context.result({ ...report }, changeText(report));
    });
  return rejectBoth(command);
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
