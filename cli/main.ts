import { Command, CommanderError } from "commander";
import { configCommand } from "./commands/config";
import { explainCommand } from "./commands/explain";
import { passwordCommand } from "./commands/password";
import { sendTestCommand } from "./commands/send-test";
import { helpCommand } from "./commands/help";
import { CommandError, type CommandContext, type Streams, UsageError } from "./context";
import { version } from "../package.json";

/** Exit codes of `ses-smtp`. */
const DONE = 0;
const FAILED = 1;
const MISUSE = 2;

/**
 * Runs `ses-smtp`.
 * @param args without node and the script
 * @returns the exit code: 0 done, 1 failed, 2 misuse
 */
export async function main(args: readonly string[], streams: Streams): Promise<number> {
  const program = createProgram(streams);
  try {
    await program.parseAsync(args, { from: "user" });
    return DONE;
  } catch (error) {
    return report(error, streams);
  }
}

/** Every command and option there is. */
export function createProgram(streams: Streams): Command {
  const program = new Command("ses-smtp")
    .description("Administers personal SMTP logins on Amazon SES.")
    .option("--json", "print the result as one line of JSON")
    .version(version, "--version", "print the version")
    .exitOverride()
    .configureOutput({
      writeOut: text => streams.stdout.write(text),
      writeErr: text => streams.stderr.write(text),
    })
    .showHelpAfterError("Run ses-smtp --help for the commands.")
    .addHelpText(
      "after",
      "\nExit codes: 0 done, 1 failed, 2 misuse. Progress goes to stderr, the result to stdout.",
    );
  const context: CommandContext = {
    ...pick(streams),
    result: (value, text) => {
      const lines =
        text ??
        Object.entries(value)
          .map(([name, field]) => `${name}: ${String(field)}`)
          .join("\n");
      streams.stdout.write(`${program.opts<{ json?: true }>().json ? JSON.stringify(value) : lines}\n`);
    },
  };
  program.addCommand(inheriting(program, passwordCommand(context)));
  program.addCommand(inheriting(program, configCommand(context)));
  program.addCommand(inheriting(program, sendTestCommand(context)));
  program.addCommand(inheriting(program, explainCommand(context)));
  return program.addCommand(helpCommand(program).copyInheritedSettings(program));
}

/** A sub-command exits and prints as the program does, and takes `--json` behind its name too. */
function inheriting(program: Command, command: Command): Command {
  return command
    .copyInheritedSettings(program)
    .option("--json", "print the result as one line of JSON")
    .on("option:json", () => program.setOptionValue("json", true));
}

function pick({ stdin, stdout, stderr }: Streams): Streams {
  return { stdin, stdout, stderr };
}

function report(error: unknown, { stderr }: Streams): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? DONE : MISUSE; // it has said so itself
  if (!(error instanceof Error)) throw error;
  stderr.write(`${error.message}\n`);
  if (error instanceof UsageError) return MISUSE;
  if (!(error instanceof CommandError)) stderr.write(`${error.stack ?? ""}\n`);
  return FAILED;
}
