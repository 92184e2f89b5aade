import { createInterface, type Interface } from "node:readline";
import { CommandError, type Streams } from "../shared/context";

export interface Question {
  /** Such as `Domains to send from`. */
  text: string;
  default?: string | undefined;
  /** @returns what is wrong with the answer, or undefined */
  problem?: (answer: string) => string | undefined;
}

/** Asks questions at a terminal, each until its answer is valid. */
export class Questions {
  private readonly lines: Interface;
  private readonly answers: AsyncIterator<string, undefined>;

  constructor(private readonly streams: Pick<Streams, "stdin" | "stderr">) {
    this.lines = createInterface({ input: streams.stdin, terminal: false });
    this.answers = this.lines[Symbol.asyncIterator]();
  }

  /** @returns the answer or the default. @throws CommandError at the end of input */
  async ask({ text, default: preset, problem }: Question): Promise<string> {
    for (;;) {
      this.streams.stderr.write(`${text}${preset === undefined ? "" : ` [${preset}]`}: `);
      const line = await this.answers.next();
      if (line.done === true) throw new CommandError("Nothing was written.");
      const answer = line.value.trim() || (preset ?? "");
      const wrong = problem?.(answer);
      if (wrong === undefined) return answer;
      this.streams.stderr.write(`${wrong}\n`);
    }
  }

  close(): void {
    this.lines.close();
  }
}
