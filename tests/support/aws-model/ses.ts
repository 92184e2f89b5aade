import type { LoginAnswer } from "../../../handlers/shared/smtp-login";
import { deriveSmtpPassword } from "../../../handlers/shared/smtp-password";
import type { IamTimeline, UserState } from "./iam-state";
import type { VirtualTime } from "./virtual-time";

/** SES's SMTP endpoint in one region: keys reach it some seconds after IAM has them. */
export class SesModel {
  /** Access keys that have logged in, and when a login with one was last refused. */
  readonly accepted = new Set<string>();
  readonly refused = new Map<string, number>();
  /** When each was used last, in milliseconds since 1970. */
  readonly lastUsed = new Map<string, number>();
  /** The endpoint cannot be reached. */
  down = false;

  constructor(
    private readonly time: VirtualTime,
    private readonly iam: IamTimeline,
    private readonly region: string,
    private readonly lagMs: () => number,
  ) {}

  login(user: string, password: string): LoginAnswer {
    if (this.down) return { kind: "unknown", reason: "connect ECONNREFUSED" };
    const owner = this.iam.ownerOf(user, this.time.running - this.lagMs());
    const key = owner?.keys.find(({ id }) => id === user);
    if (key?.active && deriveSmtpPassword(key.secret, this.region) === password) {
      this.accepted.add(user);
      this.lastUsed.set(user, this.time.now());
      return { kind: "accepted" };
    }
    this.refused.set(user, this.time.running);
    return { kind: "refused" };
  }
}

interface Statement {
  Effect: string;
  Condition?: Partial<Record<"StringLike" | "StringNotLike", { "ses:FromAddress"?: string[] }>>;
}

/** Whether a user's inline policies allow sending from an address; an explicit Deny wins. */
export function maySend(user: UserState, address: string): boolean {
  const statements = Object.values(user.inline).flatMap(
    document => (JSON.parse(document) as { Statement: Statement[] }).Statement,
  );
  const applies = ({ Condition: { StringLike, StringNotLike } = {} }: Statement) => {
    const matches = (pattern: string) => like(pattern, address);
    const isLike = StringLike?.["ses:FromAddress"]?.some(matches) !== false;
    return isLike && StringNotLike?.["ses:FromAddress"]?.some(matches) !== true;
  };
  return (
    statements.some(one => one.Effect === "Allow" && applies(one)) &&
    !statements.some(one => one.Effect === "Deny" && applies(one))
  );
}

/** IAM's StringLike: `*` matches any characters, `?` exactly one. */
export function like(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*/g, ".*")
    .replace(/\?/g, ".");
  return new RegExp(`^${source}$`, "s").test(text);
}
