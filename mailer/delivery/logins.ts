import type { SmtpLogin } from "../config/types";

/** Reads the login anew, from wherever it is kept. */
export type CredentialsSource = () => Promise<SmtpLogin>;

/** A login and how often it was renewed, to tell whether a refused one is still the one in use. */
export interface Login {
  readonly generation: number;
  readonly login: SmtpLogin | undefined;
}

/** The longest that the source may take: everybody waits for it. */
const ANSWER_WITHIN_MS = 10_000;
/** The source is not asked again within this long after it gave the login that is refused. */
const ASK_AGAIN_AFTER_MS = 2_000;

/**
 * The login of the whole pool. When the server refuses it (a rotation has retired it), it is read anew once for
 * everybody: who comes while it is read, or was refused with an older one, takes what was read.
 */
export class Logins {
  current: Login;
  private reading: Promise<void> | undefined;
  private unchangedAt = -Infinity;

  constructor(
    login: SmtpLogin | undefined,
    private readonly source: CredentialsSource | undefined,
    private readonly answerWithinMs = ANSWER_WITHIN_MS,
  ) {
    this.current = { generation: 0, login };
  }

  /**
   * @param refused the generation that the server refused
   * @returns whether there is another login to try now; "unknown" where the source fails: it may not, a moment later
   */
  async renew(refused: number): Promise<"renewed" | "no other" | "unknown"> {
    if (this.current.generation > refused) return "renewed";
    if (this.source === undefined || performance.now() - this.unchangedAt < ASK_AGAIN_AFTER_MS)
      return "no other";
    this.reading ??= this.read(this.source)
      .catch(told)
      .finally(() => (this.reading = undefined));
    try {
      await this.reading;
    } catch {
      return "unknown"; // it was told when it happened
    }
    return this.current.generation > refused ? "renewed" : "no other";
  }

  /** Resolves when it is read: one on its way out is not tried by more and more messages. undefined: nobody reads it. */
  get settled(): Promise<void> | undefined {
    return this.reading?.catch(() => undefined); // told to whoever asked for it
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
        reject(new Error(`no answer within ${this.answerWithinMs} ms`));
      }, this.answerWithinMs).unref(); // who waits for it has a time of its own
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

/** Once, however many wait for it. */
function told(error: unknown): never {
  process.emitWarning(`Credentials could not be read anew: ${String(error)}`, {
    code: "SES_SMTP_CREDENTIALS",
  });
  throw error;
}
