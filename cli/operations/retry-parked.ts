import type { LambdaClient } from "@aws-sdk/client-lambda";
import type { SQSClient } from "@aws-sdk/client-sqs";
import { invokeFunction, invokeManager } from "../../handlers/shared/invoke-function";
import { CommandError } from "../shared/context";
import { deleteMessage, HANDLING_SECONDS, receiveAll, releaseMessage, remedyFor } from "./messages";

interface Clients {
  sqs: Pick<SQSClient, "send">;
  lambda: Pick<LambdaClient, "send">;
}

interface Resources {
  parkedQueueUrl: string;
  managerFunctionName: string;
  dispatcherFunctionName: string;
  recorderFunctionName: string;
}

export interface RetryResult {
  /** Usernames. */
  retried: string[];
  /** Messages with events of SES that are recorded now. */
  recorded: number;
  /** Messages that stay parked, including those that cannot be parsed. */
  left: number;
  notParsed: number;
}

/**
 * Has the manager retry parked operations. A message is deleted once Lambda has accepted its event.
 *
 * @param only empty for all
 * @throws CommandError if a username has no parked operation; nothing is retried in that case
 */
export async function retryParked(
  { sqs, lambda }: Clients,
  resources: Resources,
  only: readonly string[],
): Promise<RetryResult> {
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
