import type { SmtpLogin } from "../config/types";

/** Reads the current login from wherever it is stored. */
export type CredentialsSource = () => Promise<SmtpLogin>;

/** A login and how often it was refreshed, to see whether a rejected one is still in use. */
export interface Login {
  readonly generation: number;
  readonly login: SmtpLogin | undefined;
}

/** How long the source may take: every message waits for it. */
const MAX_ANSWER_MS = 10_000;
/** The source is not asked again this soon after it returned the rejected login. */
const MIN_ASK_INTERVAL_MS = 2_000;

/**
 * The login of the whole pool. When the server rejects it (a rotation has retired it), it is refreshed once for all
 * messages: those that arrive during the refresh, or were rejected with an older login, use the result.
 */
export class Logins {
  current: Login;
  private reading: Promise<void> | undefined;
  private unchangedAt = -Infinity;

  constructor(
    login: SmtpLogin | undefined,
    private readonly source: CredentialsSource | undefined,
    private readonly maxAnswerMs = MAX_ANSWER_MS,
  ) {
    this.current = { generation: 0, login };
  }

  /**
   * @param rejected the generation that the server rejected
   * @returns whether there is another login to try now; "unknown" where the source failed and may recover
   */
  async renew(rejected: number): Promise<"renewed" | "no other" | "unknown"> {
    if (this.current.generation > rejected) return "renewed";
    if (this.source === undefined || performance.now() - this.unchangedAt < MIN_ASK_INTERVAL_MS)
      return "no other";
    this.reading ??= this.read(this.source)
      .catch(warn)
      .finally(() => (this.reading = undefined));
    try {
      await this.reading;
    } catch {
      return "unknown"; // warned about already
    }
    return this.current.generation > rejected ? "renewed" : "no other";
  }

  /** Resolves after the refresh, so that no more messages try the old login. undefined: no refresh in progress. */
  get settled(): Promise<void> | undefined {
    return this.reading?.catch(() => undefined); // reported to whoever asked for the refresh
  }

  private async read(source: CredentialsSource): Promise<void> {
    const { username, password } = await this.answer(source);
    const { login, generation } = this.current;
    if (login?.username === username && login.password === password) this.unchangedAt = performance.now();
    else this.current = { generation: generation + 1, login: { username, password } };
  }

  private async answer(source: CredentialsSource): Promise<SmtpLogin> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`no answer within ${this.maxAnswerMs} ms`));
      }, this.maxAnswerMs).unref(); // those who wait have deadlines of their own
    });
    try {
      const login = await Promise.race([source(), late]);
      if (typeof login?.username === "string" && typeof login.password === "string") return login;
      throw new Error("credentials() must resolve to { username, password }");
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Once per refresh, however many messages wait for it. */
function warn(error: unknown): never {
  process.emitWarning(`Credentials could not be refreshed: ${String(error)}`, {
    code: "SES_SMTP_CREDENTIALS",
  });
  throw error;
}
