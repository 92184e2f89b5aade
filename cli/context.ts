/** What a command may touch of its process. */
export interface Streams {
  stdin: NodeJS.ReadStream;
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown };
}

/** The same for every command: results go to stdout, as text or as one line of JSON; all else to stderr. */
export interface CommandContext extends Streams {
  /** Prints the result. @param text for a person; left out, each field is a line. */
  result(value: Record<string, unknown>, text?: string): void;
}

/** Misuse: exit 2. The message names the option or argument, its value and the remedy. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The command was understood and could not be done: exit 1. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}
