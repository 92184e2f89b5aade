import { LambdaClient } from "@aws-sdk/client-lambda";
import { SQSClient } from "@aws-sdk/client-sqs";
import { Command } from "commander";
import { invokeFunction, invokeManager } from "../../../handlers/shared/invoke-function";
import {
  deleteMessage,
  HANDLING_SECONDS,
  receiveAll,
  releaseMessage,
  remedyFor,
} from "../../operations/messages";
import { findStackResources, type StackOptions, withStackOptions } from "../../operations/stack-resources";
import { CommandError, type CommandContext, UsageError } from "../../shared/context";
import { withReadableAwsErrors } from "../../shared/readable-errors";

interface RetryOptions extends StackOptions {
  all?: boolean;
}

export function failuresRetryCommand(context: CommandContext): Command {
  return withStackOptions(new Command("retry"))
    .description("retry parked operations; a message is deleted once Lambda has accepted its event")
    .argument("[usernames...]", "usernames whose operations to retry")
    .option("--all", "retry everything that is parked; messages that cannot be parsed stay")
    .action(async (usernames: string[], options: RetryOptions) => {
      if (usernames.length === 0 && !options.all)
        throw new UsageError("<usernames>", "missing", "name the usernames to retry, or use --all");
      if (usernames.length > 0 && options.all)
        throw new UsageError("--all", "conflicts with usernames", "use one of them");
      const resources = await findStackResources(options, [
        "parkedQueueUrl",
        "managerFunctionName",
        "dispatcherFunctionName",
        "recorderFunctionName",
      ]);
      const result = await withReadableAwsErrors({}, () => retry(resources, usernames));
      context.result({ ...result }, textOf(result));
    });
}

interface Resources {
  parkedQueueUrl: string;
  managerFunctionName: string;
  dispatcherFunctionName: string;
  recorderFunctionName: string;
}

interface RetryResult {
  /** Usernames. */
  retried: string[];
  /** Messages with events of SES that are recorded now. */
  recorded: number;
  /** Messages that stay parked, including those that cannot be parsed. */
  left: number;
  notParsed: number;
}

function textOf({ retried, recorded, left, notParsed }: RetryResult): string {
  const events = recorded === 0 ? "" : ` ${recorded} with events of SES.`;
  const text = `${retried.length} retried: ${retried.join(", ") || "none"}.${events} ${left} left.`;
  if (notParsed === 0) return text;
  const which = notParsed === left ? "" : `${notParsed} of these `;
  return `${text}\n${which || (notParsed === 1 ? "It " : "They ")}cannot be parsed: \`ses-smtp failures discard\` shows and deletes such messages.`;
}

/**
 * @param only empty for all
 * @throws CommandError if a username has no parked operation; nothing is retried in that case
 */
async function retry(resources: Resources, only: readonly string[]): Promise<RetryResult> {
  const sqs = new SQSClient({});
  const lambda = new LambdaClient({});
  const parked = (await receiveAll(sqs, resources.parkedQueueUrl, HANDLING_SECONDS)).map(message => {
    const remedy = remedyFor(message);
    return { message, remedy, usernames: (remedy?.events ?? []).flatMap(({ usernames }) => usernames) };
  });
  const isChosen = ({ remedy, usernames }: (typeof parked)[number]) =>
    remedy !== undefined && (only.length === 0 || usernames.some(username => only.includes(username)));
  const chosen = parked.filter(isChosen);
  const left = parked.filter(each => !isChosen(each));
  const release = async (each: typeof parked) => {
    for (const { message } of each) await releaseMessage(sqs, resources.parkedQueueUrl, message);
  };
  const missing = only.find(username => !parked.some(({ usernames }) => usernames.includes(username)));
  if (missing !== undefined) {
    await release(parked);
    throw new CommandError(
      `No parked operation of "${missing}". \`ses-smtp failures list\` shows all that wait.`,
    );
  }
  const retried = new Set<string>();
  for (const event of chosen.flatMap(({ remedy }) => remedy?.events ?? [])) {
    const [username = ""] = event.usernames;
    if (!retried.has(username)) await invokeManager(lambda, resources.managerFunctionName, event);
    retried.add(username);
  }
  if (chosen.some(({ remedy }) => remedy?.sweep))
    await invokeFunction(lambda, resources.dispatcherFunctionName, { sweep: { cause: "failures-retry" } });
  const recordings = chosen.flatMap(({ remedy }) => remedy?.recordings ?? []);
  for (const recording of recordings) await invokeFunction(lambda, resources.recorderFunctionName, recording);
  for (const { message } of chosen) await deleteMessage(sqs, resources.parkedQueueUrl, message);
  await release(left);
  return {
    retried: [...retried],
    recorded: recordings.length,
    left: left.length,
    notParsed: left.filter(({ remedy }) => remedy === undefined).length,
  };
}
