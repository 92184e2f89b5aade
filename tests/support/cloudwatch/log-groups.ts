import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  FilterLogEventsCommand,
  paginateDescribeLogGroups,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { clientConfig } from "../../../sandbox/shared/account";

/** What every log group of an account contains, by its name, an entry a line. */
export async function logGroupTexts(endpoint: string): Promise<Record<string, string>> {
  const client = new CloudWatchLogsClient(clientConfig(endpoint));
  const texts: Record<string, string> = {};
  try {
    for await (const { logGroups = [] } of paginateDescribeLogGroups({ client }, {}))
      for (const { logGroupName = "" } of logGroups)
        texts[logGroupName] = (await messagesIn(client, logGroupName)).join("\n");
    return texts;
  } finally {
    client.destroy();
  }
}

/** Every message of one log group. */
async function messagesIn(client: CloudWatchLogsClient, logGroupName: string): Promise<string[]> {
  const messages: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(new FilterLogEventsCommand({ logGroupName, nextToken }));
    messages.push(...(page.events ?? []).map(({ message = "" }) => message));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return messages;
}

/** Adds an entry to a log group, in a stream of its own. */
export async function putLogEntry(endpoint: string, logGroupName: string, message: string): Promise<void> {
  const client = new CloudWatchLogsClient(clientConfig(endpoint));
  const target = { logGroupName, logStreamName: `planted-${Date.now()}` };
  try {
    await client.send(new CreateLogStreamCommand(target));
    const logEvents = [{ timestamp: Date.now(), message }];
    await client.send(new PutLogEventsCommand({ ...target, logEvents }));
  } finally {
    client.destroy();
  }
}
