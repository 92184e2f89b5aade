import * as pulumi from "@pulumi/pulumi";
import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import { getPartitionOutput } from "@pulumi/aws/getPartition";
import { getRegionOutput } from "@pulumi/aws/getRegion";

/** Where the stack is deployed, and ARNs of resources that the program does not declare. */
export interface Account {
  region: pulumi.Output<string>;
  /** Such as `aws`. */
  partition: pulumi.Output<string>;
  /** Twelve digits. */
  id: pulumi.Output<string>;
  /** @param resource such as `user/ses-smtp/prod/*` */
  iamArn(resource: string): pulumi.Output<string>;
  /** @param resource such as `identity/*` */
  sesArn(resource: string): pulumi.Output<string>;
  /** @param resource such as `certificate/*` */
  acmArn(resource: string): pulumi.Output<string>;
  /** @param resource such as `event-bus/default` */
  eventsArn(resource: string): pulumi.Output<string>;
  /** @param name of an alarm */
  alarmArn(name: string): pulumi.Output<string>;
  /** @param resource such as `schedule/{group}/*` */
  schedulerArn(resource: pulumi.Input<string>): pulumi.Output<string>;
}

export function currentAccount(): Account {
  const { accountId } = getCallerIdentityOutput();
  const { partition } = getPartitionOutput();
  const region = getRegionOutput().region;
  return {
    region,
    partition,
    id: accountId,
    iamArn: resource => pulumi.interpolate`arn:${partition}:iam::${accountId}:${resource}`,
    sesArn: resource => pulumi.interpolate`arn:${partition}:ses:${region}:${accountId}:${resource}`,
    acmArn: resource => pulumi.interpolate`arn:${partition}:acm:${region}:${accountId}:${resource}`,
    eventsArn: resource => pulumi.interpolate`arn:${partition}:events:${region}:${accountId}:${resource}`,
    alarmArn: name => pulumi.interpolate`arn:${partition}:cloudwatch:${region}:${accountId}:alarm:${name}`,
    schedulerArn: resource =>
      pulumi.interpolate`arn:${partition}:scheduler:${region}:${accountId}:${resource}`,
  };
}
