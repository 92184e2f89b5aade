import type { SmtpLogin } from "../config/types";

/** Reads the login anew, from wherever it is kept. */
export type CredentialsSource = () => Promise<SmtpLogin>;

/** A login and how often it was renewed, to tell whether a refused one is still the one in use. */
export interface Login {
  readonly generation: number;
  readonly login: SmtpLogin | undefined;
}

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
  ) {
    this.current = { generation: 0, login };
  }

  /**
   * @param refused the generation that the server refused
   * @returns whether there is another login to try now
   * @throws what the source throws
   */
  async renew(refused: number): Promise<boolean> {
    if (this.current.generation > refused) return true;
    if (this.source === undefined || performance.now() - this.unchangedAt < ASK_AGAIN_AFTER_MS) return false;
    this.reading ??= this.read(this.source).finally(() => (this.reading = undefined));
    await this.reading;
    return this.current.generation > refused;
  }

  /** Resolves when nobody is reading it: a login that is on its way out is not tried by more and more messages. */
  async settled(): Promise<void> {
    await this.reading?.catch(() => undefined); // told to whoever asked for it
  }

  private async read(source: CredentialsSource): Promise<void> {
    const { username, password } = await source();
    const { login, generation } = this.current;
    if (login?.username === username && login.password === password) this.unchangedAt = performance.now();
    else this.current = { generation: generation + 1, login: { username, password } };
  }
}
