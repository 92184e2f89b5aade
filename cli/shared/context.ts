import { issueText, sentence } from "../../mailer/validation/issue";

/** The parts of the process that a command uses. */
export interface Streams {
  stdin: NodeJS.ReadStream;
  stdout: Output;
  stderr: Output;
}

interface Output {
  write(text: string): unknown;
  /** Of a terminal only. */
  columns?: number | undefined;
}

/** The same for every command: results go to stdout, as text or as one line of JSON; everything else to stderr. */
export interface CommandContext extends Streams {
  /** The terminal's width; undefined: the result does not go to a terminal. */
  columns: number | undefined;
  /**
   * Prints the result.
   * @param text for a person; default: one line per field. What a program reads is given as `verbatim`.
   */
  result(value: Record<string, unknown>, text?: string | { verbatim: string }): void;
}

/** A usage error: exit 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";

  /**
   * @param key the option or argument
   * @param problem with its value, if any
   */
  constructor(key: string, problem: string, remedy: string) {
    super(sentence(issueText({ key, problem, remedy })));
  }
}

/** The command was understood but failed: exit 1. */
export class CommandError extends Error {
  override readonly name = "CommandError";

  /** In the words of a {@link UsageError}. @param key what is wrong, such as `AWS_REGION` */
  static about(key: string, problem: string, remedy: string): CommandError {
    return new CommandError(sentence(issueText({ key, problem, remedy })));
  }
}
