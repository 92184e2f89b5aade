import type * as Logs from "@aws-sdk/client-cloudwatch-logs";
import { clientConfig } from "../shared/aws-clients";
import { boundAnswers } from "../shared/bounded-answers";
import { CommandError } from "../shared/context";
import { withReadableAwsErrors } from "../shared/readable-errors";
import { isAbout, type LogEvent } from "./entry";
import type { LogGroups } from "./log-groups";

/** More than anybody reads; a shorter time shows the rest. */
const MAX_EVENTS = 10_000;

/** A username, a correlation id or a message id; a quote would end the filter pattern. */
export const LOG_TERM = /^[\w+=.@/:-]{1,128}$/;

/** CloudWatch Logs allows few FilterLogEvents requests per second in an account: the SDK repeats those it throttles. */
const MAX_ATTEMPTS = 6;

export interface FoundEvents {
  /** Oldest first. */
  events: (LogEvent & { id: string })[];
  /** There are more than were read. */
  isCut: boolean;
}

export interface LogSearch {
  /** Of CloudWatch Logs; narrows what is sent here. */
  filterPattern: string;
  since: Date;
  /** Exclusive; undefined: until now. */
  until?: Date;
  /** Which of these events are meant: a pattern cannot say everything. */
  keep: (event: LogEvent) => boolean;
  /** Of each log group; default: all. */
  maxPages?: number;
}

/** Searches log groups, with the caller's own logs:FilterLogEvents. */
export class LogReader {
  private readonly logs: Logs.CloudWatchLogsClient;
  private readonly sdk: typeof Logs;

  constructor(private readonly groups: LogGroups) {
    this.sdk = require("@aws-sdk/client-cloudwatch-logs") as typeof Logs;
    this.logs = new this.sdk.CloudWatchLogsClient({
      ...clientConfig(groups.region),
      maxAttempts: MAX_ATTEMPTS,
    });
    boundAnswers(this.logs);
  }

  close(): void {
    this.logs.destroy();
  }

  /**
   * The events about a term since a time.
   *
   * @param term without quotes, which would end the filter pattern
   *   (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html)
   * @throws CommandError
   */
  async find(term: string, since: Date): Promise<FoundEvents> {
    return this.search({ filterPattern: `"${term}"`, since, keep: event => isAbout(term, event) });
  }

  /** @throws CommandError */
  async search(search: LogSearch): Promise<FoundEvents> {
    const found: FoundEvents = { events: [], isCut: false };
    for (const name of this.groups.names) await this.searchIn(name, search, found);
    found.events.sort((one, other) => one.timestamp - other.timestamp);
    return found;
  }

  private async searchIn(logGroupName: string, search: LogSearch, found: FoundEvents): Promise<void> {
    const { filterPattern, since, until, keep, maxPages = Infinity } = search;
    for (let nextToken: string | undefined, pages = 1; ; pages++) {
      // A page may be empty and have a token for the next one:
      // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
      const page = await withReadableAwsErrors({}, () =>
        this.logs
          .send(
            new this.sdk.FilterLogEventsCommand({
              logGroupName,
              filterPattern,
              startTime: since.getTime(),
              ...(until && { endTime: until.getTime() }),
              ...(nextToken && { nextToken }),
            }),
          )
          .catch((error: Error) => {
            throw error.name === "ResourceNotFoundException" ? noSuchGroup(logGroupName) : error;
          }),
      );
      for (const { eventId, logStreamName, timestamp = 0, message = "" } of page.events ?? []) {
        const event = { logGroup: logGroupName, timestamp, message };
        const id = eventId ?? `${logGroupName} ${logStreamName ?? ""} ${timestamp} ${message}`;
        if (keep(event)) found.events.push({ ...event, id });
      }
      nextToken = page.nextToken;
      found.isCut = found.events.length > MAX_EVENTS || (pages >= maxPages && nextToken !== undefined);
      if (nextToken === undefined || found.isCut) return;
    }
  }
}

function noSuchGroup(name: string): CommandError {
  return new CommandError(
    `Log group ${JSON.stringify(name)}: not found: check --stack and AWS_REGION, or deploy the stack again (pulumi up).`,
  );
}
