import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { installTool } from "../../python/install-tool";

/** What checkdmarc says about one kind of record. */
interface Verdict {
  valid: boolean;
  error?: string;
  warnings?: string[];
  record?: string;
}

export type Verdicts = Record<"spf" | "dmarc" | "mta_sts" | "smtp_tls_reporting", Verdict>;

/** checkdmarc (https://github.com/domainaware/checkdmarc) in a process of its own, asked about one domain after another. */
export class Checkdmarc {
  private readonly lines: Interface;
  private errors = "";
  private readonly ended: Promise<never>;

  private constructor(private readonly child: ChildProcessByStdio<Writable, Readable, Readable>) {
    this.ended = once(child, "close").then(() => {
      throw new Error(`checkdmarc ended: ${this.errors}`);
    });
    this.ended.catch(() => undefined); // reported to whoever asks
    this.lines = createInterface(child.stdout);
    child.stderr.setEncoding("utf8").on("data", (text: string) => (this.errors += text));
  }

  /** @throws Error where pip cannot install it */
  static async start(): Promise<Checkdmarc> {
    const python = await installTool(join(__dirname, "requirements.txt"));
    const script = join(__dirname, "witness.py");
    return new Checkdmarc(spawn(python, [script], { stdio: ["pipe", "pipe", "pipe"] }));
  }

  /** @param port of the DNS server on the loopback address @param policy the domain's MTA-STS policy as served */
  async ask(domain: string, port: number, policy: string): Promise<Verdicts> {
    const answered = once(this.lines, "line") as Promise<[string]>;
    this.child.stdin.write(`${JSON.stringify({ domain, port, policy })}\n`);
    const [line] = await Promise.race([answered, this.ended]);
    return JSON.parse(line) as Verdicts;
  }

  async stop(): Promise<void> {
    const closed = once(this.child, "close");
    this.child.stdin.end();
    await closed;
  }
}
