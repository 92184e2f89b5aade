import { LambdaClient } from "@aws-sdk/client-lambda";
import { SQSClient } from "@aws-sdk/client-sqs";
import { Command } from "commander";
import { invokeFunction, invokeManager } from "../../../handlers/shared/invoke-function";
import {
  deleteMessage,
  type QueuedMessage,
  receiveAll,
  releaseMessage,
  remedyFor,
} from "../../operations/messages";
import { findStackResources, type StackOptions, withStackOptions } from "../../operations/stack-resources";
import { type CommandContext, UsageError } from "../../shared/context";
import { withReadableAwsErrors } from "../../shared/readable-errors";

interface RetryOptions extends StackOptions {
  all?: boolean;
}

/** Long enough to send the events; messages that fail here become visible again afterward. */
const VISIBILITY_SECONDS = 60;

export function failuresRetryCommand(context: CommandContext): Command {
  return withStackOptions(new Command("retry"))
    .description("retry parked operations; a message is deleted once Lambda has accepted its event")
    .argument("[usernames...]", "usernames whose operations to retry")
    .option("--all", "retry everything that is parked; messages that cannot be understood stay")
    .action(async (usernames: string[], options: RetryOptions) => {
      if (usernames.length === 0 && !options.all)
        throw new UsageError("<usernames>", "missing", "name the usernames to retry, or use --all");
      if (usernames.length > 0 && options.all)
        throw new UsageError("--all", "conflicts with usernames", "use one of them");
      const resources = await findStackResources(options, [
        "parkedQueueUrl",
        "managerFunctionName",
        "dispatcherFunctionName",
      ]);
      const result = await withReadableAwsErrors({}, () => retry(resources, usernames));
      context.result(
        { ...result },
        `${result.retried.length} retried: ${result.retried.join(", ") || "none"}. ${result.left} left.`,
      );
    });
}

interface Resources {
  parkedQueueUrl: string;
  managerFunctionName: string;
  dispatcherFunctionName: string;
}

/** @param only empty for all */
async function retry(
  resources: Resources,
  only: readonly string[],
): Promise<{ retried: string[]; left: number }> {
  const sqs = new SQSClient({});
  const lambda = new LambdaClient({});
  const retried = new Set<string>();
  const left: QueuedMessage[] = [];
  let sweep = false;
  const done: QueuedMessage[] = [];
  for (const message of await receiveAll(sqs, resources.parkedQueueUrl, VISIBILITY_SECONDS)) {
    const remedy = remedyFor(message);
    const events = remedy?.events ?? [];
    const isChosen = only.length === 0 || events.some(({ usernames }) => only.includes(usernames[0] ?? ""));
    if (remedy === undefined || !isChosen) {
      left.push(message);
      continue;
    }
    for (const event of events) {
      const [username = ""] = event.usernames;
      if (!retried.has(username)) await invokeManager(lambda, resources.managerFunctionName, event);
      retried.add(username);
    }
    sweep ||= remedy.sweep;
    done.push(message);
  }
  if (sweep)
    await invokeFunction(lambda, resources.dispatcherFunctionName, { sweep: { cause: "failures-retry" } });
  for (const message of done) await deleteMessage(sqs, resources.parkedQueueUrl, message);
  for (const message of left) await releaseMessage(sqs, resources.parkedQueueUrl, message);
  return { retried: [...retried], left: left.length };
}
