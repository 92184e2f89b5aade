import { setTimeout as sleep } from "node:timers/promises";
import { Command } from "commander";
import { entryOf } from "../logs/entry";
import { findLogGroups, type LogOptions, withLogGroups } from "../logs/log-groups";
import { type FoundEvents, LOG_TERM, LogReader } from "../logs/read";
import { HEADER, lineOf } from "../logs/text";
import { type CommandContext, UsageError } from "../shared/context";
import { durationMs } from "../shared/duration";

interface Options extends LogOptions {
  since: string;
  follow?: true;
}

/** Between two searches while following. */
const PAUSE_MS = 3_000;

/** CloudWatch Logs may show an event this much later than others of its time. */
const MAX_DELAY_MS = 60_000;

export function logsCommand(context: CommandContext, program: Command): Command {
  return withLogGroups(new Command("logs"))
    .description("find the log entries of all functions about a login or a correlation id")
    .argument("<username-or-correlation-id>")
    .option("--since <time>", "how far back to search, such as 30m, 12h or 7d", "1h")
    .option("--follow", "print entries as they appear, until Ctrl-C; with --json, one line each")
    .addHelpText("after", "\nThe auditor's policy allows it (docs/administration.md, Roles).")
    .action(async (term: string, { since, follow, ...options }: Options) => {
      const periodMs = durationMs("--since", since);
      if (!LOG_TERM.test(term))
        throw new UsageError(
          "<username-or-correlation-id>",
          `${JSON.stringify(term)} is neither`,
          "use letters, digits and _+=.@/:-",
        );
      const reader = new LogReader(await findLogGroups(options));
      const isJson = () => program.opts<{ json?: true }>().json === true;
      try {
        const start = new Date(Date.now() - periodMs);
        if (follow) return await followEntries(context, reader, term, start, isJson());
        const found = await reader.find(term, start);
        if (found.isCut) context.stderr.write("There are more entries: use a shorter --since.\n");
        const entries = found.events.map(entryOf);
        const lines = entries.map(entry => lineOf(entry, term));
        context.result(
          { entries },
          lines.length === 0 ? nothing(term, since) : [HEADER, ...lines].join("\n"),
        );
      } finally {
        reader.close();
      }
    });
}

function nothing(term: string, since: string): string {
  return `No log entries about ${JSON.stringify(term)} in the last ${since}; --since 7d searches further back.`;
}

/** Does not end by itself. */
async function followEntries(
  { stdout }: CommandContext,
  reader: LogReader,
  term: string,
  start: Date,
  isJson: boolean,
): Promise<never> {
  const print = (line: string) => stdout.write(`${line}\n`);
  if (!isJson) print(HEADER);
  let printed = new Map<string, number>();
  for (let from = start; ; await sleep(PAUSE_MS)) {
    const { events }: FoundEvents = await reader.find(term, from);
    for (const event of events.filter(({ id }) => !printed.has(id))) {
      const entry = entryOf(event);
      print(isJson ? JSON.stringify(entry) : lineOf(entry, term));
      printed.set(event.id, event.timestamp);
    }
    from = new Date(Math.max(start.getTime(), Date.now() - MAX_DELAY_MS));
    printed = new Map([...printed].filter(([, timestamp]) => timestamp >= from.getTime()));
  }
}
