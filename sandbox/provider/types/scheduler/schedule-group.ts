import {
  CreateScheduleGroupCommand,
  DeleteScheduleGroupCommand,
  GetScheduleGroupCommand,
  type GetScheduleGroupOutput,
} from "@aws-sdk/client-scheduler";
import type { ScheduleGroupArgs } from "@pulumi/aws/scheduler";

import { defined, tagList, type Properties } from "../../properties";
import { resource, ignoreNotFound } from "../../resource-type";

/** Scheduler deletes a group's schedules with it. */
export const scheduleGroup = resource<ScheduleGroupArgs>({
  autoname: "name",
  replaceOn: ["name", "namePrefix", "tags"], // the API cannot change a group, only its tags
  async create({ name, tags }, { clients }) {
    const { ScheduleGroupArn } = await clients.scheduler.send(
      new CreateScheduleGroupCommand({ Name: name, Tags: tagList(tags) }),
    );
    return { id: name ?? "", outs: defined({ arn: ScheduleGroupArn, state: "ACTIVE" }) };
  },
  async read({ id }, { clients }) {
    const found = await ignoreNotFound(clients.scheduler.send(new GetScheduleGroupCommand({ Name: id })));
    return found && groupOuts(found);
  },
  async delete({ id }, { clients }) {
    await ignoreNotFound(clients.scheduler.send(new DeleteScheduleGroupCommand({ Name: id })));
  },
});

function groupOuts({ Arn, State, CreationDate, LastModificationDate }: GetScheduleGroupOutput): Properties {
  return defined({
    arn: Arn,
    state: State,
    creationDate: CreationDate?.toISOString(),
    lastModificationDate: LastModificationDate?.toISOString(),
  });
}
