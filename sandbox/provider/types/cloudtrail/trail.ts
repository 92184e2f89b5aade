import {
  CreateTrailCommand,
  DeleteTrailCommand,
  GetTrailCommand,
  StartLoggingCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from "@aws-sdk/client-cloudtrail";
import type { TrailArgs } from "@pulumi/aws/cloudtrail";

import type { Context } from "../../context";
import { idOf, type Plain, type Properties, tagList } from "../../properties";
import { ignoreNotFound, resource } from "../../resource-type";

/** A trail of management events: event selectors are not applied, and reported as inputs without effect. */
export const trail = resource<TrailArgs>({
  autoname: "name",
  replaceOn: ["name"],
  async create(inputs, { clients }) {
    const Name = inputs.name ?? "";
    const TagsList = tagList(inputs.tags);
    const { TrailARN } = await clients.cloudtrail.send(
      new CreateTrailCommand({ Name, ...settingsOf(inputs), ...(TagsList && { TagsList }) }),
    );
    return { id: Name, outs: outsOf(TrailARN) };
  },
  async complete(id, inputs, context) {
    await log(id, inputs, context);
    return {};
  },
  async read({ id }, { clients }) {
    const found = await ignoreNotFound(clients.cloudtrail.send(new GetTrailCommand({ Name: id })));
    return found?.Trail && outsOf(found.Trail.TrailARN);
  },
  async update({ id, outs }, inputs, context) {
    await context.clients.cloudtrail.send(new UpdateTrailCommand({ Name: id, ...settingsOf(inputs) }));
    await log(id, inputs, context);
    return outs;
  },
  async delete({ id }, { clients }) {
    await ignoreNotFound(clients.cloudtrail.send(new DeleteTrailCommand({ Name: id })));
  },
});

/** Created trails do not log by themselves: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StartLogging.html. */
async function log(Name: string, { enableLogging = true }: Plain<TrailArgs>, { clients }: Context) {
  if (enableLogging) await clients.cloudtrail.send(new StartLoggingCommand({ Name }));
  else await clients.cloudtrail.send(new StopLoggingCommand({ Name }));
}

function settingsOf(inputs: Plain<TrailArgs>) {
  return {
    S3BucketName: idOf(inputs.s3BucketName),
    S3KeyPrefix: inputs.s3KeyPrefix,
    IsMultiRegionTrail: inputs.isMultiRegionTrail,
    IncludeGlobalServiceEvents: inputs.includeGlobalServiceEvents,
    EnableLogFileValidation: inputs.enableLogFileValidation,
  };
}

function outsOf(arn = ""): Properties {
  const [, , , homeRegion = ""] = arn.split(":");
  return { arn, homeRegion };
}
