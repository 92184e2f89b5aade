import { Command } from "commander";
import { adopt } from "../../adopt/adopt";
import { CannotContinue } from "../../adopt/errors";
import { type Adoption, prepare } from "../../adopt/prepare";
import { adoptPorts } from "../../adopt/stack-ports";
import { confirm } from "../../shared/confirm";
import { type CommandContext, UsageError } from "../../shared/context";
import { withReadableAwsErrors } from "../../shared/readable-errors";
import { readSecret } from "../../shared/secret-input";
import { listAdoptable } from "./adopt-list";
import { collectAfter } from "./collect-after";
import { requireUsername } from "../../logins/open";

interface AdoptOptions {
  as?: string;
  from?: string[];
  passwordStdin?: boolean;
  withoutPassword?: boolean;
  dryRun?: boolean;
  list?: boolean;
  yes?: boolean;
  stack?: string;
}

/** Brings an existing IAM user with an SMTP login under management, with the caller's own rights. */
export function credentialAdoptCommand(context: CommandContext): Command {
  return new Command("adopt")
    .description("bring an existing IAM user's SMTP login under management; it works throughout")
    .argument("[iam-user]", "the IAM user's name")
    .option("--as <username>", "the username that the login gets")
    .option(
      "--from <address>",
      "an address or pattern it may send from; repeat it for more",
      collectAfter("--from"),
    )
    .option("--password-stdin", "read the SMTP password from stdin")
    .option("--without-password", "nobody here knows the password; it is replaced at the next rotation")
    .option("--dry-run", "show what would change, and which rights would be lost")
    .option("--list", "list what can be adopted: another system's logins in the table, and SMTP users in IAM")
    .option("--yes", "do not ask for confirmation")
    .option("--stack <name>", "the Pulumi stack (SES_SMTP_STACK)", process.env.SES_SMTP_STACK)
    .action(async (user: string | undefined, options: AdoptOptions) => {
      const progress = (text: string) => context.stderr.write(`${text}\n`);
      if (options.list) return listAdoptable(context, await adoptPorts(options.stack, progress));
      const { as: username } = options;
      if (user === undefined)
        throw new UsageError("[iam-user]", "missing", "name the IAM user, or use --list");
      if (username === undefined)
        throw new UsageError("--as", "missing", "give the username that the login gets");
      requireUsername(username);
      if (options.passwordStdin && options.withoutPassword)
        throw new UsageError("--without-password", "contradicts --password-stdin", "use one of them");
      const password = options.passwordStdin ? await readSecret(context, "SMTP password: ") : undefined;
      const ports = await adoptPorts(options.stack, progress);
      await withReadableAwsErrors({ table: ports.table, kmsKey: ports.kmsKeyArn }, async () => {
        const withoutPassword = options.withoutPassword === true;
        const request = { user, username, addresses: options.from, password, withoutPassword };
        if (options.dryRun) {
          const adoption = await prepare(request, ports);
          return context.result(summaryOf(adoption, "dry run"), textOf(adoption));
        }
        const { text, question } = await prepare(request, ports).then(proposal, withdrawal);
        context.stderr.write(`${text}\n`);
        await confirm(context, question, options.yes);
        const { adoption, userName } = await adopt(request, ports);
        const name = JSON.stringify(username);
        context.result(
          { ...summaryOf(adoption, "adopted"), iam_user_name: userName },
          `${name} is adopted: its login is as before, and managed from now on.`,
        );
      });
    });
}

interface Proposal {
  text: string;
  question: string;
}

function proposal(adoption: Adoption): Proposal {
  const { user, username } = adoption.request;
  return { text: textOf(adoption), question: `Adopt the IAM user ${user} as ${JSON.stringify(username)}` };
}

/** What has begun and cannot go on is undone. */
function withdrawal(error: unknown): Proposal {
  if (!(error instanceof CannotContinue)) throw error;
  return { text: error.message, question: `Undo the adoption of the IAM user ${error.mark.user}` };
}

function summaryOf({ request, user, accessKeyId, addresses, lost, password }: Adoption, outcome: string) {
  return {
    username: request.username,
    outcome,
    iam_user: user.name,
    smtp_username: accessKeyId,
    allowed_from_addresses: [...addresses],
    rights_lost: lost,
    verified_status: password === undefined ? "unproved" : "active",
  };
}

function textOf({ request, user, accessKeyId, addresses, password, lost, mark }: Adoption): string {
  const lines = [
    `IAM user ${user.name}, access key ${accessKeyId}, becomes the login ${JSON.stringify(request.username)}.`,
    `It may send from ${addresses.join(", ")}.`,
    ...lost.map(line => `It ${line}.`),
    password === undefined
      ? "Its password is not known: it goes on working, and is replaced at the next rotation."
      : "Its key and its password stay as they are.",
  ];
  return [...(mark ? ["An earlier attempt is continued."] : []), ...lines].join("\n");
}
