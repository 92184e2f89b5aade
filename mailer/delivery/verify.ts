import type { Verified } from "../mailer";
import type { Line } from "./deliver";
import { Session } from "./session";
import { SessionFailure } from "./session-fault";
import { unlessStopped } from "./timing";
import { errorOf } from "./verdict";

/** Connects, logs in and leaves, on a connection of its own. @throws MailerError, or the signal's reason */
export async function verifyLogin(
  { target, logins, timeouts }: Line,
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
      if (!(error instanceof SessionFailure)) throw error;
      const renewed =
        attempts === 1 && error.fault.responseCode === 535
          ? await unlessStopped(logins.renew(generation), signal)
          : "no other";
      if (renewed !== "renewed")
        throw errorOf(error.fault, { ...target, ...(login && { login }) }, { attempts });
    }
  }
}
