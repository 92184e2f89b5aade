import type { Given } from "../../../../cost/analyzer";
import { lambda, policy, QUEUE, ROLE_POLICY, TOPIC } from "../fixtures";

/** A way around the rules: what it is, the policy that must refuse it, and what it declares. */
export type Evasion = [what: string, policy: string, given: readonly Given[]];

export const ACCOUNT = "123456789012";
export const FOREIGN = "999988887777";
export const TABLE_ARN = `arn:aws:dynamodb:eu-central-1:${ACCOUNT}:table/store`;

/** A secret as it comes over the wire. */
export const secret = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});

/** A role policy with one statement. */
export const may = (Action: unknown, Resource: unknown = TABLE_ARN, more: object = {}): Given => ({
  type: ROLE_POLICY,
  name: "planted",
  props: {
    policy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action, Resource, ...more }],
    }),
  },
});

export const raw = (document: unknown): Given => ({
  type: ROLE_POLICY,
  name: "planted",
  props: { policy: document },
});

/** The policy of a resource that lets a principal in. */
export const lets = (Principal: unknown, Condition: object = {}, more: object = {}): string =>
  policy({ Effect: "Allow", Principal, Action: "sqs:SendMessage", Resource: "*", Condition, ...more });

export const planted = (type: string, props: object = {}, dependsOn: Given["dependsOn"] = {}): Given => ({
  type,
  name: "planted",
  props,
  dependsOn,
});

/** A function, a queue, and a topic with the ARNs that AWS gave them. */
export const FUNCTION_ARN = `arn:aws:lambda:eu-central-1:${ACCOUNT}:function:manager`;
export const QUEUE_ARN = `arn:aws:sqs:eu-central-1:${ACCOUNT}:jobs`;
export const TOPIC_ARN = `arn:aws:sns:eu-central-1:${ACCOUNT}:news`;
export const fn = (props: object = {}): Given => lambda({ arn: FUNCTION_ARN, name: "manager", ...props });
export const jobs: Given = {
  type: QUEUE,
  name: "jobs",
  props: { arn: QUEUE_ARN, name: "jobs", sqsManagedSseEnabled: true },
};
export const news: Given = { type: TOPIC, name: "news", props: { arn: TOPIC_ARN, name: "news" } };
