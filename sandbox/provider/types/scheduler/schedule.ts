import {
  CreateScheduleCommand,
  type CreateScheduleInput,
  DeleteScheduleCommand,
  type FlexibleTimeWindow,
  GetScheduleCommand,
  type Target,
  UpdateScheduleCommand,
} from "@aws-sdk/client-scheduler";
import type { ScheduleArgs } from "@pulumi/aws/scheduler";

import type { Context } from "../../context";
import { capitalized, defined, type Plain, type Properties } from "../../properties";
import { ignoreNotFound, resource } from "../../resource-type";

/** As in the AWS provider, its id is `{group}/{name}`. */
export const schedule = resource<ScheduleArgs>({
  autoname: "name",
  replaceOn: ["name", "namePrefix", "groupName"],
  async create(inputs, { clients }) {
    const { ScheduleArn } = await clients.scheduler.send(new CreateScheduleCommand(request(inputs)));
    return { id: `${groupOf(inputs)}/${inputs.name ?? ""}`, outs: defined({ arn: ScheduleArn }) };
  },
  async read({ inputs }, context) {
    return ignoreNotFound(readSchedule(inputs, context));
  },
  /** Scheduler replaces all of a schedule: what is not given gets its default. */
  async update(_, inputs, { clients }) {
    const { ScheduleArn } = await clients.scheduler.send(new UpdateScheduleCommand(request(inputs)));
    return defined({ arn: ScheduleArn });
  },
  async delete({ inputs }, { clients }) {
    const gone = { Name: inputs.name, GroupName: groupOf(inputs) };
    await ignoreNotFound(clients.scheduler.send(new DeleteScheduleCommand(gone)));
  },
});

function request(inputs: Plain<ScheduleArgs>): CreateScheduleInput {
  return {
    Name: inputs.name,
    GroupName: groupOf(inputs),
    Description: inputs.description,
    ScheduleExpression: inputs.scheduleExpression,
    ScheduleExpressionTimezone: inputs.scheduleExpressionTimezone ?? "UTC",
    StartDate: inputs.startDate === undefined ? undefined : new Date(inputs.startDate),
    EndDate: inputs.endDate === undefined ? undefined : new Date(inputs.endDate),
    State: inputs.state === "DISABLED" ? "DISABLED" : "ENABLED",
    ActionAfterCompletion: inputs.actionAfterCompletion === "DELETE" ? "DELETE" : "NONE",
    KmsKeyArn: inputs.kmsKeyArn,
    FlexibleTimeWindow: capitalized<FlexibleTimeWindow>(inputs.flexibleTimeWindow),
    Target: capitalized<Target>(inputs.target),
  };
}

async function readSchedule(inputs: Plain<ScheduleArgs>, { clients }: Context): Promise<Properties> {
  const { Arn } = await clients.scheduler.send(
    new GetScheduleCommand({ Name: inputs.name, GroupName: groupOf(inputs) }),
  );
  return defined({ arn: Arn });
}

function groupOf({ groupName }: Plain<ScheduleArgs>): string {
  return groupName ?? "default";
}
