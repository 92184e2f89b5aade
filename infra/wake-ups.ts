import type * as pulumi from "@pulumi/pulumi";
import { Role, RolePolicy } from "@pulumi/aws/iam";
import { ScheduleGroup } from "@pulumi/aws/scheduler";
import { type Failures, limitParking } from "./failures";
import type { Foundation } from "./foundation";

/** What the manager books its later runs with: one-time schedules that invoke it and delete themselves. */
export interface WakeUps {
  /** Only schedules of this group can use the role. */
  group: ScheduleGroup;
  /** What EventBridge Scheduler acts as. */
  role: Role;
  failures: Failures;
}

/**
 * The role has no permissions yet: those name the manager, whose permissions name the role. {@link allowInvoking}
 * completes it. A group costs nothing, and deleting it deletes its schedules.
 */
export function createWakeUps({ account, settings, failures }: Foundation): WakeUps {
  // Named after the project, as everything is that a policy lets a function create in.
  const group = new ScheduleGroup("ses-smtp-wake-ups");
  const boundary = settings.rolePermissionsBoundaryArn;
  const role = new Role("smtp-wake-ups", {
    description: "What EventBridge Scheduler acts as to wake smtp-credential-manager",
    assumeRolePolicy: {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "scheduler.amazonaws.com" },
          Action: "sts:AssumeRole",
          // The source of a schedule's call is its group, never the schedule itself:
          // https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
          Condition: {
            StringEquals: { "aws:SourceAccount": account.id },
            ArnEquals: { "aws:SourceArn": group.arn },
          },
        },
      ],
    },
    ...(boundary === undefined ? {} : { permissionsBoundary: boundary }),
  });
  limitParking(account, failures, [role.arn]);
  return { group, role, failures };
}

/** Lets schedules invoke the manager, and park what cannot be delivered. */
export function allowInvoking({ role, failures }: WakeUps, managerArn: pulumi.Input<string>): RolePolicy {
  return new RolePolicy("smtp-wake-ups", {
    role: role.name,
    policy: {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "InvokeManager",
          Effect: "Allow",
          Action: "lambda:InvokeFunction",
          Resource: managerArn,
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
