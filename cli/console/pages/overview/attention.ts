import type * as Sqs from "@aws-sdk/client-sqs";
import { DAY_MS } from "../../../../records/rotation";
import type { Credential } from "../../../api/credentials";
import type { Summary } from "../../../api/emails";
import { findStackResources } from "../../../operations/stack-resources";
import { clientConfig } from "../../../shared/aws-clients";
import { withReadableAwsErrors } from "../../../shared/readable-errors";
import type { ConsoleContext } from "../../context";
import { isExpected } from "../../outcome";
import { counted } from "../../text";
import { allLogins } from "../logins/read";
import { configurations } from "../configurations/read";
import type { PeriodName } from "../../period";
import { summaryOf } from "./read";

/** Something that somebody should do. */
export interface Attention {
  tone: "bad" | "warn";
  text: string;
  /** Where it is done. */
  link: { to: string; text: string } | undefined;
}

const AGE_MS = 30_000;
const SOON_DAYS = 14;
/** A login works within a minute; the manager gives up after three. */
const SLOW_MS = 10 * 60_000;
const HIGH_QUOTA = 0.8;
/** Names in a sentence. */
const MAX_NAMED = 3;

/**
 * What needs attention, the worst first. What cannot be found out is said, too.
 *
 * @param period which summary to ask for: each has what is needed here
 */
export async function attention(context: ConsoleContext, period: PeriodName): Promise<Attention[]> {
  const found = await Promise.all([
    orSaid("The logins", async () => loginsAttention(await allLogins(context), context.now())),
    orSaid("What became of the mail", async () => mailAttention(await summaryOf(context, period))),
    orSaid("Failed operations", async () => parkedAttention(await parkedCount(context))),
    orSaid("Configurations", async () => configurationAttention(context)),
  ]);
  const order = { bad: 0, warn: 1 };
  return found.flat().sort((a, b) => order[a.tone] - order[b.tone]);
}

async function orSaid(what: string, find: () => Promise<Attention[]>): Promise<Attention[]> {
  try {
    return await find();
  } catch (error) {
    if (!isExpected(error)) throw error;
    return [{ tone: "warn", text: `${what} cannot be read: ${error.message}`, link: undefined }];
  }
}

export function loginsAttention(logins: readonly Credential[], now: Date): Attention[] {
  const one = (name: string) => `/logins/${encodeURIComponent(name)}`;
  const say = (
    tone: Attention["tone"],
    some: readonly Credential[],
    text: (names: string, isOne: boolean) => string,
    list: string,
  ): Attention[] => {
    const [first] = some;
    if (first === undefined) return [];
    const link =
      some.length === 1 ? { to: one(first.name), text: `See ${first.name}` } : { to: list, text: "See them" };
    return [{ tone, text: text(namesOf(some), some.length === 1), link }];
  };
  const held = logins.filter(({ suspended }) => suspended !== undefined);
  const failed = logins.filter(({ status, suspended }) => status === "failed" && suspended === undefined);
  const slow = logins.filter(
    ({ status, changedBy, createdAt = changedBy?.at ?? "" }) =>
      status === "pending" && now.getTime() - Date.parse(createdAt) > SLOW_MS,
  );
  const ending = logins.filter(({ status, validUntil = "" }) => {
    const left = Date.parse(validUntil) - now.getTime();
    return status === "active" && left > 0 && left < SOON_DAYS * DAY_MS;
  });
  const withProblem = logins.filter(({ status, failure }) => status === "active" && failure !== undefined);
  return [
    ...say("bad", held, (names, is) => `${names} ${is ? "is" : "are"} on hold and cannot send.`, "/logins"),
    ...say(
      "bad",
      failed,
      names => `${names} failed: what was asked for could not be done.`,
      "/logins?status=failed",
    ),
    ...say(
      "warn",
      withProblem,
      (names, is) => `${names} ${is ? "works" : "work"}, but something that was asked for could not be done.`,
      "/logins?status=active",
    ),
    ...say(
      "warn",
      slow,
      (names, is) => `${names} ${is ? "has" : "have"} been pending for more than ten minutes.`,
      "/logins?status=pending",
    ),
    ...say(
      "warn",
      ending,
      (names, is) => `${names} ${is ? "ends" : "end"} within ${SOON_DAYS} days.`,
      "/logins",
    ),
  ];
}

export function mailAttention({ last_7_days, quota }: Summary): Attention[] {
  const verdicts = [
    [last_7_days.bounce_verdict, { to: "/activity?outcome=bounced&period=7d", text: "See what bounced" }],
    [
      last_7_days.complaint_verdict,
      { to: "/activity?outcome=complained&period=7d", text: "See the complaints" },
    ],
  ] as const;
  const rates = verdicts.flatMap(([{ status, detail }, link]): Attention[] => {
    if (status !== "at_risk" && status !== "critical") return [];
    return [{ tone: status === "critical" ? "bad" : "warn", text: detail, link }];
  });
  if (quota === null || quota.max <= 0 || quota.used < quota.max * HIGH_QUOTA) return rates;
  const text = `${counted(quota.used, "recipient")} of the ${quota.max.toLocaleString("en-US")} that SES allows in 24 hours are used. SES refuses mail beyond that.`;
  return [...rates, { tone: "warn", text, link: { to: "/activity", text: "See who sends" } }];
}

function parkedAttention(count: number): Attention[] {
  if (count === 0) return [];
  const text = `${counted(count, "operation")} failed to the end and ${count === 1 ? "waits" : "wait"} for you.`;
  return [{ tone: "bad", text, link: { to: "/problems", text: "See why, and retry" } }];
}

/** One call of SQS. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html */
async function parkedCount({ cache, api, options }: ConsoleContext): Promise<number> {
  return cache.get("parked", AGE_MS, async () => {
    const { parkedQueueUrl } = await findStackResources(options, ["parkedQueueUrl"]);
    const { SQSClient, GetQueueAttributesCommand } = require("@aws-sdk/client-sqs") as typeof Sqs;
    const sqs = new SQSClient(clientConfig(api.endpoint.region));
    const ask = new GetQueueAttributesCommand({
      QueueUrl: parkedQueueUrl,
      AttributeNames: ["ApproximateNumberOfMessages"],
    });
    const { Attributes } = await withReadableAwsErrors({}, () => sqs.send(ask)).finally(() => {
      sqs.destroy();
    });
    return Number(Attributes?.ApproximateNumberOfMessages ?? 0);
  });
}

async function configurationAttention(context: ConsoleContext): Promise<Attention[]> {
  const configs = await configurations(context);
  const legacy = configs.filter(({ state }) => state === "credentials_needed");
  const invalid = configs.filter(({ state }) => state === "invalid");
  const link = (some: typeof configs) => ({
    to: some.length === 1 ? `/configurations/${encodeURIComponent(some[0]?.name ?? "")}` : "/configurations",
    text: some.length === 1 ? `See ${some[0]?.name}` : "See them",
  });
  return [
    ...(invalid.length > 0
      ? [
          {
            tone: "bad" as const,
            text: `The configuration of ${namesOf(invalid)} cannot send.`,
            link: link(invalid),
          },
        ]
      : []),
    ...(legacy.length > 0
      ? [
          {
            tone: "warn" as const,
            text: `The configuration of ${namesOf(legacy)} is still for the SES API and needs an SMTP login.`,
            link: link(legacy),
          },
        ]
      : []),
  ];
}

function namesOf(some: readonly { name: string }[]): string {
  const names = some.slice(0, MAX_NAMED).map(({ name }) => name);
  const more = some.length - names.length;
  if (more > 0) return `${names.join(", ")} and ${more} more`;
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
