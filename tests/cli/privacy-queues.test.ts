import { expect } from "chai";
import { findQueued, mentions } from "../../cli/privacy/queued";
import { withEnvironment } from "../support/cli/environment";
import { bounce, failed } from "../support/ses-events/reported-shapes";

const ADDRESS = "ann@mail.example";
const QUEUES = {
  SES_SMTP_PARKED_QUEUE_URL: "https://sqs.eu-central-1.amazonaws.com/123456789012/parked",
  SES_SMTP_DEAD_LETTER_QUEUE_URL: "https://sqs.eu-central-1.amazonaws.com/123456789012/waiting",
};

/** What SNS could not hand over: the event as a text within a text. */
function undelivered(address: string): string {
  const event = bounce("event", {
    type: "Permanent",
    subtype: "General",
    recipients: [failed(address, "5.1.1", `smtp; 550 <${address}>... no such user`)],
  });
  return JSON.stringify({ Type: "Notification", Message: JSON.stringify({ ...event, mail: undefined }) });
}

describe("ses-smtp privacy and queued messages", () => {
  it("finds an address in a message, whatever its case and however deeply the message is wrapped", () => {
    expect(mentions(undelivered(ADDRESS), ADDRESS)).to.equal(true);
    expect(mentions(undelivered("Ann@MAIL.example"), ADDRESS)).to.equal(true);
    expect(mentions(JSON.stringify({ body: undelivered(ADDRESS) }), ADDRESS)).to.equal(true);
    expect(mentions(JSON.stringify({ text: `to: ${ADDRESS}.\nbye` }), ADDRESS)).to.equal(true);
    expect(mentions(`{"m":"J\\u00f6rg@mail.example"}`, "jörg@mail.example")).to.equal(true);
    expect(mentions(`Recipient '${ADDRESS}' rejected`, ADDRESS)).to.equal(true);
  });

  it("takes no longer address for it, and no character of an address for a pattern", () => {
    for (const other of [
      "joann@mail.example",
      "x.ann@mail.example",
      "ann@mail.example.org",
      "ann@mailxexample",
    ])
      expect(mentions(JSON.stringify({ a: other }), ADDRESS), other).to.equal(false);
    expect(mentions('"a+b*c@mail.example"', "a+b*c@mail.example")).to.equal(true);
  });

  it("lists the messages of both queues, hides none and deletes none", async () => {
    const bodies: Record<string, string[]> = {
      parked: [undelivered(ADDRESS), "garbage"],
      waiting: [undelivered("other@mail.example"), undelivered(ADDRESS)],
    };
    const requests: { name: string; VisibilityTimeout?: number }[] = [];
    const sqs = {
      send: async ({
        constructor,
        input,
      }: {
        constructor: { name: string };
        input: { QueueUrl: string };
      }) => {
        requests.push({ ...input, name: constructor.name });
        const queue = input.QueueUrl.split("/").at(-1) ?? "";
        const Messages = (bodies[queue] ?? []).map((Body, index) => ({
          MessageId: `${queue}${index}`,
          Body,
        }));
        return { Messages };
      },
    } as unknown as Parameters<typeof findQueued>[2];
    const found = await withEnvironment(QUEUES, () => findQueued(ADDRESS, {}, sqs));
    expect(found).to.deep.equal({
      messages: [
        { queue: "parked", id: "parked0" },
        { queue: "waiting", id: "waiting1" },
      ],
    });
    for (const { name, VisibilityTimeout } of requests)
      expect({ name, VisibilityTimeout }).to.deep.equal({
        name: "ReceiveMessageCommand",
        VisibilityTimeout: 0,
      });
    expect(requests.length).to.be.below(20);
  });

  it("says why it did not look where nobody says which queues there are", async () => {
    const nowhere = {
      SES_SMTP_PARKED_QUEUE_URL: undefined,
      SES_SMTP_DEAD_LETTER_QUEUE_URL: undefined,
      PATH: "/nowhere",
    };
    const found = await withEnvironment(nowhere, () => findQueued(ADDRESS, {}));
    expect(found).to.have.property("notSearched").that.includes("--help");
  });
});
