import type { FailureCode } from "../failures/catalogue";

/** What people are told about a login. All times are milliseconds since 1970. */
export type Notice =
  /** It gets a new password then; the present one works until `until`. */
  | { kind: "rotation_ahead"; at: number; until: number }
  /** Its previous password is still used. It ends at `until`, which continued use extends, at most to `latest`. */
  | { kind: "old_login_in_use"; until: number; latest: number }
  /** Its `valid_until` is near. */
  | { kind: "ending"; at: number }
  /** Its `valid_until` has passed. */
  | { kind: "ended"; at: number }
  /** A hold stops it. The reason has no period at its end. */
  | { kind: "suspended"; reason: string }
  /** It was reported as stolen, and removed. `replaced`: a new one works. */
  | { kind: "compromised"; replaced: boolean }
  /** Receiving rules that forward to its mailbox allow it more addresses. */
  | { kind: "senders_gained"; senders: readonly string[]; mailbox: string }
  /** Its record cannot be applied. `works`: the login keeps working as before. */
  | { kind: "failed"; code: FailureCode; message: string; works: boolean };

export type NoticeKind = Notice["kind"];

/** `administrators`: the alert topic. `holder`: the record's `owner_email`. */
export type Audience = "administrators" | "holder";

/** A notice to somebody. */
export interface Delivery {
  /** The same for as long as there is nothing new to say. */
  id: string;
  audience: Audience;
  notice: Notice;
}
