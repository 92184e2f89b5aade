/** A mistake somebody could make in the reconciler: the text to find, and what to replace it with. */
export interface PlantedBug {
  name: string;
  /** Below handlers/. */
  file: string;
  find: string;
  replace: string;
}

const bug = (name: string, file: string, find: string, replace: string): PlantedBug => ({
  name,
  file: `reconciler/${file}.ts`,
  find,
  replace,
});

/** tests/support/histories catches each of them; tests/handlers/reconciler/planted-bugs.test.ts checks that. */
export const PLANTED_BUGS: readonly PlantedBug[] = [
  bug(
    "CreateAccessKey is retried blindly",
    "adapters/iam-users",
    ".send(new CreateAccessKeyCommand({ UserName: user }))",
    `.send(new CreateAccessKeyCommand({ UserName: user }))
      .catch(() => this.iamWithoutRetries.send(new CreateAccessKeyCommand({ UserName: user })))`,
  ),
  bug(
    "active is published before the login is verified",
    "plan/users",
    `    { kind: "verifyLogin", login: status === "active" ? "accepted" : "refused" },
    { kind: "publish", status },`,
    `    { kind: "publish", status },
    { kind: "verifyLogin", login: status === "active" ? "accepted" : "refused" },`,
  ),
  bug(
    "active is published before the secret is stored",
    "plan/enable",
    `      { kind: "saveSecret" },
      ...verifyAndPublish("active"),
      ...lookForOrphans(actual),`,
    `      { kind: "publish", status: "active" },
      { kind: "saveSecret" },
      ...lookForOrphans(actual),`,
  ),
  bug(
    "the lease excludes nobody",
    "lease/acquire",
    "const holder = randomUUID();",
    'const holder = "anybody";',
  ),
  bug(
    "the key of a disabled user stays active",
    "plan/stop",
    "  return [...deny, ...keys.map(key => setKey(user, key.id, false))];",
    "  return keys.length > 2 ? [] : deny;",
  ),
  bug(
    "Deny is left out when disabling",
    "plan/stop",
    "  return [...deny, ...keys.map(",
    "  return [...deny.slice(1), ...keys.map(",
  ),
  bug(
    "publishing does not check whether the record still asks for it",
    "adapters/credential-store",
    "      ...Object.entries(change.known).map(([name, value]) => request.unchanged(name, value)),\n",
    "",
  ),
  bug(
    "a user that IAM hides is not looked up from the lease's handover",
    "run-state",
    "    this.userName = handover.userName;\n",
    "",
  ),
  bug(
    "an abandoned lease raises no suspicion of orphans",
    "run-state",
    "this.mayHaveOrphans = handover.abandoned;",
    "this.mayHaveOrphans = false;",
  ),
  bug(
    "stale answers are trusted",
    "run-state",
    "if (this.msSinceChange >= SETTLE_MS) return false;",
    "return false;",
  ),
  bug(
    "a key whose secret is lost is left on the user",
    "plan/enable",
    "          ...deleteUnusedKeys(user.name, keysExcept(user, stored.id), context),\n",
    "",
  ),
  bug(
    "the ciphertext is bound to nobody",
    "adapters/password-cipher",
    "username, smtpUsername })",
    'username: "", smtpUsername })',
  ),
  bug(
    "a user counts as ours by its name alone",
    "adapters/iam-users",
    "    return user.Path === userPath(this.rules.stack, username);",
    "    return user.UserName !== username;",
  ),
  bug(
    "a user whose tags or boundary somebody changed is not seen",
    "adapters/iam-users",
    "    const drift = this.driftOf(found.User, username);\n",
    "    const drift = this.driftOf(found.User, username);\n    if (drift.length > 0) return undefined;\n",
  ),
  bug(
    "a drifted user that keeps working is not put right",
    "plan/drift",
    "  if (user.drift.length === 0) return [];",
    "  if (user.drift.length < 3) return [];",
  ),
  bug(
    "what others added to a user is not removed with it",
    "adapters/iam-removal",
    "  const blockers = await removeAdded(iam, UserName, call);\n",
    "  const blockers = await removeAdded(iam, UserName, async () => undefined);\n",
  ),
  bug(
    "the policy is widened to the whole domain",
    "policy",
    '"ses:FromAddress": [...new Set(patterns)].sort()',
    '"ses:FromAddress": [...new Set(patterns)].sort().map(pattern => pattern.replace(/^.*@/, "*@"))',
  ),
  bug(
    "an invalid record leaves its user",
    "plan/stop",
    "    : removeUsers(actual.users);\n  if (keepCredential",
    "    : [];\n  if (keepCredential",
  ),
  bug(
    "the password is logged",
    "steps/key-steps",
    "  state.unsavedKey = ",
    '  context.run.log.info("created", { password: deriveSmtpPassword(key.secret, ports.region) });\n  state.unsavedKey = ',
  ),
  bug(
    "a stored secret that does not decrypt is trusted",
    "observe",
    "storedKey: password === undefined ? undefined : hints.secret?.accessKeyId",
    "storedKey: hints.secret?.accessKeyId",
  ),
];
