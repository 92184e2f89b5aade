import { unlessAborted } from "../timing/wait";
import type { DeliveryContext } from "./deliver";
import { Session } from "./session";
import { SessionError } from "./session-failure";
import { errorOf } from "./verdict";

export interface Verified {
  provider: "ses" | "smtp";
  host: string;
  port: number;
  /** false only for a plain SMTP server that does not offer STARTTLS. */
  secure: boolean;
}

/** Connects, logs in and quits, on a connection of its own. @throws MailerError, or the signal's reason */
export async function verifyLogin(
  { target, logins, timeouts }: DeliveryContext,
  signal: AbortSignal,
): Promise<Verified> {
  for (let attempts = 1; ; attempts++) {
    const { generation, login } = logins.current;
    try {
      const session = await Session.open(target, logins.current, timeouts, signal);
      const { secure } = session;
      await session.quit();
      return { provider: target.provider, host: target.host, port: target.port, secure };
    } catch (error) {
      if (!(error instanceof SessionError)) throw error;
      const renewed =
        attempts === 1 && error.failure.responseCode === 535
          ? await unlessAborted(logins.renew(generation), signal)
          : "no other";
      if (renewed !== "renewed")
        throw errorOf(error.failure, { ...target, ...(login && { login }) }, { attempts });
    }
  }
}
