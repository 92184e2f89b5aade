import { setTimeout as sleep } from "node:timers/promises";
import type { Login } from "../../../sandbox/testkit/credential-records";
import type { MailClient } from "../../../sandbox/testkit/mail-client";

/** What became of mail that was sent all the time. */
export interface Sent {
  accepted: number;
  /** The replies that were not 250. */
  refused: string[];
}

/** Sends a message after the other while something else is done. */
export async function whileSending<Result>(
  client: MailClient,
  login: Login,
  from: string,
  everyMs: number,
  work: () => Promise<Result>,
): Promise<{ result: Result; sent: Sent }> {
  const sent: Sent = { accepted: 0, refused: [] };
  let isOn = true;
  const send = async () => {
    while (isOn) {
      const reply = await client.send(login, {
        from,
        to: "ann@example.com",
        subject: "all the time",
        text: "x",
      });
      if (reply.code === 250) sent.accepted++;
      else sent.refused.push(`${reply.code} ${reply.text}`);
      await sleep(everyMs);
    }
  };
  const sending = send();
  try {
    return { result: await work(), sent };
  } finally {
    isOn = false;
    await sending;
  }
}
