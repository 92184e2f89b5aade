import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { Writable } from "node:stream";

interface Terminal {
  readonly input: Readable;
  readonly output: { write(text: string): unknown };
}

/** Asks for a line at a terminal, without echoing it. @returns it; empty after Ctrl-C or at the end of input */
export function askHidden({ input, output }: Terminal, prompt: string): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: silent, terminal: true }); // turns the terminal's own echo off
  output.write(prompt);
  return new Promise(resolve => {
    let answer = "";
    lines.once("line", line => {
      answer = line;
      lines.close();
    });
    lines.once("SIGINT", () => lines.close());
    lines.once("close", () => {
      output.write("\n");
      resolve(answer);
    });
  });
}
