import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  PutRuleCommand,
  type RuleState,
} from "@aws-sdk/client-eventbridge";
import type { EventRuleArgs } from "@pulumi/aws/cloudwatch";

import { type Context, inRegion } from "../../context";
import { defined, idOf, type Plain, type Properties, tagList } from "../../properties";
import { ignoreNotFound, resource } from "../../resource-type";

/** As in the AWS provider, its id is its name, preceded by `{bus}/` unless it is on the default bus. */
export const eventRule = resource<EventRuleArgs>({
  autoname: "name",
  replaceOn: ["name", "namePrefix", "eventBusName", "region"],
  withoutEffect: ["forceDestroy"],
  async create(inputs, context) {
    const outs = await put(inputs, context);
    return {
      id: isOnDefaultBus(inputs) ? (inputs.name ?? "") : `${busOf(inputs)}/${inputs.name ?? ""}`,
      outs,
    };
  },
  async read({ inputs }, context) {
    const { clients } = inRegion(context, inputs.region);
    const asked = new DescribeRuleCommand({ Name: inputs.name, EventBusName: busOf(inputs) });
    const found = await ignoreNotFound(clients.events.send(asked));
    return found && defined({ arn: found.Arn });
  },
  async update(_, inputs, context) {
    return put(inputs, context);
  },
  async delete({ inputs }, context) {
    const { clients } = inRegion(context, inputs.region);
    const gone = { Name: inputs.name, EventBusName: busOf(inputs) };
    await ignoreNotFound(clients.events.send(new DeleteRuleCommand(gone)));
  },
});

/** PutRule creates a rule, or replaces all of it. */
async function put(inputs: Plain<EventRuleArgs>, context: Context): Promise<Properties> {
  const { clients } = inRegion(context, inputs.region);
  const { RuleArn } = await clients.events.send(
    new PutRuleCommand({
      Name: inputs.name,
      EventBusName: busOf(inputs),
      EventPattern: inputs.eventPattern,
      ScheduleExpression: inputs.scheduleExpression,
      State: (inputs.state ?? (inputs.isEnabled === false ? "DISABLED" : "ENABLED")) as RuleState,
      Description: inputs.description,
      RoleArn: inputs.roleArn,
      Tags: tagList(inputs.tags),
    }),
  );
  return defined({ arn: RuleArn });
}

function busOf({ eventBusName }: Plain<EventRuleArgs>): string {
  return eventBusName === undefined ? "default" : idOf(eventBusName);
}

function isOnDefaultBus(inputs: Plain<EventRuleArgs>): boolean {
  return busOf(inputs) === "default";
}
