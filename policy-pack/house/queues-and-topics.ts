import { isGiven, valueAt } from "../resource/path";
import { UNKNOWN } from "../resource/plain";
import { ofType, referred } from "../resource/references";
import { label, type Resource, type ResourceRule, type StackRule } from "../resource/resource";

const QUEUE = "aws:sqs/queue:Queue";
const TOPIC = "aws:sns/topic:Topic";

/** The resource that attaches a policy, and the input that names its topic or queue. */
const POLICIES: Readonly<Record<string, { type: string; property: string }>> = {
  [TOPIC]: { type: "aws:sns/topicPolicy:TopicPolicy", property: "arn" },
  [QUEUE]: { type: "aws:sqs/queuePolicy:QueuePolicy", property: "queueUrl" },
};

export const encryptedQueues: ResourceRule = resource => {
  if (resource.type !== QUEUE) return [];
  const own = valueAt(resource.props, "sqsManagedSseEnabled");
  if (own === UNKNOWN || String(own) === "true" || isGiven(resource.props, "kmsMasterKeyId")) return [];
  return [
    {
      message: `${label(resource)}: encryption is not enabled; set sqsManagedSseEnabled to true (free).`,
    },
  ];
};

/** Without a policy the intended senders are unclear. */
export const sourcePolicies: StackRule = resources =>
  ofType(resources, TOPIC, QUEUE)
    .filter(resource => !isGiven(resource.props, "policy"))
    .filter(
      resource =>
        !ofType(resources, policyType(resource)).some(policy =>
          referred(policy, policyProperty(resource), resources).includes(resource),
        ),
    )
    .map(resource => ({
      resource,
      message: `${label(resource)}: has no policy that limits who may send to it; add a ${policyType(resource).split(":").at(-1) ?? ""} whose statements name the senders and, for services, aws:SourceArn.`,
    }));

function policyType({ type }: Resource): string {
  return POLICIES[type]?.type ?? "";
}

function policyProperty({ type }: Resource): string {
  return POLICIES[type]?.property ?? "";
}
