import type * as pulumi from "@pulumi/pulumi";
import { type Role, RolePolicy } from "@pulumi/aws/iam";
import { Schedule, ScheduleGroup } from "@pulumi/aws/scheduler";
import type { Failures } from "./failures";
import type { Foundation } from "./foundation";
import { serviceRole } from "./service-role";

/** How functions book later runs: one-time schedules that invoke them and delete themselves. */
export interface WakeUps {
  /** Only schedules of this group can use the role. */
  group: ScheduleGroup;
  /** The role that EventBridge Scheduler assumes. */
  role: Role;
  failures: Failures;
}

/**
 * The role has no permissions yet: those name the functions, whose permissions name the role. {@link allowInvoking}
 * completes it. A group costs nothing, and deleting it deletes its schedules.
 */
export function createWakeUps(foundation: Foundation): WakeUps {
  // Named after the project, like everything in which a policy lets a function create resources.
  const group = new ScheduleGroup("ses-smtp-wake-ups");
  const role = serviceRole("smtp-wake-ups", foundation, {
    description: "The role that EventBridge Scheduler assumes to invoke the stack's functions",
    service: "scheduler.amazonaws.com",
    // The source of a schedule's call is its group, never the schedule itself:
    // https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
    sourceArn: group.arn,
  });
  return { group, role, failures: foundation.failures };
}

/** Lets schedules invoke these functions, and park what cannot be delivered. */
export function allowInvoking(
  { role, failures }: WakeUps,
  functionArns: readonly pulumi.Input<string>[],
): RolePolicy {
  return new RolePolicy("smtp-wake-ups", {
    role: role.name,
    policy: {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "InvokeFunctions",
          Effect: "Allow",
          Action: "lambda:InvokeFunction",
          Resource: [...functionArns],
        },
        {
          // https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html
          Sid: "ParkUndelivered",
          Effect: "Allow",
          Action: "sqs:SendMessage",
          Resource: failures.parkedQueue.arn,
        },
      ],
    },
  });
}

/**
 * Invokes a function once a day.
 *
 * @param expression the time (UTC): https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 * @param ready resources that the invocation needs
 */
export function scheduleDaily(
  name: string,
  { group, role, failures }: WakeUps,
  functionArn: pulumi.Input<string>,
  event: object,
  expression: string,
  ready: readonly pulumi.Resource[],
): Schedule {
  return new Schedule(
    name,
    {
      groupName: group.name,
      scheduleExpression: expression,
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: functionArn,
        roleArn: role.arn,
        input: JSON.stringify(event),
        deadLetterConfig: { arn: failures.parkedQueue.arn },
      },
    },
    { dependsOn: [...ready] },
  );
}
