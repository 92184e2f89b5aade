import { DynamoDBClient, DeleteItemCommand, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { DecryptCommand, KMSClient } from "@aws-sdk/client-kms";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { createTransport } from "nodemailer";
import { pollUntil } from "../../../sandbox/poll";
import type { CredentialRecord, Login } from "../../../sandbox/tour/administrator";
import type { People } from "../target";

/** A cold start, and a key that AWS takes up to 15 s and more to accept. */
const CONVERGED_MS = 180_000;

/** Administrator and mail client against AWS itself, with the credentials of whoever runs the tests. */
export function awsPeople(region: string, TableName: string, smtp: { host: string; port: number }): People {
  const dynamodb = new DynamoDBClient({ region });
  const kms = new KMSClient({ region });
  const keyOf = (username: string) => marshall({ PK: "SMTP_USER", SK: `USER#${username}` });
  const read = async (username: string) => {
    const { Item } = await dynamodb.send(
      new GetItemCommand({ TableName, Key: keyOf(username), ConsistentRead: true }),
    );
    return Item === undefined ? undefined : (unmarshall(Item) as CredentialRecord);
  };
  return {
    administrator: {
      put: async (username, attributes) => {
        const Item = { ...keyOf(username), ...marshall(attributes) };
        await dynamodb.send(new PutItemCommand({ TableName, Item }));
      },
      remove: async username => {
        await dynamodb.send(new DeleteItemCommand({ TableName, Key: keyOf(username) }));
      },
      waitFor: (username, wanted) =>
        pollUntil(`the record of ${username}`, CONVERGED_MS, async () => {
          const record = await read(username);
          if (record !== undefined && wanted(record)) return { done: record };
          return { yet: `status ${record?.status ?? "(no record)"} ${record?.failure?.message ?? ""}` };
        }),
      login: async username => {
        const { smtp_username = "", encrypted_password = "" } = (await read(username)) ?? {};
        const { Plaintext } = await kms.send(
          new DecryptCommand({
            CiphertextBlob: Buffer.from(encrypted_password, "base64"),
            EncryptionContext: { purpose: "smtp-password", table: TableName, username, smtp_username },
          }),
        );
        return { user: smtp_username, password: Buffer.from(Plaintext ?? []).toString() };
      },
      close: () => {
        dynamodb.destroy();
        kms.destroy();
      },
    },
    client: {
      logIn: login =>
        withTransport(smtp, login, async transport => {
          await transport.verify();
          return { code: 235, text: "Authentication successful." };
        }),
      send: (login, mail) =>
        withTransport(smtp, login, async transport => {
          const { response } = (await transport.sendMail(mail)) as { response: string };
          return { code: 250, text: response };
        }),
    },
  };
}

type Reply = Awaited<ReturnType<People["client"]["logIn"]>>;

async function withTransport(
  smtp: { host: string; port: number },
  { user, password }: Login,
  act: (transport: ReturnType<typeof createTransport>) => Promise<Reply>,
): Promise<Reply> {
  const transport = createTransport({ ...smtp, requireTLS: true, auth: { user, pass: password } });
  try {
    return await act(transport);
  } catch (error) {
    const { responseCode, response = "" } = error as { responseCode?: number; response?: string };
    if (responseCode === undefined) throw error;
    return { code: responseCode, text: response };
  } finally {
    transport.close();
  }
}
