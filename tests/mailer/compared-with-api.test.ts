import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { SendEmailCommand, SESv2Client } from "@aws-sdk/client-sesv2";
import { expect } from "chai";
import type { Action } from "../support/mailer/faults";
import { FaultyServer } from "../support/mailer/faulty-server";
import { impatient, letter } from "../support/mailer/mailers";

/** What meets one try to send a message, whichever way it is sent. */
type Fault = "throttled" | "unavailable" | "disconnected";

const MESSAGES = 150;

/** What each is over SMTP, in place of the reply to the message. */
const OVER_SMTP: Readonly<Record<Fault, Action>> = {
  throttled: { kind: "reply", text: "454 Throttling failure: Maximum sending rate exceeded" },
  unavailable: { kind: "reply", text: "451 Internal server error" },
  disconnected: { kind: "drop" },
};

/** What each is over HTTPS: https://docs.aws.amazon.com/ses/latest/APIReference-V2/CommonErrors.html. */
const OVER_HTTP: Readonly<Record<Exclude<Fault, "disconnected">, [status: number, type: string]>> = {
  throttled: [429, "TooManyRequestsException"],
  unavailable: [503, "ServiceUnavailable"],
};

/** How many tries fail in a row, and how: 0 to 6 of them, the same for each run and for both. */
function faultsOf(message: number): Fault[] {
  const kinds: Fault[] = ["throttled", "unavailable", "disconnected"];
  return Array.from({ length: (message * 5) % 7 }, (_, attempt) => kinds[(message + attempt) % 3]!);
}

describe("a mailer and a client of the SES API under the same faults", function () {
  this.timeout(300_000);
  let smtp: FaultyServer;
  let api: Server;
  let waiting: Fault[] = [];

  before(async () => {
    smtp = await FaultyServer.start();
    api = createServer((request, response) => {
      request.resume().once("end", () => {
        const fault = waiting.shift();
        if (fault === "disconnected") return request.socket.destroy();
        const [status, type] = fault === undefined ? [200, ""] : OVER_HTTP[fault];
        response.writeHead(status, { "content-type": "application/json", "x-amzn-errortype": type });
        return response.end(
          JSON.stringify(status === 200 ? { MessageId: "0100018f-000000" } : { message: type }),
        );
      });
    });
    api.listen(0, "127.0.0.1");
    await once(api, "listening");
  });
  after(async () => {
    await smtp?.close();
    api?.closeAllConnections();
    api?.close();
  });

  // Proves SC-002
  it("deliver at least as many messages over SMTP, each with its client's own number of tries", async () => {
    const port = (api.address() as AddressInfo).port;
    const ses = new SESv2Client({
      endpoint: `http://127.0.0.1:${port}`,
      region: "eu-central-1",
      credentials: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret" },
      retryMode: "standard",
    });
    const mailer = impatient(smtp.port);
    const accepted = { smtp: 0, api: 0 };
    try {
      for (let message = 0; message < MESSAGES; message++) {
        smtp.reset(faultsOf(message).map(fault => ({ stage: "end" as const, action: OVER_SMTP[fault] })));
        accepted.smtp += await succeeded(mailer.send(letter(`message ${message}`)));
        waiting = faultsOf(message);
        accepted.api += await succeeded(ses.send(simple(message)));
      }
    } finally {
      await mailer.close();
      ses.destroy();
    }
    console.log(`        of ${MESSAGES}: ${accepted.smtp} over SMTP, ${accepted.api} over the API`);
    expect(accepted.api, "the faults hurt").to.be.below(MESSAGES);
    expect(accepted.smtp).to.be.at.least(accepted.api);
    // Without a fault nothing fails on either way.
    expect(accepted.api).to.be.at.least(MESSAGES / 7);
  });
});

function succeeded(sent: Promise<unknown>): Promise<number> {
  return sent.then(
    () => 1,
    () => 0,
  );
}

function simple(message: number): SendEmailCommand {
  return new SendEmailCommand({
    FromEmailAddress: "app@example.com",
    Destination: { ToAddresses: ["bob@elsewhere.test"] },
    Content: {
      Simple: { Subject: { Data: `message ${message}` }, Body: { Text: { Data: "Hi Bob" } } },
    },
  });
}
