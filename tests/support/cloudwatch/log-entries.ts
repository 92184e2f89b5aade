import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { clientConfig } from "../../../sandbox/shared/account";
import type { SandboxReport } from "../../../sandbox/shared/report";
import type { LogEntry } from "./insights/run-query";

/** Everything that a running stack's functions have logged so far, or those of one function. */
export async function logEntries(report: SandboxReport, functionName = ""): Promise<LogEntry[]> {
  const logs = new CloudWatchLogsClient(clientConfig(report.emulator));
  const entries: LogEntry[] = [];
  try {
    for (const group of (report.outputs.logGroupNames as string[]).filter(name =>
      name.endsWith(functionName),
    ))
      for (
        let nextToken: string | undefined, isFirst = true;
        isFirst || nextToken !== undefined;
        isFirst = false
      ) {
        const page = await logs.send(new FilterLogEventsCommand({ logGroupName: group, nextToken }));
        for (const { timestamp = 0, message = "" } of page.events ?? [])
          entries.push({ group, at: timestamp, message: message.trim() });
        nextToken = page.nextToken;
      }
  } finally {
    logs.destroy();
  }
  return entries;
}
