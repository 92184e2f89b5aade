import { expect } from "chai";
import { runbookLine } from "../../../handlers/shared/runbooks";
import { judgeClock } from "../../../cli/doctor/stack/clock";
import { judgeMapping, judgeReaders, type StreamReaders } from "../../../cli/doctor/stack/mapping";
import {
  judgeAlarms,
  judgeConcurrency,
  judgeKey,
  judgeQueues,
  judgeStream,
  judgeTable,
} from "../../../cli/doctor/stack/resources";
import { judgePorts, type ObservedPort } from "../../../cli/doctor/stack/smtp";
import { judgeAlertSubscriptions } from "../../../cli/doctor/stack/subscriptions";
import type { Detail } from "../../../cli/doctor/findings/finding";

const KEY = {
  KeyId: "k",
  KeyState: "Enabled",
  KeyUsage: "ENCRYPT_DECRYPT",
  KeySpec: "SYMMETRIC_DEFAULT",
} as const;
const TABLE = {
  TableStatus: "ACTIVE" as const,
  KeySchema: [
    { AttributeName: "PK", KeyType: "HASH" as const },
    { AttributeName: "SK", KeyType: "RANGE" as const },
  ],
  StreamSpecification: { StreamEnabled: true, StreamViewType: "KEYS_ONLY" as const },
};
const MAPPING = {
  UUID: "u",
  State: "Enabled",
  EventSourceArn: "s1",
  FunctionArn: "arn:aws:lambda:r:1:function:dispatcher",
};
const READERS: StreamReaders = {
  streamArn: "s1",
  dispatcher: "dispatcher",
  own: [MAPPING],
  readers: [MAPPING],
};
const ALARMS = Array.from({ length: 10 }, (_, index) => ({
  AlarmName: `ses-smtp prod - ${index}`,
  ActionsEnabled: true,
  AlarmActions: ["arn:alerts"],
  StateValue: "OK" as const,
}));
const EMAIL = { Protocol: "email", Endpoint: "ops@company.com", SubscriptionArn: "arn:sub" };
const PENDING = { ...EMAIL, Endpoint: "new@company.com", SubscriptionArn: "PendingConfirmation" };
const NOW = Date.parse("2026-11-27T12:00:00Z");
const READY: ObservedPort = {
  port: 587,
  kind: "ready",
  auth: ["PLAIN", "LOGIN"],
  certificateEnds: NOW + 30 * 86_400_000,
};

const DESCRIPTION = `A request was answered with status 500. ${runbookLine("a-function-fails")}`;
const alarms = (found: (typeof ALARMS)[0][]) =>
  judgeAlarms(found, { prefix: "ses-smtp prod - ", alertTopicArn: "arn:alerts" });
const clock = (skewMs: number) => judgeClock({ aws: new Date(NOW).toUTCString(), local: NOW + skewMs });
const ports = (...found: ObservedPort[]) => judgePorts(found, "smtp.example", NOW);
const other = (name: string) => ({ ...MAPPING, FunctionArn: `arn:aws:lambda:r:1:function:${name}` });

describe("doctor about the stack's resources", () => {
  it("takes what a raised alarm means, and its section of the guide, from its description", () => {
    const raised = { ...ALARMS[0]!, StateValue: "ALARM" as "OK", AlarmDescription: DESCRIPTION };
    expect(alarms([raised, ...ALARMS.slice(1)])[0]).to.include({
      why: "A request was answered with status 500.",
      remedy: "docs/operations.md#a-function-fails has the steps.",
    });
  });

  it("finds nothing wrong with good ones", () => {
    const all = [
      judgeKey(KEY, "k"),
      judgeTable(TABLE, "t"),
      judgeStream(TABLE, "t"),
      judgeMapping(READERS),
      judgeReaders(READERS),
      alarms(ALARMS),
      judgeConcurrency(1_000),
      judgeQueues(0, 0),
      clock(20_000),
      ports(READY),
      judgeAlertSubscriptions([EMAIL], "arn:alerts"),
    ];
    expect(all.flat()).to.deep.equal([]);
  });

  const cases: [title: string, details: readonly Detail[], said: RegExp][] = [
    ["no key", judgeKey(undefined, "k"), /^error: .*does not exist/],
    ["a disabled key", judgeKey({ ...KEY, KeyState: "Disabled" }, "k"), /^error: .*is disabled/],
    [
      "a key that will be deleted",
      judgeKey({ ...KEY, KeyState: "PendingDeletion", DeletionDate: new Date(NOW) }, "k"),
      /^error: .*deleted on 2026-11-27/,
    ],
    [
      "a key for signing",
      judgeKey({ ...KEY, KeyUsage: "SIGN_VERIFY", KeySpec: "RSA_2048" }, "k"),
      /^error: .*SIGN_VERIFY/,
    ],
    ["no table", judgeTable(undefined, "t"), /^error: the table t does not exist/],
    [
      "a table with another key",
      judgeTable({ ...TABLE, KeySchema: [{ AttributeName: "id", KeyType: "HASH" }] }, "t"),
      /^error: .*the key id/,
    ],
    [
      "a table whose key is gone",
      judgeTable({ ...TABLE, TableStatus: "INACCESSIBLE_ENCRYPTION_CREDENTIALS" }, "t"),
      /^error: .*INACCESSIBLE/,
    ],
    [
      "no stream",
      judgeStream({ ...TABLE, StreamSpecification: { StreamEnabled: false } }, "t"),
      /^error: .*no stream/,
    ],
    ["no mapping", judgeMapping({ ...READERS, own: [] }), /^error: nothing invokes dispatcher/],
    [
      "a mapping of a former stream",
      judgeMapping({ ...READERS, streamArn: "s2" }),
      /^error: dispatcher reads s1, which is not/,
    ],
    [
      "a disabled mapping",
      judgeMapping({ ...READERS, own: [{ ...MAPPING, State: "Disabled" }] }),
      /^error: .*is Disabled/,
    ],
    [
      "a mapping that begins",
      judgeMapping({ ...READERS, own: [{ ...MAPPING, State: "Enabling" }] }),
      /^note: .*Enabling/,
    ],
    [
      "a mapping with problems",
      judgeMapping({
        ...READERS,
        own: [{ ...MAPPING, LastProcessingResult: "PROBLEM: Function call failed" }],
      }),
      /^warning: .*PROBLEM/,
    ],
    [
      "a second reader",
      judgeReaders({ ...READERS, readers: [MAPPING, other("a")] }),
      /^note: .*second reader: a/,
    ],
    [
      "a third reader",
      judgeReaders({ ...READERS, readers: [MAPPING, other("a"), other("b")] }),
      /^error: .*3 readers.*: a, b/,
    ],
    ["a missing alarm", alarms(ALARMS.slice(1)), /^error: the stack has 9 of its 10 alarms/],
    [
      "an alarm without actions",
      alarms(ALARMS.map((each, index) => ({ ...each, ActionsEnabled: index > 0 }))),
      /^error: .*actions are turned off/,
    ],
    [
      "an alarm with another topic",
      alarms(
        ALARMS.map((each, index) => ({ ...each, AlarmActions: index > 0 ? each.AlarmActions : ["arn:x"] })),
      ),
      /^error: .*does not notify the alert topic/,
    ],
    [
      "a raised alarm",
      alarms(ALARMS.map((each, index) => ({ ...each, StateValue: (index > 0 ? "OK" : "ALARM") as "OK" }))),
      /^warning: .*is raised/,
    ],
    ["few functions at a time", judgeConcurrency(10), /^warning: .*at most 10/],
    ["parked operations", judgeQueues(2, 0), /^warning: 2 operations/],
    ["waiting operations", judgeQueues(0, 3), /^note: 3 failed operations/],
    ["no alert topic", judgeAlertSubscriptions(undefined, "arn:alerts"), /^error: .*does not exist/],
    ["nobody subscribed", judgeAlertSubscriptions([], "arn:alerts"), /^error: nobody is subscribed/],
    [
      "nobody confirmed",
      judgeAlertSubscriptions([PENDING], "arn:alerts"),
      /^error: no subscription .* new@company\.com/,
    ],
    [
      "one not confirmed",
      judgeAlertSubscriptions([EMAIL, PENDING], "arn:alerts"),
      /^warning: a subscription .* new@company\.com/,
    ],
    ["a clock far ahead", clock(6 * 60_000), /^error: .*360 s ahead of/],
    ["a clock behind", clock(-2 * 60_000), /^warning: .*120 s behind/],
    [
      "a blocked port",
      ports(READY, { port: 25, kind: "failed", stage: "connect", reason: "ETIMEDOUT" }),
      /^warning: smtp\.example:25: no connection: ETIMEDOUT/,
    ],
    [
      "no port at all",
      ports({ port: 587, kind: "failed", stage: "starttls", reason: "the server does not offer STARTTLS" }),
      /^error: smtp\.example:587: no STARTTLS/,
    ],
    [
      "a wrong certificate",
      ports(READY, { port: 465, kind: "failed", stage: "tls", reason: "self-signed certificate" }),
      /^error: .*TLS fails: self-signed/,
    ],
    ["no AUTH", ports({ ...READY, auth: ["XOAUTH2"] }), /^error: .*offers no AUTH .*XOAUTH2/],
    [
      "a certificate that ends",
      ports({ ...READY, certificateEnds: NOW + 86_400_000 }),
      /^warning: .*ends in 1 day$/,
    ],
  ];
  for (const [title, details, said] of cases)
    it(`names only: ${title}`, () => {
      const reported = details.map(({ severity, what }) => `${severity}: ${what}`);
      expect(reported).to.have.length(1);
      expect(reported[0]).to.match(said);
      expect(details[0]?.remedy).to.match(/\S/);
    });
});
