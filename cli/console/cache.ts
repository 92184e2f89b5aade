/**
 * What the API or AWS has answered lately. A page that is loaded again within seconds, or two parts of one page, ask once;
 * a change through the console forgets everything.
 */
export class Cache {
  private readonly answers = new Map<string, { at: number; answer: Promise<unknown> }>();

  /**
   * @param key names the question
   * @param maxAgeMs how old an answer may be
   */
  async get<Answer>(key: string, maxAgeMs: number, ask: () => Promise<Answer>): Promise<Answer> {
    const known = this.answers.get(key);
    if (known !== undefined && performance.now() - known.at < maxAgeMs)
      return known.answer as Promise<Answer>;
    const answer = ask();
    const asked = { at: performance.now(), answer };
    this.answers.delete(key);
    this.answers.set(key, asked);
    this.forgetOldest();
    // A failure is no answer: the next one asks again.
    answer.catch(() => {
      if (this.answers.get(key) === asked) this.answers.delete(key);
    });
    return answer;
  }

  clear(): void {
    this.answers.clear();
  }

  private forgetOldest(): void {
    const [oldest] = this.answers.keys();
    if (oldest !== undefined && this.answers.size > MAX_ANSWERS) this.answers.delete(oldest);
  }
}

const MAX_ANSWERS = 500;
