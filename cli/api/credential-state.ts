import { visible } from "../../mailer/errors/visible";
import type { Credential } from "./credentials";

/** The verdict is on this request, not on one before it. A login that was disabled, or still works, can have one too. */
export function isRefused({ status, failure, changedBy }: Credential): boolean {
  if (failure?.at === undefined) return status === "failed";
  return failure.at > (changedBy?.at ?? "");
}

/** Its status, and the last result of a login attempt. */
export function stateOf({ status, verifiedStatus }: Credential): string {
  return verifiedStatus === undefined || verifiedStatus === status
    ? status
    : `${status} (login ${verifiedStatus})`;
}

export function failureText({ name, failure }: Credential): string {
  const { code = "unknown", message = "no reason given" } = failure ?? {};
  return visible(`${JSON.stringify(name)} failed (${code}): ${message}`);
}

/** The manager has written the record since the change, and refused nothing. */
export function isCarriedOut(credential: Credential): boolean {
  const { updatedAt = "", changedBy } = credential;
  return changedBy !== undefined && updatedAt > changedBy.at && !isRefused(credential);
}

/** Deny and inactive keys are in place, or a login attempt was refused. */
export function isStopped({ status, verifiedStatus = "" }: Credential): boolean {
  return status === "disabled" && ["denied", "disabled"].includes(verifiedStatus);
}

/** The manager copies the request that it has carried out. */
export function isRotated({ status, rotatedFor, rotateRequestedAt }: Credential): boolean {
  return rotatedFor === rotateRequestedAt && status === "active";
}
