import { Command } from "commander";
import { type ApiOptions, withApiOptions } from "../../api/endpoint";
import type { Credential } from "../../api/credentials";
import type { CommandContext } from "../../shared/context";
import { fields } from "../../shared/table";
import { openApi, requireUsername } from "../../logins/open";

export function credentialShowCommand(context: CommandContext): Command {
  return withApiOptions(new Command("show"))
    .description("show one login, without its password")
    .argument("<username>")
    .action(async (name: string, options: ApiOptions) => {
      requireUsername(name);
      const { credentials } = await openApi(options);
      const { credential } = await credentials.show(name);
      context.result({ ...credential }, credentialText(credential));
    });
}

function inDays(days: number | undefined): string | undefined {
  return days === undefined ? undefined : `${days} days`;
}

/** A rotation that was requested and is not carried out yet. */
function requestedRotation(credential: Credential): string | undefined {
  const { rotateRequestedAt, rotatedFor, previousUntil } = credential;
  if (rotateRequestedAt === undefined || rotateRequestedAt === rotatedFor) return undefined;
  return previousUntil === undefined
    ? rotateRequestedAt
    : `${rotateRequestedAt}, carried out once the previous login has ended`;
}

/** Exceptions that are shown; a tag goes with its address. */
const MAX_EXCEPTIONS = 10;

/** Each is the pattern of the rule that it comes from. */
function ruleSenders({ ruleSenders = [], ruleExceptions = [] }: Credential): string | undefined {
  if (ruleSenders.length === 0) return undefined;
  const left = ruleExceptions.filter(pattern => !pattern.includes("+*@"));
  if (left.length === 0) return ruleSenders.join(", ");
  const more = left.length > MAX_EXCEPTIONS ? ` and ${left.length - MAX_EXCEPTIONS} more` : "";
  return `${ruleSenders.join(", ")} (except ${left.slice(0, MAX_EXCEPTIONS).join(", ")}${more})`;
}

/** One line for each field that says something. */
export function credentialText(credential: Credential): string {
  const { failure, suspended, changedBy } = credential;
  return fields([
    ["name", credential.name],
    ["status", credential.status],
    ["failure", failure && `${failure.message} (${failure.code})`],
    ["held", suspended?.reason],
    ["sends from", credential.allowedFromAddresses.join(", ")],
    ["by receiving rules", ruleSenders(credential)],
    ["mailbox", credential.mailbox],
    ["description", credential.description],
    ["owner", credential.ownerEmail],
    ["valid until", credential.validUntil],
    ["rotates every", credential.rotationDays === 0 ? "never" : inDays(credential.rotationDays)],
    ["grace period", inDays(credential.rotationGraceDays)],
    ["SMTP user name", credential.username],
    ["SMTP server", credential.smtpHost],
    ["login", credential.verifiedStatus],
    ["created", credential.createdAt],
    ["rotated", credential.rotatedAt],
    ["previous login until", credential.previousUntil],
    ["rotation requested", requestedRotation(credential)],
    ["changed by", changedBy && `${changedBy.arn} at ${changedBy.at}`],
    ["note", credential.changedOutsideApi ? "changed since by something other than the API" : undefined],
  ]);
}
