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

/** A scenario or a random history catches each of them; tests/handlers/reconciler/planted-bugs.test.ts checks that. */
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
    publish(status, failure, replaced),`,
    `    publish(status, failure, replaced),
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
  bug("the lease excludes nobody", "reconcile", "const holder = randomUUID();", 'const holder = "anybody";'),
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
    "adapters/record-table",
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
    "lease/handover",
    "abandoned: item.holder !== undefined",
    "abandoned: false",
  ),
  bug(
    "stale answers are trusted",
    "run-state",
    "return this.msSinceChange(now) < SETTLE_MS;",
    "return now < 0;",
  ),
  bug(
    "a key whose secret is lost is left on the user",
    "plan/rotation",
    "  const removed = deleteUnusedKeys(user.name, keys.unknown, context);\n",
    "  const removed = deleteUnusedKeys(user.name, keys.unknown.slice(2), context);\n",
  ),
  bug(
    "the ciphertext is bound to nobody",
    "adapters/password-cipher",
    "username, smtpUsername })",
    'username: "", smtpUsername })',
  ),
  bug(
    "a user counts as ours by its name alone",
    "adapters/iam-reader",
    "    return user.Path === userPath(this.rules.stack, username);",
    "    return user.UserName !== username;",
  ),
  bug(
    "a user whose tags or boundary somebody changed is not seen",
    "adapters/iam-reader",
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
    "    : removeUsers(actual.users);\n  const hidden",
    "    : [];\n  const hidden",
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
    "const storedKey = password === undefined ? undefined : hints.secret?.accessKeyId;",
    "const storedKey = hints.secret?.accessKeyId;",
  ),
  bug(
    "a mark seen at a renewal is forgotten",
    "lease/lease",
    "    this.mark = { changedAt:",
    "    void { changedAt:",
  ),
  bug(
    "a lease is released although it is marked",
    "lease/lease",
    'this.seen === undefined ? "attribute_not_exists(dirty)" : "dirty = :seen"',
    'this.seen === undefined ? "attribute_exists(holder)" : "(dirty = :seen OR attribute_exists(dirty))"',
  ),
  bug(
    "whoever finds the lease held leaves without marking it",
    "lease/mark",
    "ADD dirty :one",
    "ADD visits :one",
  ),
  bug(
    "no wake-up is booked for a lease that was marked",
    "reconcile",
    "    await bookWakeUp(run, ports, heldUntil);\n",
    "",
  ),
  bug("the mark does not say that IAM was changed", "reconcile", "earlier?.wrote === true);", "false);"),
  bug(
    "a login is stopped only by whoever holds the lease",
    "reconcile",
    "      failed = await stopWithoutLease(run, ports, earlier);\n",
    "",
  ),
  bug(
    "KMS is asked before a login is stopped",
    "observe",
    "  if (stops) {\n",
    "  if (stops) {\n    await readSecret(run, ports, desired, hints, stops);\n",
  ),
  bug(
    "nobody looks again after a call that was not answered",
    "steps/step-context",
    "    if (mayHaveTakenEffect(error)) this.state.unanswered(this.ports.clock.now());\n",
    "",
  ),
  bug(
    "a failed record stays failed whatever its list",
    "record",
    "if (judged?.digest === digest) return",
    "if (judged) return",
  ),
  bug(
    "a failed record with another list is a request for a login, whatever was asked before",
    "record",
    '(judgedRequest(record)?.status ?? "failed")',
    '(judgedRequest(record) ? "pending" : "failed")',
  ),
  bug(
    "a status set to failed by hand is believed",
    "record",
    "    if (judged?.digest === digest) return",
    "    if (judged === undefined || judged.digest === digest) return",
  ),
  bug(
    "a throttled call is an error like any other",
    "failures/answered",
    "  return error instanceof Error && (THROTTLES",
    "  return error === undefined && (THROTTLES",
  ),
  bug(
    "a mistake in its list suspends a login that works",
    "plan/plan",
    "if (mistake && !works) return",
    "if (mistake) return",
  ),
  bug(
    "disabled is said to be proved without a refused login",
    "steps/publish-steps",
    'status === "active" || context.refused ? status : "denied"',
    "status",
  ),
  bug(
    "an event is left out although the record was changed",
    "adapters/own-writes",
    " && of === digestOf(record)",
    " && of !== undefined",
  ),
  bug(
    "an event is left out although the holder's lease has ended",
    "adapters/own-writes",
    "isHeldBy(lease, holder, now)",
    "lease.holder?.S === holder",
  ),
  bug(
    "a look at the lease never shows a mark",
    "lease/lease",
    "    this.seenAt = look.at;\n    this.notice(look.item);",
    "    this.seenAt = look.at;",
  ),
];
