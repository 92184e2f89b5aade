import { GetUserCommand, GetUserPolicyCommand } from "@aws-sdk/client-iam";
import { canonicalPolicy, senderPolicy } from "../../../handlers/reconciler/policy";
import { USER_POLICY_NAME, userPath } from "../../../handlers/shared/iam-names";
import { tryLogin } from "../../../handlers/shared/smtp-login";
import { selfTestDescription } from "../../../records/self-test";
import { failureText, isRefused, stateOf } from "../../api/credential-state";
import type { Credential } from "../../api/credentials";
import { decryptPassword } from "../../api/decrypt";
import { type SelfTest, type SelfTestStep, senderOf, subdomainSenderOf } from "../self-test";
import { StepFailed } from "../step";
import { seconds, until } from "../until";

/** That a login can be made, works, and may do exactly what its record says. */
export const CREDENTIAL_STEPS: readonly SelfTestStep[] = [
  {
    name: "create",
    proves: "the API creates a credential",
    needs: ["api", "stream", "functions", "kms-key", "identity"],
    run: create,
  },
  { name: "active", proves: "the credential becomes active", needs: ["create"], run: becomeActive },
  { name: "secret", proves: "its password can be read and decrypted", needs: ["active"], run: readSecret },
  { name: "login", proves: "SES accepts the login", needs: ["secret"], run: logIn },
  {
    name: "iam-user",
    proves: "its IAM user has our path, tags, boundary and exactly one policy",
    needs: ["active"],
    run: readUser,
  },
];

async function create(test: SelfTest): Promise<string> {
  const { names, credentials, startedAt } = test;
  test.made.add("credential");
  const created = await credentials.create(names.credential, {
    allowedFromAddresses: [senderOf(test), subdomainSenderOf(test)],
    description: selfTestDescription(startedAt),
    rotationDays: 0,
    rotationGraceDays: 1,
  });
  if (created === undefined) throw new StepFailed(`${names.credential} exists already`, "run it again");
  return names.credential;
}

async function becomeActive(test: SelfTest): Promise<string> {
  const { result, ms } = await waitForCredential(test, "the credential is active", isActive);
  const { iamUserArn = "" } = result;
  test.facts.userName = iamUserArn.split("/").at(-1) ?? "";
  const text = `A new credential is active after ${seconds(ms)}.`;
  test.measured.push({ name: "credential_active_seconds", text, value: round(ms) });
  return `after ${seconds(ms)}`;
}

function isActive({ status }: Credential): boolean {
  return status === "active";
}

/** Waits until the record says so. @throws StepFailed with the manager's verdict */
export async function waitForCredential(
  test: SelfTest,
  what: string,
  isReached: (credential: Credential) => boolean,
): Promise<{ result: Credential; ms: number }> {
  return until(what, test, async () => {
    const { credential } = await test.credentials.show(test.names.credential);
    if (isReached(credential)) return { done: credential };
    if (isRefused(credential)) throw new StepFailed(failureText(credential));
    return { yet: `it is ${stateOf(credential)}` };
  });
}

async function readSecret(test: SelfTest): Promise<string> {
  test.facts.login = await currentLogin(test);
  return test.facts.login.username;
}

/** The login that the record has now. */
export async function currentLogin({ credentials, names, region }: SelfTest) {
  const secret = await credentials.secret(names.credential);
  return { username: secret.username, password: await decryptPassword(secret, region) };
}

async function logIn(test: SelfTest): Promise<string> {
  const { username, password } = requireLogin(test);
  const answer = await tryLogin(test.smtp, username, password);
  if (answer.kind === "accepted") return `${test.smtp.host}:${test.smtp.port} answered 235`;
  throw new StepFailed(
    answer.kind === "refused" ? "SES answered 535" : `no answer to the login: ${answer.reason}`,
    "check the network to the SMTP endpoint; the manager could log in from Lambda",
  );
}

async function readUser(test: SelfTest): Promise<string> {
  const { aws, facts, names, stack } = test;
  const UserName = facts.userName ?? "";
  const { User } = await aws.iam.send(new GetUserCommand({ UserName }));
  const path = userPath(stack.smtpUsers.stack, names.credential);
  if (User?.Path !== path) throw new StepFailed(`${UserName} is at ${User?.Path}, not at ${path}`);
  const boundary = User.PermissionsBoundary?.PermissionsBoundaryArn;
  if (boundary !== stack.smtpUsers.boundaryArn)
    throw new StepFailed(`the boundary of ${UserName} is ${boundary ?? "missing"}`, "ses-smtp repair");
  const { PolicyDocument = "" } = await aws.iam.send(
    new GetUserPolicyCommand({ UserName, PolicyName: USER_POLICY_NAME }),
  );
  const policy = canonicalPolicy(PolicyDocument);
  facts.policy = policy;
  const expected = senderPolicy([senderOf(test), subdomainSenderOf(test)], stack.smtpUsers.sendingResources);
  if (policy !== expected)
    throw new StepFailed(`the policy of ${UserName} is ${policy}, not ${expected}`, "ses-smtp repair");
  return `${UserName}, ${stack.smtpUsers.sendingResources.length} resources`;
}

/** @throws Error if the step that reads it has not run, which a step that calls this must need */
export function requireLogin({ facts }: SelfTest) {
  if (facts.login === undefined) throw new Error("The login was not read.");
  return facts.login;
}

/** Seconds with one decimal. */
export function round(ms: number): number {
  return Math.round(ms / 100) / 10;
}
