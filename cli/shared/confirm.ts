import { createInterface } from "node:readline";
import { type Streams, CommandError, UsageError } from "./context";

/**
 * Asks before something is destroyed.
 *
 * @param what as in `Remove "jane" and its login`
 * @throws UsageError without a terminal to ask at; CommandError if the answer is not yes
 */
export async function confirm(
  { stdin, stderr }: Streams,
  what: string,
  yes: boolean | undefined,
): Promise<void> {
  if (yes) return;
  if (!stdin.isTTY)
    throw new UsageError("--yes", "missing", `confirm, because stdin is not a terminal: ${what}?`);
  stderr.write(`${what}? [y/N] `);
  const lines = createInterface({ input: stdin, terminal: false });
  const answer = await new Promise<string>(resolve => {
    lines.once("line", resolve);
    lines.once("close", () => resolve(""));
  });
  lines.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new CommandError("Nothing was changed.");
}
