import { GetKeyPolicyCommand } from "@aws-sdk/client-kms";
import { GetPolicyCommand, ResourceNotFoundException } from "@aws-sdk/client-lambda";
import { GetTopicAttributesCommand } from "@aws-sdk/client-sns";
import { GetQueueAttributesCommand, GetQueueUrlCommand } from "@aws-sdk/client-sqs";

import type { PolicyDocument } from "../../iam/policy-document";
import type { EmulatorClients } from "../emulator-client";
import type { FrontDoorRequest } from "../request";
import { cached } from "./resources";

/** A resource's own policy. */
export interface ResourcePolicy {
  readonly policy: PolicyDocument;
  /** Identity-based policies count only where this one delegates to the account: so with KMS keys. */
  readonly decisive: boolean;
}

/** Reads the policy of one resource of a service; undefined where it has none. */
type Reader = (arn: string, clients: EmulatorClients) => Promise<string | undefined>;

const READERS: Readonly<Record<string, Reader>> = {
  kms: async (KeyId, { kms }) => (await kms.send(new GetKeyPolicyCommand({ KeyId }))).Policy,
  lambda: async (FunctionName, { lambda }) => {
    try {
      return (await lambda.send(new GetPolicyCommand({ FunctionName }))).Policy;
    } catch (thrown) {
      if (thrown instanceof ResourceNotFoundException) return undefined; // the usual case, and worth remembering
      throw thrown;
    }
  },
  sns: async (TopicArn, { sns }) => {
    const { Attributes = {} } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
    return Attributes.Policy;
  },
  sqs: async (arn, { sqs }) => {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: arn.split(":").at(-1) }));
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["Policy"] }),
    );
    return Attributes.Policy;
  },
};

/** The actions after which a service's policies are read again; REST services have method and path in place of a name. */
const CHANGES = /^(?:Add|Create|Delete|Put|Remove|Set)|^(?:DELETE|POST|PUT) /;

/**
 * The policies of queues, topics, functions and KMS keys, which count beside those of the caller
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html).
 */
export class ResourcePolicies {
  private readonly known = new Map<string, Promise<ResourcePolicy | undefined>>();

  constructor(private readonly clients: EmulatorClients) {}

  /** @returns undefined for a resource without a policy, or that does not exist */
  async of(arn: string): Promise<ResourcePolicy | undefined> {
    const [, , service = ""] = arn.split(":");
    const read = Object.hasOwn(READERS, service) ? READERS[service] : undefined;
    if (read === undefined) return undefined;
    return cached(this.known, arn, async () => {
      const text = (await read(arn, this.clients)) ?? "";
      return text === ""
        ? undefined
        : { policy: JSON.parse(text) as PolicyDocument, decisive: service === "kms" };
    });
  }

  /** Called after a request took effect. */
  forget({ service, action }: FrontDoorRequest): void {
    if (!CHANGES.test(action)) return;
    for (const arn of this.known.keys()) if (arn.split(":")[2] === service) this.known.delete(arn);
  }
}
