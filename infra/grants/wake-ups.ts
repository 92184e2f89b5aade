import * as pulumi from "@pulumi/pulumi";
import type { Foundation } from "../foundation";
import type { WakeUps } from "../wake-ups";
import type { Grant } from "./grant";

/**
 * To create schedules in the stack's own group, and nothing else with them: they delete themselves. Whoever creates a
 * schedule passes its role: https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html.
 */
export function bookWakeUps(
  { account }: Foundation,
  { group, role, failures }: WakeUps,
): Grant<"SCHEDULE_GROUP" | "SCHEDULE_ROLE_ARN" | "PARKED_QUEUE_ARN"> {
  return {
    environment: {
      SCHEDULE_GROUP: group.name,
      SCHEDULE_ROLE_ARN: role.arn,
      PARKED_QUEUE_ARN: failures.parkedQueue.arn,
    },
    statements: [
      {
        Sid: "BookWakeUps",
        Effect: "Allow",
        Action: "scheduler:CreateSchedule",
        // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridgescheduler.html
        Resource: account.schedulerArn(pulumi.interpolate`schedule/${group.name}/*`),
      },
      {
        Sid: "PassScheduleRole",
        Effect: "Allow",
        Action: "iam:PassRole",
        Resource: role.arn,
        Condition: { StringEquals: { "iam:PassedToService": "scheduler.amazonaws.com" } },
      },
    ],
  };
}
