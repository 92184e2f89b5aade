import {
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  PutRetentionPolicyCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import type { LogGroupArgs } from "@pulumi/aws/cloudwatch";

import type { Context } from "../../context";
import type { Properties } from "../../properties";
import { resource, ignoreNotFound } from "../../resource-type";

export const logGroup = resource<LogGroupArgs>({
  autoname: "name",
  replaceOn: ["name", "namePrefix", "logGroupClass"],
  withoutEffect: ["logGroupClass", "skipDestroy"],
  async create(inputs, context) {
    const logGroupName = inputs.name ?? "";
    await context.clients.logs.send(
      new CreateLogGroupCommand({ logGroupName, kmsKeyId: inputs.kmsKeyId, tags: inputs.tags }),
    );
    return { id: logGroupName, outs: outsOf(logGroupName, context) };
  },
  async complete(id, { retentionInDays }, context) {
    await setRetention(id, retentionInDays, context);
    return {};
  },
  async read({ id, outs }, { clients }) {
    const found = await clients.logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: id }));
    return found.logGroups?.some(group => group.logGroupName === id) ? outs : undefined;
  },
  async update({ id, outs }, inputs, context) {
    await setRetention(id, inputs.retentionInDays, context);
    return outs;
  },
  async delete({ id, inputs }, { clients }) {
    if (inputs.skipDestroy) return;
    await ignoreNotFound(clients.logs.send(new DeleteLogGroupCommand({ logGroupName: id })));
  },
});

/** In Pulumi, zero days means "forever". */
async function setRetention(
  logGroupName: string,
  days: number | undefined,
  { clients }: Context,
): Promise<void> {
  if (days) await clients.logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: days }));
  else await ignoreNotFound(clients.logs.send(new DeleteRetentionPolicyCommand({ logGroupName })));
}

/** As in the AWS provider, without the `:*` at the end of the API's own ARN. */
function outsOf(name: string, { region, accountId }: Context): Properties {
  return { arn: `arn:aws:logs:${region}:${accountId}:log-group:${name}` };
}
