import { CREDENTIAL_PK, HOLD_PK, LEASE_PK } from "../../../records/keys";
import { MailboxReader } from "../../reconciler/receiving-rules/mailbox-reader";
import { mailboxOf } from "../../reconciler/receiving-rules/of-record";
import { IamReader } from "../../reconciler/adapters/iam-reader";
import { toRecord } from "../../reconciler/adapters/record-versions";
import { rotationSettings, senderRules } from "../../reconciler/settings";
import { type Environment, required } from "../../shared/environment";
import { quarantineReason } from "../../shared/aws-verdicts";
import { inParallel } from "../../shared/in-parallel";
import { holdLogin } from "../../shared/hold-login";
import { invokeManager } from "../../shared/invoke-function";
import { bookSchedule, scheduleSettings } from "../../shared/schedules";
import type { DispatcherClients } from "../clients";
import type { DispatcherEnvironment } from "../environment";
import { readOtherLogins } from "../other-logins";
import { countMessages, listUsers, readPartition } from "./read";
import { removeSelfTest } from "./self-test";
import type { SweepPorts } from "./sweep";

/** Mailboxes whose receiving rules are read at the same time. */
const MAX_MAILBOXES_AT_ONCE = 8;

/**
 * @param now the clock, in milliseconds since 1970
 * @throws Error that names a missing variable
 */
export function sweepPorts(
  environment: Environment<DispatcherEnvironment>,
  { dynamodb, iam, lambda, scheduler, ses, sqs }: DispatcherClients,
  now: () => number,
): (remainingMs: () => number) => Omit<SweepPorts, "unreadableRules"> {
  const table = required(environment, "TABLE_NAME");
  const manager = required(environment, "MANAGER_FUNCTION_NAME");
  const functionArn = required(environment, "MANAGER_FUNCTION_ARN");
  const stack = required(environment, "STACK_NAME");
  const parkedQueueUrl = required(environment, "PARKED_QUEUE_URL");
  const reader = new IamReader(iam, { stack, boundaryArn: required(environment, "USER_BOUNDARY_ARN") });
  const schedules = scheduleSettings(environment);
  const rules = senderRules(environment);
  const mailboxes = rules.receivingRules === true ? new MailboxReader(dynamodb, table) : undefined;
  const settings = {
    rules,
    rotation: rotationSettings(environment),
  };
  const ports: Omit<SweepPorts, "remainingMs" | "unreadableRules"> = {
    settings,
    now,
    listUsers: () => listUsers(iam, stack),
    readLeases: () => readPartition(dynamodb, table, LEASE_PK),
    readRecords: async () => {
      const [items, holds] = await Promise.all([
        readPartition(dynamodb, table, CREDENTIAL_PK),
        readPartition(dynamodb, table, HOLD_PK),
      ]);
      return inParallel(items, MAX_MAILBOXES_AT_ONCE, async ([username, item]) => {
        const mailbox = mailboxOf({ attributes: { mailbox: item.mailbox?.S } });
        const found = mailbox === undefined ? undefined : await mailboxes?.read(mailbox);
        return toRecord(username, item, holds.get(username), found);
      });
    },
    inspect: async ({ username, name }) => {
      const user = await reader.observe(username, name);
      return user && { username, user };
    },
    hold: async (username, policy) => {
      const request = { reason: quarantineReason(policy), evidence: policy, by: "smtp-record-dispatcher" };
      await holdLogin(dynamodb, table, username, { ...request, at: new Date(now()) });
    },
    readOtherLogins: () => readOtherLogins({ dynamodb, table }),
    removeSelfTest: (username, description) =>
      removeSelfTest({ dynamodb, ses }, table, username, description),
    countParked: () => countMessages(sqs, parkedQueueUrl),
    send: event => invokeManager(lambda, manager, event),
    book: (event, atMs) =>
      bookSchedule(
        scheduler,
        schedules,
        { functionArn, event, kind: "sweep", subject: JSON.stringify(event.usernames), atMs },
        now(),
      ),
  };
  return remainingMs => ({ ...ports, remainingMs });
}
