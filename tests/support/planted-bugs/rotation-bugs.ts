import { bug, type PlantedBug } from "./planted-bug";

/** Mistakes in rotation, compromises, holds and ends of logins. */
export const ROTATION_BUGS: readonly PlantedBug[] = [
  bug(
    "the old key is deleted as soon as the new one is published",
    "plan/rotation",
    "return mayBeStale || !key.active ? [setKey(user, key.id, true)] : [];",
    'return mayBeStale || key.active ? [{ kind: "deleteKey", user: user.name, key: key.id }] : [];',
  ),
  bug(
    "a new login is published before it is verified",
    "steps/rotate",
    '  await verifyLogin(context, "accepted", login);\n',
    "",
  ),
  bug(
    "a rotation that failed leaves its key",
    "steps/rotate",
    "  if (unsavedKey !== undefined && unsavedKey.key !== key)\n",
    "  if (unsavedKey !== undefined && unsavedKey.key === key)\n",
  ),
  bug(
    "a rotation request is never recorded as done",
    "adapters/record-attributes",
    "{ rotated_for: rotate_requested_at }",
    "(rotate_requested_at ? {} : { rotated_for: rotate_requested_at })",
  ),
  bug(
    "a previous login stays off after a failure that has passed",
    "plan/rotation",
    "return mayBeStale || !key.active ? [setKey(user, key.id, true)] : [];",
    "return mayBeStale && key.active ? [setKey(user, key.id, true)] : [];",
  ),
  bug(
    "a grace period never ends",
    "plan/rotation",
    "  if (previous.until > context.now)",
    "  if (previous.until > 0)",
  ),
  bug(
    "the lease item forgets the key of a login that was overwritten",
    "lease/handover",
    "currentKey: item.current_key?.S,",
    "currentKey: undefined,",
  ),
  bug(
    "a compromised login gets a new key on the same user",
    "plan/plan",
    '  if (actual.compromised && desired.kind !== "absent") return planCompromised(actual);\n',
    "",
  ),
  bug(
    "a compromise is forgotten when its record is overwritten",
    "observe",
    "    await lease.record({ compromised: { BOOL: true } }); // even if the record is overwritten\n",
    "    state.compromised = false;\n",
  ),
  bug(
    "a hold does not stop a login",
    "record",
    '  if (hold?.kind === "suspended" && !stays)',
    '  if (hold?.kind === "suspended" && stays)',
  ),
  bug(
    "no wake-up is booked for the time in valid_until",
    "run-state",
    "    const later = [previous?.deleteAt ?? previous?.until, validUntil];",
    "    const later = [previous?.deleteAt ?? previous?.until, validUntil && undefined];",
  ),
];
