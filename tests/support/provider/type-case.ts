import type { Properties } from "./provider-client";

/** Resources that the cases depend on, created beforehand by the same provider. */
export interface Ground {
  roleName: string;
  roleArn: string;
  functionName: string;
  functionArn: string;
  apiId: string;
  stageName: string;
  /** Of a certificate for `customDomain`, which is a custom domain name without a mapping, and for created.grpc.example. */
  certificateArn: string;
  customDomain: string;
  streamArn: string;
  configurationSetName: string;
  emailIdentity: string;
  ruleName: string;
  topicArn: string;
  queueArn: string;
  queueUrl: string;
  bucketName: string;
}

/** The lifecycle of one resource of a type. */
export interface TypeCase {
  type: string;
  /** Including a secret, marked as on the wire. */
  inputs: (ground: Ground) => Properties;
  /** The secret input. */
  secret: string;
  /** Outputs that are not inputs and must not be empty. */
  computed: readonly string[];
  /** Inputs that are updated in place; absent if every change replaces the resource. */
  change?: Properties;
  /** Inputs whose change replaces the resource. */
  replacing: Properties;
  /** Why a read still finds it after it was deleted. */
  stays?: string;
}

/** A policy document that allows one action. */
export function policyOf(action: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: action, Resource: "*" }],
  });
}
