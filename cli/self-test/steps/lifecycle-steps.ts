import { usersBelow } from "../../../handlers/reconciler/adapters/users-below";
import { userPath } from "../../../handlers/shared/iam-names";
import { tryLogin } from "../../../handlers/shared/smtp-login";
import { isRotated, isStopped } from "../../api/credential-state";
import { textOf } from "../mail";
import { removeSuppressions } from "../clean-up";
import { type SelfTest, type SelfTestStep, senderOf } from "../self-test";
import { StepFailed } from "../step";
import { seconds, until } from "../until";
import { currentLogin, requireLogin, round, waitForCredential } from "./credential-steps";

/** That a login is replaced, stopped and removed as asked, and how fast. */
export const LIFECYCLE_STEPS: readonly SelfTestStep[] = [
  {
    name: "rotate",
    proves: "a rotation gives a new password that works, and the old one keeps working",
    needs: ["login"],
    run: rotate,
  },
  {
    name: "disable",
    proves: "a disabled login is refused, and a session that is open cannot send",
    needs: ["login"],
    run: disable,
  },
  { name: "remove", proves: "a removed login leaves no IAM user", needs: ["create"], run: remove },
];

async function rotate(test: SelfTest): Promise<string> {
  const { credentials, names, smtp, facts, measured } = test;
  const old = requireLogin(test);
  await credentials.act(names.credential, "rotate");
  const { ms } = await waitForCredential(
    test,
    "the rotation is done",
    now => isRotated(now) && now.username !== old.username,
  );
  const login = await currentLogin(test);
  for (const [what, { username, password }] of [
    ["new", login],
    ["old", old],
  ] as const) {
    const answer = await tryLogin(smtp, username, password);
    if (answer.kind !== "accepted")
      throw new StepFailed(`the ${what} login is ${answer.kind} after the rotation`);
  }
  facts.login = login;
  measured.push({ name: "rotation_seconds", text: `A rotation takes ${seconds(ms)}.`, value: round(ms) });
  return `after ${seconds(ms)}; both logins work`;
}

async function disable(test: SelfTest): Promise<string> {
  const { credentials, names, smtp, mail, measured } = test;
  const { username, password } = requireLogin(test);
  const message = { from: senderOf(test), to: names.success, subject: "self-test disable" };
  const session = await mail.open({ username, password });
  try {
    await credentials.act(names.credential, "disable");
    const begin = performance.now();
    const { reply, ms: refusedMs } = await session.sendUntil(
      message,
      ({ kind }) => kind !== "accepted",
      test.maxMs,
    );
    if (reply.kind === "accepted")
      throw new StepFailed(`the open session still sends ${seconds(refusedMs)} after the change`);
    await waitForCredential(test, "the credential is disabled", isStopped);
    const ms = performance.now() - begin;
    await until("the login is refused", test, async () => {
      const { kind } = await tryLogin(smtp, username, password);
      return kind === "refused" ? { done: true } : { yet: `the login is ${kind}` };
    });
    measured.push({
      name: "disable_seconds",
      text: `A disabled credential is reported as stopped after ${seconds(ms)}.`,
      value: round(ms),
    });
    measured.push({
      name: "open_session_after_disable_seconds",
      text: `An open session of a disabled credential can send for at most ${seconds(refusedMs)}.`,
      value: round(refusedMs),
    });
    return `after ${seconds(ms)}; the open session after ${seconds(refusedMs)}: ${textOf(reply)}`;
  } finally {
    await session.close();
  }
}

/** Whatever else there is goes first: the sweep finds it by the record. */
async function remove(test: SelfTest): Promise<string> {
  const { credentials, names, aws, stack, measured, made } = test;
  await removeSuppressions(test);
  made.delete("suppressions");
  await credentials.remove(names.credential);
  const path = userPath(stack.smtpUsers.stack, names.credential);
  const { ms } = await until("the IAM user is gone", test, async () => {
    const [user] = await usersBelow(aws.iam, path);
    return user === undefined ? { done: true } : { yet: `${user.UserName} is there` };
  });
  made.delete("credential");
  const text = `A removed credential's IAM user is gone after ${seconds(ms)}.`;
  measured.push({ name: "remove_seconds", text, value: round(ms) });
  return `after ${seconds(ms)}`;
}
