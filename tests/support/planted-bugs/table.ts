/** A mistake somebody could make in the reconciler: the text it would change, and what it would become. */
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

/** Each is caught by tests/support/histories; tests/handlers/reconciler/planted-bugs.test.ts holds that. */
export const PLANTED_BUGS: readonly PlantedBug[] = [
  bug(
    "CreateAccessKey is tried again blindly",
    "iam-users",
    ".send(new CreateAccessKeyCommand({ UserName: user }))",
    `.send(new CreateAccessKeyCommand({ UserName: user }))
      .catch(() => this.once.send(new CreateAccessKeyCommand({ UserName: user })))`,
  ),
  bug(
    "active is published before the login is proved",
    "plan",
    `    { kind: "prove", login: status === "active" ? "accepted" : "refused" },
    { kind: "publish", status },`,
    `    { kind: "publish", status },
    { kind: "prove", login: status === "active" ? "accepted" : "refused" },`,
  ),
  bug(
    "active is published before the secret is stored",
    "plan",
    `      { kind: "saveSecret" },
      ...proveAndPublish("active"),
      ...lookAgain(actual),`,
    `      { kind: "publish", status: "active" },
      { kind: "saveSecret" },
      ...lookAgain(actual),`,
  ),
  bug("the lease keeps nobody out", "reconcile", "const holder = randomUUID();", 'const holder = "anybody";'),
  bug(
    "the key of a disabled user stays active",
    "plan",
    "  return [...deny, ...keys.map(key => setKey(user, key.id, false))];",
    "  return keys.length > 2 ? [] : deny;",
  ),
  bug(
    "Deny is left out on disabling",
    "plan",
    "  return [...deny, ...keys.map(",
    "  return [...deny.slice(1), ...keys.map(",
  ),
  bug(
    "a publish does not look whether the record still asks for it",
    "store",
    "      ...Object.entries(change.known).map(([name, value]) => request.unchanged(name, value)),\n",
    "",
  ),
  bug(
    "a user that IAM hides is not looked for by the lease's trace",
    "memory",
    "    this.userName = trace.userName;\n",
    "",
  ),
  bug(
    "an abandoned lease raises no doubt",
    "memory",
    "this.doubtful = trace.abandoned;",
    "this.doubtful = false;",
  ),
  bug(
    "stale answers are taken at their word",
    "memory",
    "if (this.quietMs >= SETTLE_MS) return false;",
    "return false;",
  ),
  bug(
    "a key whose secret is lost is left on the user",
    "plan",
    "          ...tidyKeys(user.name, keysBut(user, stored.id), context),\n",
    "",
  ),
  bug(
    "the ciphertext is bound to nobody",
    "cipher",
    "username, smtpUsername })",
    'username: "", smtpUsername })',
  ),
  bug(
    "a user is taken for ours by its name alone",
    "iam-users",
    "      user.Path === userPath(this.rules.stack, username) &&\n",
    '      user.UserName !== undefined ||\n      user.Path === "" &&\n',
  ),
  bug(
    "the policy is widened to the whole domain",
    "policy",
    '"ses:FromAddress": [...new Set(patterns)].sort()',
    '"ses:FromAddress": [...new Set(patterns)].sort().map(pattern => pattern.replace(/^.*@/, "*@"))',
  ),
  bug(
    "a refused record leaves its user",
    "plan",
    "    : removeUsers(actual.users);\n  if (keepCredential",
    "    : [];\n  if (keepCredential",
  ),
  bug(
    "the password is logged",
    "apply",
    "    this.memory.held = ",
    '    this.run.log.info("made", { password: deriveSmtpPassword(key.secret, this.ports.region) });\n    this.memory.held = ',
  ),
  bug(
    "a stored secret that does not decrypt is believed",
    "observe",
    "storedKey: password === undefined ? undefined : hints.secret?.accessKeyId",
    "storedKey: hints.secret?.accessKeyId",
  ),
];
