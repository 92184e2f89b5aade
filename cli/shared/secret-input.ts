import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { CommandError, type Streams } from "./context";

/** Far longer than any secret; a file piped in by mistake is cut off here. */
const MAX_CHARACTERS = 4_096;

/**
 * Reads a secret from stdin: never from an argument, which other users of the machine can see. At a terminal it
 * prompts and does not echo what is typed.
 *
 * @returns the secret without its line break
 * @throws CommandError where stdin is empty
 */
export async function readSecret(streams: Streams, prompt: string): Promise<string> {
  const given = streams.stdin.isTTY ? await ask(streams, prompt) : await text(streams.stdin);
  const secret = given.replace(/\r?\n$/, "");
  if (secret === "") throw new CommandError("stdin: empty: pipe the secret in, or type it at the prompt.");
  return secret.slice(0, MAX_CHARACTERS);
}

function ask({ stdin, stderr }: Streams, prompt: string): Promise<string> {
  stderr.write(prompt);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: silent, terminal: true });
  return new Promise(resolve => {
    let answer = "";
    lines.once("line", line => {
      answer = line;
      lines.close();
    });
    lines.once("SIGINT", () => lines.close());
    lines.once("close", () => {
      stderr.write("\n");
      resolve(answer);
    });
  });
}
