import { CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";

import type { PolicyStatement } from "../../../sandbox/iam/policy-document";
import { secretOf } from "../../../sandbox/shared/account";
import { signedHeaders } from "../../../sandbox/shared/sigv4";
import { ACCOUNT, clientConfig, REGION, type FrontDoorFixture } from "./fixture";

export type Statement = Partial<PolicyStatement>;

/** A function's role, and clients that call with it as the emulator lets functions do. */
export interface RoleCaller {
  /** For SDK clients. */
  readonly config: ReturnType<typeof clientConfig>;
  /** Replaces the role's policy. */
  permit(...statements: readonly Statement[]): Promise<void>;
  /** A signed request to a service without an SDK client here. */
  request(
    service: string,
    parts: { method?: string; path: string; target?: string; body?: object },
  ): Promise<{ status: number; body: string }>;
}

/** @param path the role's path: policies and error messages treat it differently */
export async function createRoleCaller(
  { iam, door }: FrontDoorFixture,
  name: string,
  path = "/service/",
): Promise<RoleCaller> {
  const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
  await iam.send(new CreateRoleCommand({ RoleName: name, Path: path, AssumeRolePolicyDocument }));
  const sessionToken = `arn:aws:iam::${ACCOUNT}:role${path}${name}#worker`;
  const config = clientConfig(door.url);
  const credentials = { accessKeyId: ACCOUNT, secretAccessKey: secretOf(door.url), sessionToken };
  return {
    config: { ...config, credentials },
    permit: async (...statements) => {
      const Statement = statements.map(statement => ({ Effect: "Allow", Resource: "*", ...statement }));
      const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
      await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: "grants", PolicyDocument }));
    },
    request: async (service, { method = "POST", path: url, target, body }) => {
      const text = body === undefined ? "" : JSON.stringify(body);
      const headers = {
        host: new URL(door.url).host,
        "content-type": "application/x-amz-json-1.1",
        "x-amz-security-token": sessionToken,
        ...(target === undefined ? {} : { "x-amz-target": target }),
      };
      const signed = signedHeaders(
        { method, url, headers, body: text },
        { accessKeyId: ACCOUNT, secretAccessKey: secretOf(door.url), region: REGION, service },
      );
      const response = await fetch(new URL(url, door.url), {
        method,
        headers: signed,
        ...(text === "" ? {} : { body: text }),
      });
      return { status: response.status, body: await response.text() };
    },
  };
}
