import { isSameSecret, newSecret } from "./secrets";

/** What happened, in a sentence; shown once, on the next page. */
export interface NoticeText {
  tone: "good" | "warn" | "bad" | "neutral";
  text: string;
}

/** One browser that has opened the console. */
export interface Session {
  /** In its cookie. */
  id: string;
  /** In each of its forms: a page of another origin cannot read it. */
  pageToken: string;
  notices: NoticeText[];
}

/** Whoever opens more browsers loses the oldest. */
const MAX_SESSIONS = 8;

/** Tokens that open the console once, and the browsers that have used one. They live as long as the process. */
export class Sessions {
  private readonly tokens = new Set<string>();
  private readonly sessions = new Set<Session>();

  /** @returns a token for one use */
  issue(): string {
    const token = newSecret();
    this.tokens.add(token);
    return token;
  }

  /** @returns undefined if the token is unknown or was used */
  redeem(token: string): Session | undefined {
    const found = [...this.tokens].find(each => isSameSecret(token, each));
    if (found === undefined) return undefined;
    this.tokens.delete(found);
    const session: Session = { id: newSecret(), pageToken: newSecret(), notices: [] };
    this.sessions.add(session);
    const [oldest] = this.sessions;
    if (oldest !== undefined && this.sessions.size > MAX_SESSIONS) this.sessions.delete(oldest);
    return session;
  }

  find(id: string): Session | undefined {
    return [...this.sessions].find(session => isSameSecret(id, session.id));
  }
}
