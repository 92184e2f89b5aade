import { Command, CommanderError } from "commander";
import { completionCommand } from "./commands/completion";
import { configCommand } from "./commands/config";
import { consoleCommand } from "./commands/console";
import { credentialCommand } from "./commands/credential";
import { dnsCommand } from "./commands/dns";
import { doctorCommand } from "./commands/doctor";
import { explainCommand } from "./commands/explain";
import { exporterCommand } from "./commands/exporter";
import { failuresCommand } from "./commands/failures";
import { logsCommand } from "./commands/logs";
import { passwordCommand } from "./commands/password";
import { repairCommand } from "./commands/repair";
import { privacyCommand } from "./commands/privacy";
import { reportCommand } from "./commands/report";
import { selfTestCommand } from "./commands/self-test";
import { sendTestCommand } from "./commands/send-test";
import { suppressionCommand } from "./commands/suppression";
import { Group } from "./commands/group";
import { helpCommand } from "./commands/help";
import { initCommand } from "./commands/init";
import { CommandError, type CommandContext, type Streams, UsageError } from "./shared/context";
import { visibleLines } from "./shared/visible";
import { wrapLines } from "./shared/wrap";
import { visible } from "../mailer/errors/visible";
import { version } from "../package.json";

/** Exit codes of `ses-smtp`. */
const SUCCESS = 0;
const FAILURE = 1;
const USAGE_ERROR = 2;

/**
 * Runs `ses-smtp`.
 * @param args without node and the script
 * @returns the exit code: 0 success, 1 failure, 2 usage error
 */
export async function main(args: readonly string[], given: Streams): Promise<number> {
  const streams = forTerminal(given);
  const program = createProgram(streams);
  try {
    await program.parseAsync(args, { from: "user" });
    return SUCCESS;
  } catch (error) {
    return report(error, streams, () => helpFor(program, args));
  }
}

/** Whatever a command prints may hold what somebody stored: a terminal must not obey it. */
function forTerminal({ stdin, stdout, stderr }: Streams): Streams {
  return {
    stdin,
    stdout: { columns: stdout.columns, write: text => stdout.write(visibleLines(text)) },
    stderr: { columns: stderr.columns, write: text => stderr.write(wrapped(visibleLines(text), stderr)) },
  };
}

function wrapped(text: string, { columns }: Streams["stdout"]): string {
  return columns === undefined ? text : wrapLines(text, columns);
}

/** All commands and options. */
export function createProgram(streams: Streams): Command {
  const program = new Command("ses-smtp")
    .description("Manages SMTP logins and mail configurations for Amazon SES.")
    .option("--json", "print the result as one line of JSON")
    .version(version, "--version", "print the version")
    .exitOverride()
    .configureOutput({
      writeOut: text => streams.stdout.write(text),
      writeErr: text => streams.stderr.write(text),
    })
    // Below commander's own minimum, a description stays on one long line behind a wide column of names.
    .configureHelp({ minWidthToWrap: 20 })
    .showHelpAfterError("Run npx ses-smtp --help for its commands.")
    .addHelpText(
      "after",
      "\nExit codes: 0 success, 1 failure, 2 usage error.\nResults go to stdout, everything else to stderr.",
    );
  const context: CommandContext = {
    ...pick(streams),
    columns: streams.stdout.columns,
    result: (value, text) => {
      const isJson = program.opts<{ json?: true }>().json;
      streams.stdout.write(`${isJson ? JSON.stringify(value) : forPerson(value, text, streams)}\n`);
    },
  };
  program.addCommand(inheriting(program, passwordCommand(context)));
  program.addCommand(inheriting(program, credentialCommand(context)));
  program.addCommand(inheriting(program, configCommand(context)));
  program.addCommand(inheriting(program, initCommand(context)));
  program.addCommand(inheriting(program, dnsCommand(context)));
  program.addCommand(inheriting(program, doctorCommand(context)));
  program.addCommand(inheriting(program, sendTestCommand(context)));
  program.addCommand(inheriting(program, selfTestCommand(context)));
  program.addCommand(inheriting(program, explainCommand(context)));
  program.addCommand(inheriting(program, failuresCommand(context)));
  program.addCommand(inheriting(program, repairCommand(context)));
  program.addCommand(inheriting(program, suppressionCommand(context)));
  program.addCommand(inheriting(program, reportCommand(context)));
  program.addCommand(inheriting(program, exporterCommand(context)));
  program.addCommand(inheriting(program, consoleCommand(context)));
  program.addCommand(inheriting(program, privacyCommand(context)));
  program.addCommand(inheriting(program, logsCommand(context, program)));
  program.addCommand(inheriting(program, completionCommand(context, program)));
  return program.addCommand(helpCommand(program).copyInheritedSettings(program));
}

function forPerson(
  value: Record<string, unknown>,
  text: string | { verbatim: string } | undefined,
  { stdout }: Streams,
): string {
  if (typeof text === "object") return text.verbatim;
  const lines = Object.entries(value).map(([name, field]) => `${name}: ${visible(String(field))}`);
  return wrapped(text ?? lines.join("\n"), stdout);
}

/** A subcommand exits and prints like the program, and also accepts `--json` after its name. */
function inheriting(program: Command, command: Command): Command {
  return command
    .copyInheritedSettings(program)
    .showHelpAfterError(
      `Run npx ses-smtp ${command.name()} --help for its ${command instanceof Group ? "commands" : "options"}.`,
    )
    .option("--json", "print the result as one line of JSON")
    .on("option:json", () => program.setOptionValue("json", true));
}

function pick({ stdin, stdout, stderr }: Streams): Streams {
  return { stdin, stdout, stderr };
}

function report(error: unknown, { stderr }: Streams, help: () => string): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? SUCCESS : USAGE_ERROR; // commander has printed the message
  if (!(error instanceof Error)) throw error;
  stderr.write(`${error.message}\n`);
  if (error instanceof UsageError) {
    stderr.write(`${help()}\n`);
    return USAGE_ERROR;
  }
  if (!(error instanceof CommandError)) stderr.write(`${error.stack ?? ""}\n`);
  return FAILURE;
}

/** Points to the help of the command that was called, as commander does for the errors that it finds itself. */
function helpFor(program: Command, args: readonly string[]): string {
  const path = [program.name()];
  let at = program;
  for (const word of args) {
    const next = at.commands.find(each => each.name() === word);
    if (next !== undefined && word !== "help") {
      at = next;
      path.push(word);
    } else if (!word.startsWith("-")) break;
  }
  return `Run npx ${path.join(" ")} --help for its ${at.commands.length > 0 ? "commands" : "options"}.`;
}
