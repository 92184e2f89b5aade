import { Command } from "commander";
import { prepareRelease, release } from "../../adopt/release";
import { adoptPorts } from "../../adopt/stack-ports";
import { confirm } from "../../shared/confirm";
import type { CommandContext } from "../../shared/context";
import { withReadableAwsErrors } from "../../shared/readable-errors";
import { requireUsername } from "../../logins/open";

interface ReleaseOptions {
  name?: string;
  yes?: boolean;
  stack?: string;
}

/** The way back from `adopt`. */
export function credentialReleaseCommand(context: CommandContext): Command {
  return new Command("release")
    .description("stop managing a login: its IAM user, key and sender addresses stay, its record goes")
    .argument("<username>")
    .option("--name <iam-user>", "the name that the IAM user gets; default: it keeps its name")
    .option("--yes", "do not ask for confirmation")
    .option("--stack <name>", "the Pulumi stack (SES_SMTP_STACK)", process.env.SES_SMTP_STACK)
    .action(async (username: string, { name, yes, stack }: ReleaseOptions) => {
      requireUsername(username);
      const ports = await adoptPorts(stack, text => context.stderr.write(`${text}\n`));
      await withReadableAwsErrors({ table: ports.table }, async () => {
        await prepareRelease(username, name, ports);
        context.stderr.write(
          `The stored password goes with the record: save it first (npx ses-smtp credential secret ${username}).\n`,
        );
        await confirm(context, `Stop managing ${JSON.stringify(username)}`, yes);
        const { mark } = await release(username, name, ports);
        context.result(
          { username, released: true, iam_user: mark.to },
          `${JSON.stringify(username)} is no longer managed. Its login works as the IAM user ${mark.to} at the path /.`,
        );
      });
    });
}
