import type { SimulatedOutcome } from "../../../records/simulator";
import { screen } from "../../../mailer/suppression/check";
import { MailerError } from "../../../mailer";
import { suppressionKey } from "../../../records/keys";
import { type SelfTest, type SelfTestStep, senderOf, subdomainSenderOf } from "../self-test";
import { StepFailed } from "../step";
import { seconds, until } from "../until";
import { requireLogin, round } from "./credential-steps";

/** That mail is sent, and that what becomes of it is recorded for the login that sent it. */
export const MAIL_STEPS: readonly SelfTestStep[] = [
  sending("success", "SES accepts a message for delivery"),
  sending("bounce", "SES accepts a message that will bounce"),
  sending("complaint", "SES accepts a message that will lead to a complaint"),
  {
    name: "bounce-recorded",
    proves: "the bounce is recorded for the login that sent the message",
    needs: ["send-bounce", "topics", "configuration-set"],
    run: test => recorded(test, "bounce"),
  },
  {
    name: "complaint-recorded",
    proves: "the complaint is recorded for the login that sent the message",
    needs: ["send-complaint", "topics", "configuration-set"],
    run: test => recorded(test, "complaint"),
  },
  {
    name: "sent-counted",
    proves: "what the login sends is counted for it",
    needs: ["send-success"],
    run: countSent,
  },
  {
    name: "suppression",
    proves: "both addresses are on our suppression list, and the mailer does not send to them",
    needs: ["bounce-recorded", "complaint-recorded"],
    run: readSuppressions,
  },
  {
    name: "subdomain",
    proves: "mail from a subdomain without an identity of its own is recorded too",
    needs: ["login", "bounce-recorded"],
    run: sendFromSubdomain,
  },
];

function sending(outcome: SimulatedOutcome, proves: string): SelfTestStep {
  return {
    name: `send-${outcome}`,
    proves,
    needs: ["login"],
    run: async test => {
      if (outcome !== "success") {
        test.made.add("suppressions");
        test.awaited.add(test.names[outcome]);
      }
      const mail = { from: senderOf(test), to: test.names[outcome], subject: `self-test ${outcome}` };
      const id = await test.mail.deliver(requireLogin(test), mail).catch((error: unknown) => {
        if (error instanceof StepFailed) test.awaited.delete(mail.to); // nothing will become of it
        throw error;
      });
      test.facts.sent[outcome] = { id, at: performance.now() };
      return `message ${id}`;
    },
  };
}

const EVENTS_REMEDY = "see the logs of smtp-feedback-recorder, and ses-smtp failures list";

async function countSent(test: SelfTest): Promise<string> {
  const { emails, names } = test;
  const { ms, result } = await withRemedy(
    until("the message is counted", test, async () => {
      const { sent } = await emails.bounces({ username: names.credential, days: "1" });
      return sent > 0 ? { done: sent } : { yet: "0 counted" };
    }),
  );
  return `${result} after ${seconds(ms)}`;
}

async function recorded(test: SelfTest, outcome: "bounce" | "complaint"): Promise<string> {
  const { facts, measured } = test;
  const { id, at } = facts.sent[outcome] ?? { id: "", at: NaN };
  await waitForEvent(test, outcome, id);
  const ms = performance.now() - at;
  const text = `A ${outcome} of the mailbox simulator is recorded within ${seconds(ms)} after the message was accepted.`;
  measured.push({ name: `${outcome}_recorded_seconds`, text, value: round(ms) });
  return `message ${id} within ${seconds(ms)}`;
}

/** Waits until the event of a message is recorded for our login. */
async function waitForEvent(test: SelfTest, kind: "bounce" | "complaint", messageId: string) {
  const { emails, names } = test;
  return withRemedy(
    until(`the ${kind} of message ${messageId} is recorded`, test, async () => {
      const query = { username: names.credential, days: "1", limit: "50" };
      const events =
        kind === "bounce"
          ? (await emails.bounces(query)).recent_bounces
          : (await emails.complaints(query)).recent_complaints;
      const found = events.some(event => event.message_id === messageId);
      return found ? { done: true } : { yet: `${events.length} others for ${names.credential}` };
    }),
  );
}

async function withRemedy<Result>(waiting: Promise<Result>): Promise<Result> {
  return waiting.catch((error: unknown) => {
    throw error instanceof StepFailed ? new StepFailed(error.message, EVENTS_REMEDY) : error;
  });
}

async function readSuppressions(test: SelfTest): Promise<string> {
  const { emails, names } = test;
  const wanted = [names.bounce, names.complaint];
  await withRemedy(
    until("both addresses are suppressed", test, async () => {
      const listed = new Set((await emails.suppressions({})).map(({ email }) => email));
      const missing = wanted.filter(address => !listed.has(suppressionKey(address)));
      return missing.length === 0 ? { done: true } : { yet: `${missing.join(", ")} missing` };
    }),
  );
  for (const address of wanted) test.awaited.delete(address);
  // As an application has it: the mailer refuses before it connects.
  const list = { find: async () => wanted.map(address => ({ address, reason: "bounce" })) };
  const refusal = await screen(wanted, { list, whenUnavailable: "refuse" }).catch((error: unknown) => error);
  if (!(refusal instanceof MailerError) || refusal.code !== "suppressed")
    throw new StepFailed("the mailer would send to suppressed addresses");
  return wanted.join(", ");
}

async function sendFromSubdomain(test: SelfTest): Promise<string> {
  const { names, measured, mail } = test;
  const from = subdomainSenderOf(test);
  test.awaited.add(names.subdomainBounce);
  const reply = await mail.once(requireLogin(test), {
    ...{ from, to: names.subdomainBounce, subject: "self-test subdomain" },
  });
  const measure = (value: string, text: string) =>
    measured.push({ name: "subdomain_default_set", text, value });
  if (reply.kind !== "accepted") {
    test.awaited.delete(names.subdomainBounce);
    measure("refused", `SES refuses mail from a subdomain of a verified domain: ${reply.text}`);
    return `SES refuses it: ${reply.text}`;
  }
  await waitForEvent(test, "bounce", reply.messageId).catch((error: unknown) => {
    if (error instanceof StepFailed)
      measure("none", "Mail from a subdomain is sent without the domain's default configuration set.");
    throw error;
  });
  measure("the domain's", "Mail from a subdomain is sent with its domain's default configuration set.");
  return `${from}, with the default configuration set of ${test.domain}`;
}
