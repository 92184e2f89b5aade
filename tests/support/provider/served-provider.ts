import * as path from "node:path";
import { startProvider } from "../../../sandbox/provider/grpc/start";
import { ACCOUNT_ID, REGION } from "../../../sandbox/shared/account";
import { sharedSandbox } from "../sandbox/shared-sandbox";
import { ProviderClient, type Properties } from "./provider-client";
import { REGIONAL } from "./api-cases";
import { type Ground, policyOf } from "./type-case";
import { HANDLER, TRUST } from "./type-cases";
import { archive, reveal } from "./wire";

export interface ServedProvider {
  client: ProviderClient;
  ground: Ground;
  kmsKeyArn: string;
  /** For SDK clients of the same AWS. */
  aws: { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } };
  warnings: readonly string[];
  close(): Promise<void>;
}

export const urn = (type: string, name: string) => `urn:pulumi:dev::grpc::${type}::${name}`;

/** The provider in its own process, against the run's emulator, front door and local SES. */
export async function serveProvider(): Promise<ServedProvider> {
  const { report } = await sharedSandbox();
  const provider = await startProvider({
    endpoint: report.emulator,
    region: REGION,
    accountId: ACCOUNT_ID,
    programDirectory: path.join(__dirname, "..", "engine", "fixtures", "streaming"),
  });
  const client = new ProviderClient(provider.port);
  const created: { id: string; urn: string; outs: Properties }[] = [];
  const close = async () => {
    for (const { id, urn, outs } of created.reverse()) await client.delete(id, urn, outs);
    client.close();
    await provider.close();
  };
  try {
    const ground = await prepare(client, created);
    const credentials = { accessKeyId: ACCOUNT_ID, secretAccessKey: report.secretAccessKey };
    const aws = { endpoint: report.emulator, region: REGION, credentials };
    return { client, ground, aws, kmsKeyArn: report.kmsKeyArn, warnings: provider.warnings, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function prepare(
  client: ProviderClient,
  created: { id: string; urn: string; outs: Properties }[],
): Promise<Ground> {
  const create = async (type: string, inputs: Properties): Promise<Properties> => {
    const name = urn(type, "ground");
    const checked = await client.check(name, inputs);
    const { id, outs } = await client.create(name, checked);
    created.push({ id, urn: name, outs });
    return outs;
  };
  const role = await create("aws:iam/role:Role", { name: "grpc-ground", assumeRolePolicy: TRUST });
  await create("aws:iam/rolePolicy:RolePolicy", { role: "grpc-ground", policy: policyOf("dynamodb:*") });
  const fn = await create("aws:lambda/function:Function", {
    role: role.arn,
    handler: "index.handler",
    runtime: "nodejs24.x",
    code: archive({ "index.js": HANDLER }),
  });
  const table = await create("aws:dynamodb/table:Table", {
    billingMode: "PAY_PER_REQUEST",
    hashKey: "k",
    attributes: [{ name: "k", type: "S" }],
    streamEnabled: true,
    streamViewType: "KEYS_ONLY",
  });
  const set = await create("aws:sesv2/configurationSet:ConfigurationSet", {});
  await create("aws:sesv2/emailIdentity:EmailIdentity", { emailIdentity: "grpc.example" });
  const topic = await create("aws:sns/topic:Topic", {});
  const rule = await create("aws:cloudwatch/eventRule:EventRule", {
    eventPattern: JSON.stringify({ source: ["grpc.ground"] }),
  });
  const api = await create("aws:apigatewayv2/api:Api", { protocolType: "HTTP" });
  const stage = await create("aws:apigatewayv2/stage:Stage", { apiId: apiIdOf(api), name: "ground" });
  const certificate = await create("aws:acm/certificate:Certificate", {
    domainName: "ground.grpc.example",
    subjectAlternativeNames: ["created.grpc.example"],
    validationMethod: "DNS",
  });
  await create("aws:apigatewayv2/domainName:DomainName", {
    domainName: "ground.grpc.example",
    domainNameConfiguration: { certificateArn: certificate.arn, ...REGIONAL },
  });
  const queue = await create("aws:sqs/queue:Queue", {});
  const bucket = await create("aws:s3/bucket:Bucket", {});
  return {
    roleName: "grpc-ground",
    roleArn: String(role.arn),
    functionName: String(reveal(fn.name)),
    functionArn: String(fn.arn),
    apiId: apiIdOf(api),
    stageName: String(reveal(stage.name)),
    certificateArn: String(certificate.arn),
    customDomain: "ground.grpc.example",
    streamArn: String(table.streamArn),
    configurationSetName: String(set.configurationSetName),
    emailIdentity: "grpc.example",
    ruleName: String(reveal(rule.name)),
    topicArn: String(topic.arn),
    queueArn: String(queue.arn),
    queueUrl: String(queue.url),
    bucketName: String(reveal(bucket.bucket)),
  };
}

function apiIdOf(api: Properties): string {
  return String(api.arn).split("/").at(-1) ?? "";
}
