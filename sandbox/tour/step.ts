import type { SandboxReport } from "../shared/report";
import type { Administrator, Login } from "../testkit/administrator";
import type { Mail, MailClient } from "../testkit/mail-client";

export interface TourContext {
  sandbox: SandboxReport;
  administrator: Administrator;
  client: MailClient;
  /** The domain that records may use addresses in. */
  domain: string;
}

export interface TourStep {
  title: string;
  /** @returns what was observed, as text. @throws Error if the check fails */
  run(context: TourContext): Promise<string>;
}

/** Whose login most steps use. */
export const USERNAME = "john.doe";

export function login({ administrator }: TourContext): Promise<Login> {
  return administrator.login(USERNAME);
}

export function mail(from: string, subject: string): Mail {
  return { from, to: "someone@example.org", subject, text: `${subject}\n` };
}

/** @returns the whole reply. @throws Error with it, where its code is another */
export function expectReply({ code, text }: { code: number; text: string }, wanted: number): string {
  const fullReply = text.startsWith(String(code)) ? text : `${code} ${text}`;
  if (code !== wanted) throw new Error(`Expected ${wanted}, but the server replied: ${fullReply}`);
  return fullReply;
}
