import {
  ListTargetsByRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  type Target,
} from "@aws-sdk/client-eventbridge";
import type { EventTargetArgs } from "@pulumi/aws/cloudwatch";

import { type Context, inRegion } from "../../context";
import { capitalized, defined, idOf, type Plain, type Properties } from "../../properties";
import { ignoreNotFound, resource } from "../../resource-type";

/** What a rule starts. As in the AWS provider, its id is `{rule}-{target id}`. */
export const eventTarget = resource<EventTargetArgs>({
  autoname: "targetId",
  replaceOn: ["rule", "targetId", "eventBusName", "region"],
  withoutEffect: ["forceDestroy"],
  async create(inputs, context) {
    await put(inputs, context);
    return { id: `${idOf(inputs.rule)}-${inputs.targetId ?? ""}`, outs: {} };
  },
  async read({ inputs, outs }, context) {
    const { clients } = inRegion(context, inputs.region);
    const found = await ignoreNotFound(clients.events.send(new ListTargetsByRuleCommand(ruleOf(inputs))));
    return found?.Targets?.some(({ Id }) => Id === inputs.targetId) ? outs : undefined;
  },
  async update(_, inputs, context) {
    return put(inputs, context);
  },
  async delete({ inputs }, context) {
    const { clients } = inRegion(context, inputs.region);
    const gone = { ...ruleOf(inputs), Ids: [inputs.targetId ?? ""] };
    await ignoreNotFound(clients.events.send(new RemoveTargetsCommand(gone)));
  },
});

/** PutTargets adds a target, or replaces the one with its id. */
async function put(inputs: Plain<EventTargetArgs>, context: Context): Promise<Properties> {
  const { clients } = inRegion(context, inputs.region);
  const { FailedEntries = [] } = await clients.events.send(
    new PutTargetsCommand({ ...ruleOf(inputs), Targets: [targetOf(inputs)] }),
  );
  const [failed] = FailedEntries;
  if (failed !== undefined)
    throw new Error(`${failed.ErrorCode ?? "PutTargets"}: ${failed.ErrorMessage ?? ""}`);
  return {};
}

function targetOf(inputs: Plain<EventTargetArgs>): Target {
  return defined({
    Id: inputs.targetId,
    Arn: inputs.arn,
    RoleArn: inputs.roleArn,
    Input: inputs.input,
    InputPath: inputs.inputPath,
    InputTransformer: inputs.inputTransformer && {
      InputPathsMap: inputs.inputTransformer.inputPaths,
      InputTemplate: inputs.inputTransformer.inputTemplate,
    },
    RetryPolicy: inputs.retryPolicy && capitalized<Target["RetryPolicy"]>(inputs.retryPolicy),
    DeadLetterConfig:
      inputs.deadLetterConfig && capitalized<Target["DeadLetterConfig"]>(inputs.deadLetterConfig),
  });
}

function ruleOf(inputs: Plain<EventTargetArgs>) {
  return { Rule: idOf(inputs.rule), EventBusName: inputs.eventBusName ?? "default" };
}
