import {
  allowEverything,
  breakApi,
  changeDefaultSet,
  deleteTopic,
  disableKey,
  disableMapping,
  loseBounces,
  removeDashboard,
  removeDestination,
  removeQueuePolicy,
  throttleDispatcher,
  turnOffAlarm,
  type Plant,
  unsubscribe,
} from "./plants";
import { changeRolePolicy } from "./role-policy";

export interface PlantedFault {
  what: string;
  plant: Plant;
  /** The steps that must fail, and no other. */
  fails: readonly string[];
  /** What the first of them says. */
  says: RegExp;
  /** Default: all steps that only read. */
  only?: readonly string[];
  /** What cannot be removed then; default: nothing. */
  leaves?: RegExp;
  /** Seconds that a wait may take; default: 15. */
  timeout?: number;
}

export const READING_STEPS = [
  ...["api", "stream", "functions", "kms-key", "queues", "identity", "configuration-set", "topics"],
  ...["alarms", "alarm-subscription", "dashboards"],
];

export const PLANTED_FAULTS: readonly PlantedFault[] = [
  {
    what: "an API that may not invoke its function",
    plant: breakApi,
    fails: ["api"],
    says: /^GET \/api\/credentials answered 500/,
  },
  {
    what: "an event source mapping that is off",
    plant: disableMapping,
    fails: ["stream"],
    says: /^the event source mapping \S+ of the table's stream is Disabled$/,
  },
  {
    what: "a dispatcher that is off",
    plant: throttleDispatcher,
    fails: ["functions"],
    says: /^smtp-record-dispatcher-\w+ may not run: its reserved concurrency is 0$/,
  },
  {
    what: "a KMS key that is disabled",
    plant: disableKey,
    fails: ["kms-key"],
    says: /^the key arn:aws:kms:\S+ is Disabled$/,
  },
  {
    what: "a queue without its policy",
    plant: removeQueuePolicy,
    fails: ["queues"],
    says: /^the queue smtp-dead-letters-\w+ has no policy/,
  },
  {
    what: "a domain with another default configuration set",
    plant: changeDefaultSet,
    fails: ["identity"],
    says: /^the default configuration set of company\.com is marketing, not ses-smtp-sandbox/,
  },
  {
    what: "a configuration set that publishes no bounces",
    plant: removeDestination,
    fails: ["configuration-set"],
    says: /^ses-smtp-sandbox publishes BOUNCE events to nothing, not to arn:aws:sns:/,
  },
  {
    what: "a recorder that is not subscribed",
    plant: unsubscribe("bounceTopicArn"),
    fails: ["topics"],
    says: /^smtp-feedback-recorder-\w+ is not subscribed to arn:aws:sns:\S+:smtp-bounces-/,
  },
  {
    what: "an alarm whose actions are off",
    plant: turnOffAlarm,
    fails: ["alarms"],
    says: /^the actions of the alarm "ses-smtp sandbox - smtp-api fails" are off$/,
  },
  {
    what: "an alert topic without a subscriber",
    plant: unsubscribe("alertTopicArn"),
    fails: ["alarm-subscription"],
    says: /^nobody is subscribed to arn:aws:sns:\S+:smtp-alerts-/,
  },
  {
    what: "a dashboard that was deleted",
    plant: removeDashboard,
    fails: ["dashboards"],
    says: /^the dashboard ses-smtp-sandbox-eu-central-1-system does not exist$/,
  },
  {
    what: "a manager without the permission iam:TagUser",
    plant: ({ report }) =>
      changeRolePolicy(report, "smtp-credential-manager", policy =>
        policy.replace('"iam:TagUser"', '"iam:NoSuchAction"'),
      ),
    fails: ["active"],
    says: /failed \(access_denied\): .*not authorized to perform: iam:TagUser/,
    only: ["active"],
    timeout: 120,
  },
  {
    what: "a policy that does not limit senders and configuration sets",
    plant: allowEverything,
    fails: ["header-sender", "other-set"],
    says: /^SES accepted a message from self-test-\w+-other@company\.com, which the policy does not allow$/,
    only: ["header-sender", "envelope-sender", "other-set"],
  },
  {
    what: "a recorder that cannot write bounces",
    plant: loseBounces,
    fails: ["bounce-recorded"],
    says: /^not within 15 s: the bounce of message \S+ is recorded \(0 others/,
    only: ["bounce-recorded", "complaint-recorded"],
    leaves:
      /^suppressions self-test-\w+: .*bounce\+self-test-\w+@simulator\.amazonses\.com.* may still get on the list/,
  },
  {
    // It cannot be undone, so it comes last.
    what: "a topic that was deleted",
    plant: deleteTopic,
    fails: ["topics"],
    says: /^the topic arn:aws:sns:\S+:smtp-complaints-\w+ does not exist$/,
  },
];
