import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { ConfigStore } from "../../../mailer/store";
import { startEmulator } from "../../../sandbox/emulator/start";
import { startFrontDoor } from "../../../sandbox/front-door/front-door";
import { ACCOUNT, ALICE, type Bench, startBench } from "../ses/local-ses";

export const TABLE = "mail";
export const REGION = "eu-central-1";
/** AWS's documented example key; not a real key. */
export const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

/** A configuration that an application made for the SES API. */
export const OLD = {
  provider: "aws_ses",
  region: REGION,
  fromEmail: "alice@example.com",
  fromName: "Alice",
  sesAccessKey: "AKIAOLD0000000000000",
  sesSecretKey: SECRET,
  team: { name: "dns", size: 3 },
};

/** The emulator's DynamoDB and KMS, local SES, and a process environment that points to them. */
export interface StoreBench {
  ses: Bench;
  dynamodb: DynamoDBClient;
  kms: KMSClient;
  kmsKey: string;
  store: ConfigStore;
  /** Local SES as a configuration's attributes. */
  place(): { endpoint: { host: string; port: number }; tls: { ca: string } };
  /** A configuration's record without `updated_at`. */
  record(name: string): Promise<Record<string, unknown>>;
  put(name: string, fields: object): Promise<unknown>;
  /** Stores the configuration `app`, which sends as alice through local SES. */
  storeApp(): Promise<unknown>;
  putItem(PK: string, SK: string, fields: object): Promise<unknown>;
  close(): Promise<void>;
}

export async function startStoreBench(): Promise<StoreBench> {
  const logFile = join(__dirname, "..", "..", "..", ".sandbox", "logs", "mailer-store.log");
  const emulator = await startEmulator({ region: REGION, logFile });
  const door = await startFrontDoor({
    emulator,
    region: REGION,
    accountId: ACCOUNT,
    sesApi: () => ({ status: 404, body: {} }),
  });
  const credentials = { accessKeyId: ACCOUNT, secretAccessKey: door.secretAccessKey };
  const client = { region: REGION, endpoint: door.url, credentials };
  const dynamodb = new DynamoDBClient(client);
  const kms = new KMSClient(client);
  const documents = DynamoDBDocumentClient.from(dynamodb);
  await createTable(dynamodb);
  const kmsKey = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? "";
  const ses = await startBench({ endsSessionsWithKey: true }); // a client must bear a 535 in an open session
  const { host, port, caPem } = ses.ses.smtp;
  const restore = setEnvironment({
    AWS_ENDPOINT_URL: door.url,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: ACCOUNT,
    AWS_SECRET_ACCESS_KEY: door.secretAccessKey,
    SES_SMTP_TABLE: TABLE,
    SES_SMTP_KMS_KEY: kmsKey,
  });
  const store = new ConfigStore({ table: TABLE, kmsKey, dynamodb, kms, endpoint: { host, port, ca: caPem } });
  const place = () => ({ endpoint: { host, port }, tls: { ca: caPem } });
  const putItem = (PK: string, SK: string, fields: object) =>
    documents.send(new PutCommand({ TableName: TABLE, Item: { PK, SK, ...fields } }));
  return {
    ses,
    dynamodb,
    kms,
    kmsKey,
    store,
    place,
    storeApp() {
      const sender = { provider: "ses", region: REGION, fromEmail: "alice@example.com", smtpUsername: ALICE };
      return store.set("app", { ...sender, ...place() }, ses.password);
    },
    async record(name) {
      const Key = { PK: "EMAIL_CONFIG", SK: `CONFIG#${name}` };
      const { Item = {} } = await documents.send(new GetCommand({ TableName: TABLE, Key }));
      delete Item.updated_at;
      return Item;
    },
    put: (name, fields) => putItem("EMAIL_CONFIG", `CONFIG#${name}`, fields),
    putItem,
    async close() {
      restore();
      await ses.close();
      await door.close();
      await emulator.close();
    },
  };
}

function createTable(dynamodb: DynamoDBClient): Promise<unknown> {
  return dynamodb.send(
    new CreateTableCommand({
      TableName: TABLE,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [
        { AttributeName: "PK", KeyType: "HASH" },
        { AttributeName: "SK", KeyType: "RANGE" },
      ],
      AttributeDefinitions: ["PK", "SK"].map(AttributeName => ({ AttributeName, AttributeType: "S" })),
    }),
  );
}

/** @returns a function that restores it */
function setEnvironment(values: Readonly<Record<string, string>>): () => void {
  const before = Object.fromEntries(Object.keys(values).map(name => [name, process.env[name]]));
  Object.assign(process.env, values);
  return () => {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}
