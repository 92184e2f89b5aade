import { LambdaClient } from "@aws-sdk/client-lambda";
import { SQSClient } from "@aws-sdk/client-sqs";
import { Command } from "commander";
import { retryText } from "../../operations/failures";
import { retryParked } from "../../operations/retry-parked";
import { findStackResources, type StackOptions, withStackOptions } from "../../operations/stack-resources";
import { type CommandContext, UsageError } from "../../shared/context";
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
      const result = await withReadableAwsErrors({}, () =>
        retryParked({ sqs: new SQSClient({}), lambda: new LambdaClient({}) }, resources, usernames),
      );
      context.result({ ...result }, retryText(result, DISCARD));
    });
}

const DISCARD = "`ses-smtp failures discard` shows and deletes such messages";
