import { namesItsSource } from "../privilege/trust";
import type { Statement } from "../privilege/document";
import { resourceStatements } from "../privilege/documents";
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

const GUARDED = [TOPIC, QUEUE, ...Object.values(POLICIES).map(({ type }) => type)];

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

/** Every sender is named: a service with its source, an account by its role. */
export const namedSources: ResourceRule = resource => {
  if (!GUARDED.includes(resource.type)) return [];
  return resourceStatements(resource)
    .statements.filter(statement => statement.allows && !namesItsSource(statement))
    .flatMap(statement =>
      unnamed(statement).map(who => ({
        message: `${label(resource)}: statement "${statement.sid}" lets ${who} in, for whomever it acts; add a condition on aws:SourceArn or aws:SourceAccount.`,
      })),
    );
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

function unnamed({ principals }: Statement): string[] {
  return principals
    .filter(({ kind }) => kind === "Service" || kind === "*")
    .map(({ kind, id }) => (kind === "*" ? "everybody" : id));
}

function policyType({ type }: Resource): string {
  return POLICIES[type]?.type ?? "";
}

function policyProperty({ type }: Resource): string {
  return POLICIES[type]?.property ?? "";
}
