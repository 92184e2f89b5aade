import { arrayOf, jsonOf, objectOf, passRole, textOf, type Mapper } from "../permission";

/** A batch needs the permission of the single action. */
const BATCHES: Readonly<Record<string, string>> = {
  ChangeMessageVisibilityBatch: "ChangeMessageVisibility",
  DeleteMessageBatch: "DeleteMessage",
  PublishBatch: "Publish",
  SendMessageBatch: "SendMessage",
};

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html */
export const sqs: Mapper = (request, { region, accountId }) => {
  const action = BATCHES[request.action] ?? request.action;
  const input = jsonOf(request);
  const queue = (name: string) => `arn:aws:sqs:${region}:${accountId}:${name}`;
  if (action === "ListQueues") return [{ action: "sqs:ListQueues", resource: "*" }];
  if (action === "CreateQueue" || action === "GetQueueUrl")
    return [{ action: `sqs:${action}`, resource: queue(textOf(input.QueueName)) }];
  if (action === "StartMessageMoveTask") {
    const source = textOf(input.SourceArn);
    const target = textOf(input.DestinationArn);
    return [
      ...["StartMessageMoveTask", "ReceiveMessage", "DeleteMessage", "GetQueueAttributes"].map(name => ({
        action: `sqs:${name}`,
        resource: source,
      })),
      ...(target === "" ? [] : [{ action: "sqs:SendMessage", resource: target }]),
    ];
  }
  if (input.SourceArn !== undefined) return [{ action: `sqs:${action}`, resource: textOf(input.SourceArn) }];
  const [, account, name] = /\/(\d{12})\/([^/]+)$/.exec(textOf(input.QueueUrl)) ?? [];
  if (name === undefined) return undefined;
  return [{ action: `sqs:${action}`, resource: `arn:aws:sqs:${region}:${account}:${name}` }];
};

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html */
export const sns: Mapper = ({ action: name, form }, { region, accountId }) => {
  const action = `sns:${BATCHES[name] ?? name}`;
  const context = { "sns:Endpoint": form.get("Endpoint") ?? [], "sns:Protocol": form.get("Protocol") ?? [] };
  if (/^List(?:Topics|Subscriptions|PlatformApplications|PhoneNumbersOptedOut)$/.test(name))
    return [{ action, resource: "*", context }];
  if (name === "CreateTopic")
    return [{ action, resource: `arn:aws:sns:${region}:${accountId}:${form.get("Name") ?? ""}`, context }];
  if (name === "Publish" && form.has("PhoneNumber")) return [{ action, resource: "*", context }];
  const topic =
    form.get("TopicArn") ??
    form.get("TargetArn") ??
    form.get("ResourceArn") ??
    form.get("SubscriptionArn")?.replace(/:[^:]*$/, "");
  return topic === undefined ? undefined : [{ action, resource: topic, context }];
};

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html */
export const events: Mapper = (request, { region, accountId }) => {
  const { action } = request;
  const input = jsonOf(request);
  const bus = (value: unknown) => {
    const name = textOf(value) || "default";
    return name.startsWith("arn:") ? name : `arn:aws:events:${region}:${accountId}:event-bus/${name}`;
  };
  if (action === "PutEvents") {
    return arrayOf(input.Entries)
      .map(objectOf)
      .map(entry => ({
        action: "events:PutEvents",
        resource: bus(entry.EventBusName),
        context: {
          "events:detail-type": textOf(entry.DetailType),
          "events:source": textOf(entry.Source),
          "events:eventBusInvocation": "false",
        },
      }));
  }
  if (/^List(?:Rules|EventBuses|RuleNamesByTarget)$/.test(action))
    return [{ action: `events:${action}`, resource: "*" }];
  const rule = textOf(input.Rule) || textOf(input.Name);
  if (
    !/^(?:Put|Delete|Describe|Enable|Disable)Rule$|^(?:Put|Remove)Targets$|^ListTargetsByRule$/.test(action)
  )
    return undefined;
  const busName = textOf(input.EventBusName);
  const path = busName === "" || busName === "default" ? rule : `${busName}/${rule}`;
  const roles = [input, ...arrayOf(input.Targets).map(objectOf)].flatMap(({ RoleArn }) => RoleArn ?? []);
  return [
    { action: `events:${action}`, resource: `arn:aws:events:${region}:${accountId}:rule/${path}` },
    ...roles.flatMap(role => passRole(role, "events.amazonaws.com")),
  ];
};
