import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { deleteExpiredItems, recordEmailEvents } from "../../infra/grants/email-events";
import { records } from "../../infra/grants/records";
import { enableStream, readStream } from "../../infra/grants/stream";
import type { Store } from "../../infra/store";

const KEY = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const ARN = "arn:aws:dynamodb:eu-central-1:123456789012:table/mail";

const store: Store = {
  tableName: pulumi.output("mail"),
  tableArn: pulumi.output(ARN),
  streamArn: pulumi.output(`${ARN}/stream/2026-11-21T00:00:00.000`),
  ttlAttribute: "expires_at",
  removesExpired: false,
  outputs: { tableName: pulumi.output("mail") },
};

interface Resolved {
  Sid: string;
  Action: string | string[];
}

/** Every grant on a table, in the roles that can have several of them. */
const grantsOn = (table: Store) => [
  records(table).readWrite("SMTP_USER"),
  records(table).readAttributes("SMTP_USER", ["status"]),
  records(table).delete("SMTP_LEASE"),
  recordEmailEvents(table),
  deleteExpiredItems(table),
  readStream(table),
  enableStream(table),
];

async function statementsOf(table: Store): Promise<Resolved[]> {
  const all = pulumi.output(grantsOn(table).flatMap(({ statements }) => [...statements]));
  return (await new Promise<unknown>(resolve => all.apply(resolve))) as Resolved[];
}

describe("access to a table with a customer-managed key", () => {
  // Proves R5.2
  it("includes decrypting with that key, through DynamoDB and for this table only", async () => {
    const forKey = (await statementsOf({ ...store, keyArn: KEY })).filter(({ Action }) =>
      [Action].flat().some(action => action.startsWith("kms:")),
    );
    expect(forKey).to.deep.equal(
      [
        ...["ReadWriteRecordsKey", "ReadAttributesKey", "DeleteRecordsKey"],
        ...["RecordEventsKey", "StreamKey", "EnableStreamKey"],
      ].map(Sid => ({
        Sid,
        Effect: "Allow",
        Action: "kms:Decrypt",
        Resource: KEY,
        Condition: {
          StringEquals: {
            "kms:ViaService": "dynamodb.eu-central-1.amazonaws.com",
            "kms:EncryptionContext:aws:dynamodb:tableName": "mail",
          },
        },
      })),
    );
  });

  it("has no statement ID twice, which IAM would refuse", async () => {
    const ids = (await statementsOf({ ...store, keyArn: KEY })).map(({ Sid }) => Sid);
    expect(new Set(ids)).to.have.property("size", ids.length);
  });

  it("includes no key for a table whose key AWS owns", async () => {
    const actions = (await statementsOf(store)).flatMap(({ Action }) => Action);
    expect(actions.filter(action => action.startsWith("kms:"))).to.deep.equal([]);
  });
});
