import { IamUsers } from "../../../handlers/reconciler/adapters/iam-users";
import { DENY_POLICY } from "../../../handlers/reconciler/policy";
import { userName } from "../../../handlers/shared/iam-names";
import { tryLogin } from "../../../handlers/shared/smtp-login";
import { deriveSmtpPassword } from "../../../handlers/shared/smtp-password";
import type { SmtpLogin } from "../../../mailer";
import { type MailSession, type Reply, textOf } from "../mail";
import { type SelfTest, type SelfTestStep, senderOf } from "../self-test";
import { StepFailed } from "../step";
import { seconds, until } from "../until";
import { round } from "./credential-steps";

/** How fast IAM's changes reach SMTP, with an IAM user of the self-test's own. */
export const KEY_STEPS: readonly SelfTestStep[] = [
  {
    name: "new-key",
    proves: "a new access key is accepted",
    needs: ["iam-user", "login"],
    measures: true,
    run: createKey,
  },
  {
    name: "deny-open-session",
    proves: "a Deny policy ends the sending of a session that is open",
    needs: ["new-key"],
    measures: true,
    run: denyOpenSession,
  },
  {
    name: "inactive-key",
    proves: "an inactive access key is refused",
    needs: ["new-key", "deny-open-session"],
    measures: true,
    run: deactivateKey,
  },
  {
    name: "deleted-key",
    proves: "a deleted access key is refused",
    needs: ["inactive-key"],
    measures: true,
    run: deleteKey,
  },
];

/** @throws Error if the step that creates it has not run, which a step that calls this must need */
export function requireKeyUser({ facts }: SelfTest) {
  if (facts.keyUser === undefined) throw new Error("The IAM user was not created.");
  return facts.keyUser;
}

function usersOf({ aws, stack: { smtpUsers } }: SelfTest): IamUsers {
  const { stack, boundaryArn } = smtpUsers;
  return new IamUsers(aws.iam, aws.iamWithoutRetries, { stack, boundaryArn });
}

async function createKey(test: SelfTest): Promise<string> {
  const { names, startedAt, made, facts, region } = test;
  const users = usersOf(test);
  const name = userName(names.keyUser, startedAt);
  made.add("key user");
  if ((await users.create(names.keyUser, name)) === undefined)
    throw new StepFailed(`the IAM user ${name} exists already`, "run it again");
  await users.putPolicy(name, facts.policy ?? "");
  const { id, secret } = await users.createKey(name);
  const login = { username: id, password: deriveSmtpPassword(secret, region) };
  const { ms } = await until("the new key is accepted", test, async () => loginIs(test, login, "accepted"));
  facts.keyUser = { name, keyId: id, login };
  const text = `A new access key is accepted after ${seconds(ms)}.`;
  test.measured.push({ name: "new_key_accepted_seconds", text, value: round(ms) });
  return `after ${seconds(ms)}`;
}

async function loginIs(test: SelfTest, { username, password }: SmtpLogin, wanted: "accepted" | "refused") {
  const answer = await tryLogin(test.smtp, username, password);
  if (answer.kind === wanted) return { done: true };
  return { yet: answer.kind === "unknown" ? answer.reason : `the login is ${answer.kind}` };
}

async function denyOpenSession(test: SelfTest): Promise<string> {
  const { name, login } = requireKeyUser(test);
  const users = usersOf(test);
  const session = await test.mail.open(login);
  try {
    const before = await session.send(probe(test));
    if (before.kind !== "accepted")
      throw new StepFailed(`SES refused the first message of a new session: ${textOf(before)}`);
    await users.putPolicy(name, DENY_POLICY);
    const { reply, ms } = await session.sendUntil(probe(test), isRejected, test.maxMs);
    if (isAccepted(reply)) throw new StepFailed(`it still sends ${seconds(ms)} after Deny`);
    const text = `An open session can send for at most ${seconds(ms)} after Deny (${reply.kind}).`;
    test.measured.push({ name: "open_session_after_deny_seconds", text, value: round(ms) });
    return `${seconds(ms)}: ${textOf(reply)}`;
  } finally {
    await session.close();
    await users.putPolicy(name, test.facts.policy ?? "");
  }
}

const isAccepted = ({ kind }: Reply) => kind === "accepted";
const isRejected = (reply: Reply) => !isAccepted(reply);

function probe(test: SelfTest) {
  return { from: senderOf(test), to: test.names.success, subject: "self-test session" };
}

async function deactivateKey(test: SelfTest): Promise<string> {
  const { name, keyId } = requireKeyUser(test);
  const users = usersOf(test);
  try {
    return await endKey(test, "inactive", () => users.setKey(name, keyId, false));
  } finally {
    await users.setKey(name, keyId, true);
  }
}

async function deleteKey(test: SelfTest): Promise<string> {
  const { name, keyId, login } = requireKeyUser(test);
  const { ms } = await until("the key is accepted again", test, async () => loginIs(test, login, "accepted"));
  const text = `A key that is made active again is accepted after ${seconds(ms)}.`;
  test.measured.push({ name: "reactivated_key_accepted_seconds", text, value: round(ms) });
  return endKey(test, "deleted", () => usersOf(test).deleteKey(name, keyId));
}

type KeyEnd = "inactive" | "deleted";

/** Measures how long the login is accepted after its key has ended, and whether a session that was open goes on. */
async function endKey(test: SelfTest, change: KeyEnd, end: () => Promise<unknown>): Promise<string> {
  const { login } = requireKeyUser(test);
  const session = await openWorking(test, login);
  try {
    const changedAt = performance.now();
    await end();
    const { ms } = await session.during(() =>
      until(`the ${change} key is refused`, test, async () => loginIs(test, login, "refused")),
    );
    const after = await session.send(probe(test));
    measureLogin(test, change, ms);
    measureSession(test, change, after, performance.now() - changedAt);
    return `after ${seconds(ms)}; an open session: ${textOf(after)}`;
  } finally {
    await session.close();
  }
}

/** A session in which the policy, which was just restored, allows to send. */
async function openWorking(test: SelfTest, login: SmtpLogin): Promise<MailSession> {
  const session = await test.mail.open(login);
  const { reply } = await session.sendUntil(probe(test), isAccepted, test.maxMs);
  if (isAccepted(reply)) return session;
  await session.close();
  throw new StepFailed(`SES refuses mail though the policy allows it again: ${textOf(reply)}`);
}

function measureLogin(test: SelfTest, change: KeyEnd, ms: number): void {
  test.measured.push({
    name: `${change}_key_accepted_seconds`,
    text: `A key that is ${change === "deleted" ? "deleted" : "made inactive"} is still accepted for ${seconds(ms)}.`,
    value: round(ms),
  });
}

function measureSession(test: SelfTest, change: KeyEnd, reply: Reply, ms: number): void {
  const goesOn = isAccepted(reply);
  test.measured.push({
    name: `open_session_after_key_${change}`,
    text: goesOn
      ? `An open session still sends ${seconds(ms)} after its key was ${change === "deleted" ? "deleted" : "made inactive"}: only Deny ends it.`
      : `An open session ends with its key (${change}).`,
    value: goesOn ? "goes on" : "ends",
  });
}
