import type * as DynamoDb from "@aws-sdk/client-dynamodb";
import type * as Credentials from "@aws-sdk/credential-provider-node";
import type * as Kms from "@aws-sdk/client-kms";
import { ANSWER_TIMES, boundAnswers } from "./bounded-answers";
import { askMfaCode } from "./mfa-code";

/**
 * The clients of a command, configured as the AWS CLI is: the region from AWS_REGION, AWS_DEFAULT_REGION or the profile;
 * credentials as in {@link awsCredentials}.
 *
 * @param region if it is known
 */
export function awsClients(region?: string): { dynamodb: DynamoDb.DynamoDBClient; kms: Kms.KMSClient } {
  // The SDK takes a third of a second to load, and most commands do not need it.
  const { DynamoDBClient } = require("@aws-sdk/client-dynamodb") as typeof DynamoDb;
  const { KMSClient } = require("@aws-sdk/client-kms") as typeof Kms;
  const config = clientConfig(region);
  const clients = { dynamodb: new DynamoDBClient(config), kms: new KMSClient(config) };
  for (const client of Object.values(clients)) boundAnswers(client);
  return clients;
}

/** For any client of the SDK. */
export function clientConfig(region?: string) {
  return {
    requestHandler: ANSWER_TIMES,
    ...(region && { region }),
    credentials: awsCredentials(),
  };
}

/**
 * Access keys in the environment, or whatever AWS_PROFILE says (keys, a role to assume, SSO, a process): in this order, as
 * in https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-quickstart-precedence.html.
 */
export function awsCredentials(): ReturnType<typeof Credentials.defaultProvider> {
  setFallbacks(process.env);
  const keys = keysOf(process.env);
  if (keys) return () => Promise.resolve(keys);
  const { defaultProvider } = require("@aws-sdk/credential-provider-node") as typeof Credentials;
  // Shared by all clients of a command: AWS accepts the code of an MFA device once.
  return (provider ??= defaultProvider({ mfaCodeProvider: askMfaCode }));
}

let provider: ReturnType<typeof Credentials.defaultProvider> | undefined;

/** The SDK reads only one of the two names, and takes an empty value as set. */
function setFallbacks(environment: NodeJS.ProcessEnv): void {
  for (const [name, fallback] of [
    ["AWS_REGION", "AWS_DEFAULT_REGION"],
    ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"],
  ] as const) {
    const value = environment[name] || environment[fallback];
    if (value) environment[name] = value;
    else delete environment[name];
  }
}

/** The SDK would prefer AWS_PROFILE, with a warning of seven lines. */
function keysOf(environment: NodeJS.ProcessEnv) {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = environment;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) return undefined;
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
  };
}
