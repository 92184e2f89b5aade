import { parseArgs } from "node:util";
import { SandboxError } from "../emulator";
import { ENGINES, type EngineName } from "../engine";

/** What `npm start -- …` can be asked for. */
export interface StartOptions {
  help: boolean;
  /** Take the tour and stop. */
  once: boolean;
  existingTable: boolean;
  engine: EngineName;
  /** One line of JSON on stdout when ready; progress goes to stderr. */
  json: boolean;
  keyDelayMs: number | undefined;
  /** Settings of the program, by their short names. */
  settings: Record<string, string>;
  ports: { endpoint: number; smtp: number; smtps: number; messages: number };
}

export const USAGE = `npm start [-- OPTIONS]: the whole system on this machine, until Ctrl-C.

  --once               take a tour that checks each step itself, then stop; exit 0 only if all held
  --existing-table     deploy onto a table that was there before, without a stream
  --engine NAME        in-process, or pulumi where its CLI is on PATH (in-process)
  --json               print one line of JSON when ready, progress on stderr (npm start --silent -- --json)
  --key-delay SECONDS  how long a new access key is refused, as by AWS (3)
  --set KEY=VALUE      a setting of the program, such as dmarcPolicy=none; may be repeated
  --endpoint-port N    the AWS endpoint's port; like the others, from the system unless given
  --smtp-port N        SMTP with STARTTLS
  --smtps-port N       SMTP with TLS from the start
  --messages-port N    the mailbox's page
  --help

SES_SMTP_EMULATOR_URL=http://…  uses an emulator that runs already.
`;

/** @throws SandboxError that names the option, its value and the remedy */
export function readOptions(args: readonly string[]): StartOptions {
  const values = parse(args);
  return {
    help: values.help === true,
    once: values.once === true,
    json: values.json === true,
    existingTable: values["existing-table"] === true,
    engine: engine(values.engine ?? "in-process"),
    keyDelayMs: values["key-delay"] === undefined ? undefined : seconds(values["key-delay"]) * 1000,
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
        set: { type: "string", multiple: true },
        "endpoint-port": text,
        "smtp-port": text,
        "smtps-port": text,
        "messages-port": text,
      },
    }).values;
  } catch (error) {
    const said = error instanceof Error ? (error.message.split(". ")[0] ?? "") : String(error);
    throw new SandboxError(`${said}: npm start -- --help lists the options.`);
  }
}

function engine(name: string): EngineName {
  if (Object.hasOwn(ENGINES, name)) return name as EngineName;
  throw new SandboxError(`--engine: "${name}" is not an engine: write ${Object.keys(ENGINES).join(" or ")}.`);
}

function settings(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map(pair => {
      const [, key, value] = /^([A-Za-z]+)=(.*)$/s.exec(pair) ?? [];
      if (key !== undefined && value !== undefined) return [key, value];
      throw new SandboxError(`--set: "${pair}" is not a setting: write KEY=VALUE, such as dmarcPolicy=none.`);
    }),
  );
}

function seconds(text: string): number {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value <= 60) return value;
  throw new SandboxError(`--key-delay: "${text}" is not a number of seconds: write one from 0 to 60.`);
}

function port(name: string, text: string | undefined): number {
  if (text === undefined) return 0;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 65535) return value;
  throw new SandboxError(`--${name}: "${text}" is not a port: write a number from 1 to 65535.`);
}
