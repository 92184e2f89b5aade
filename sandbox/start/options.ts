import { parseArgs } from "node:util";
import { ENGINES, type EngineName } from "../engine";
import { SandboxError } from "../shared/sandbox-error";

/** The options of `npm start -- …`. */
export interface StartOptions {
  help: boolean;
  /** Run the tour and stop. */
  once: boolean;
  existingTable: boolean;
  engine: EngineName;
  /** One line of JSON on stdout when ready; progress goes to stderr. */
  json: boolean;
  keyDelayMs: number | undefined;
  inactiveDelayMs: number;
  streamDelayMs: number;
  /** Settings of the program, by their short names. */
  settings: Record<string, string>;
  ports: { endpoint: number; smtp: number; smtps: number; messages: number };
}

export const USAGE = `Usage: npm start [-- OPTIONS]

Runs the whole system on this machine until Ctrl-C, and prints a line for each
login that is created, changed, rotated, stopped or failed, and for each message
that is accepted or refused; none with --json.

Options:
  --once               run a self-checking tour, then stop; exit 0 only if all steps passed
  --existing-table     deploy onto an existing table that has no stream
  --engine NAME        in-process (default), or pulumi, which needs the Pulumi CLI on PATH
  --json               print one line of JSON when ready, and progress on stderr (npm start --silent -- --json)
  --key-delay SECONDS  how long a new access key is rejected, as AWS does (default: 3)
  --inactive-delay SECONDS
                       how long a key that was made inactive is still accepted, as AWS may (default: 0)
  --stream-delay SECONDS
                       how long the table's new stream takes to reach the program, as on AWS (default: 0)
  --set KEY=VALUE      set a setting of the program, for example dmarcPolicy=none; can be repeated
  --endpoint-port N    port of the AWS endpoint (all ports default to a free one)
  --smtp-port N        port for SMTP with STARTTLS
  --smtps-port N       port for SMTP over TLS
  --messages-port N    port of the mailbox page
  --help               show this help

Environment:
  SES_SMTP_EMULATOR_URL     use an emulator that sandbox/emulator/run.py already runs at this URL
  SES_SMTP_EMULATOR_SECRET  the secret that run.py was started with, in a variable of the same name
  SES_SMTP_PYTHON           the Python 3.10 or newer to run the emulator with (default: python3)

Exit codes: 0 success, 1 failure, 2 usage error or invalid settings.
`;

/** Wrong options: exit 2. */
export class StartUsageError extends SandboxError {
  constructor(problem: string) {
    super(`${problem}\nRun npm start -- --help for the options.`);
  }
}

/** @throws StartUsageError that names the option, its value and the remedy */
export function readOptions(args: readonly string[]): StartOptions {
  const values = parse(args);
  return {
    help: values.help === true,
    once: values.once === true,
    json: values.json === true,
    existingTable: values["existing-table"] === true,
    engine: engine(values.engine ?? "in-process"),
    keyDelayMs:
      values["key-delay"] === undefined ? undefined : seconds("key-delay", values["key-delay"]) * 1000,
    inactiveDelayMs: seconds("inactive-delay", values["inactive-delay"] ?? "0") * 1000,
    streamDelayMs: seconds("stream-delay", values["stream-delay"] ?? "0") * 1000,
    settings: settings(values.set ?? []),
    ports: {
      endpoint: port("endpoint-port", values["endpoint-port"]),
      smtp: port("smtp-port", values["smtp-port"]),
      smtps: port("smtps-port", values["smtps-port"]),
      messages: port("messages-port", values["messages-port"]),
    },
  };
}

function parse(args: readonly string[]) {
  const flag = { type: "boolean" } as const;
  const text = { type: "string" } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: flag,
        once: flag,
        json: flag,
        "existing-table": flag,
        engine: text,
        "key-delay": text,
        "inactive-delay": text,
        "stream-delay": text,
        set: { type: "string", multiple: true },
        "endpoint-port": text,
        "smtp-port": text,
        "smtps-port": text,
        "messages-port": text,
      },
    }).values;
  } catch (error) {
    const problem = error instanceof Error ? (error.message.split(". ")[0] ?? "") : String(error);
    throw new StartUsageError(`${problem}.`);
  }
}

function engine(name: string): EngineName {
  if (Object.hasOwn(ENGINES, name)) return name as EngineName;
  throw new StartUsageError(
    `--engine: unknown engine "${name}"; expected ${Object.keys(ENGINES).join(" or ")}.`,
  );
}

function settings(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map(pair => {
      const [, key, value] = /^([A-Za-z]+)=(.*)$/s.exec(pair) ?? [];
      if (key !== undefined && value !== undefined) return [key, value];
      throw new StartUsageError(
        `--set: invalid setting "${pair}"; expected KEY=VALUE, for example dmarcPolicy=none.`,
      );
    }),
  );
}

function seconds(option: string, text: string): number {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value <= 60) return value;
  throw new StartUsageError(
    `--${option}: invalid value "${text}"; expected a number of seconds from 0 to 60.`,
  );
}

function port(name: string, text: string | undefined): number {
  if (text === undefined) return 0;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 65535) return value;
  throw new StartUsageError(`--${name}: invalid port "${text}"; expected a number from 1 to 65535.`);
}
