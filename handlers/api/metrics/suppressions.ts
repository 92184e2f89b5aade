import type * as z from "zod/mini";
import { suppressionKey } from "../../../records/keys";
import type { EmailSuppression } from "../../email-events/models";
import type { Answer } from "../http/answer";
import { readBody } from "../http/body";
import { invalidRequest, Problem } from "../http/problem";
import { readQuery } from "../http/query";
import { readAddress } from "../../shared/email-address";
import type { MetricsContext } from "./context";
import { address, DELETE_PARAMETERS, SUPPRESSION_PARAMETERS } from "./parameters";
import { type removed, type suppression, suppressionBody, type suppressions } from "./schemas";

export async function listSuppressions({ event, emails }: MetricsContext): Promise<Answer> {
  const { reason, limit, offset, email } = readQuery(event, SUPPRESSION_PARAMETERS);
  const body: z.infer<typeof suppressions> =
    email === undefined
      ? await page({ limit, offset, ...(reason === undefined ? {} : { reason }) })
      : await entry(email);
  return { status: 200, body };

  async function page(query: Parameters<typeof emails.suppressions>[0]) {
    const { total, byReason, suppressions: entries } = await emails.suppressions(query);
    return { total, limit, offset, by_reason: byReason, suppressions: entries.map(shown) };
  }

  async function entry(of: string) {
    const [found, byReason] = await Promise.all([emails.suppression(of), emails.suppressionCounts()]);
    const entries = [found].filter(each => each !== undefined && (reason ?? each.reason) === each.reason);
    const shownEntries = entries.slice(offset, offset + limit).map(each => shown(each as EmailSuppression));
    return { total: entries.length, limit, offset, by_reason: byReason, suppressions: shownEntries };
  }
}

/** Adds an address by hand, or replaces its entry. */
export async function addSuppression({ event, emails, caller, now }: MetricsContext): Promise<Answer> {
  const { email, expires_at } = readBody(event, suppressionBody);
  const expiresAt = typeof expires_at === "string" ? new Date(expires_at) : undefined;
  if (expiresAt !== undefined && expiresAt <= now()) {
    const detail = `expires_at is ${JSON.stringify(expires_at)}, which has passed; use a time in the future.`;
    throw invalidRequest([{ detail, pointer: "#/expires_at" }]);
  }
  const added = await emails.add({
    address: email,
    reason: "manual",
    source: caller.userArn,
    ...(expiresAt === undefined ? {} : { expiresAt }),
  });
  return { status: 201, body: shown(added) };
}

/** By the path. */
export async function deleteSuppression(context: MetricsContext): Promise<Answer> {
  const given = context.event.pathParameters?.email ?? "";
  const email = readAddress(given);
  if (email !== undefined) return remove(email, context);
  const detail = `email is ${JSON.stringify(given.slice(0, 64))}; ${address.remedy}.`;
  throw invalidRequest([{ detail, parameter: "email" }]);
}

/** By `?email=`: an address may have characters that a path does not carry well. */
export async function deleteSuppressionByQuery(context: MetricsContext): Promise<Answer> {
  const { email } = readQuery(context.event, DELETE_PARAMETERS);
  if (email !== undefined) return remove(email, context);
  throw invalidRequest([{ detail: `email is missing; ${address.remedy}.`, parameter: "email" }]);
}

async function remove(email: string, { emails }: MetricsContext): Promise<Answer> {
  const entry = await emails.remove(email);
  if (entry === undefined)
    throw new Problem("not-suppressed", "This address is not on the stack's suppression list.");
  const body: z.infer<typeof removed> = {
    message:
      "Removed from the stack's suppression list. SES may still have the address on the account's list or its own; " +
      "`ses-smtp suppression list --email ADDRESS` shows that.",
    email: suppressionKey(email),
  };
  return { status: 200, body };
}

function shown({
  email,
  reason,
  source,
  created_at,
  expires_at,
}: EmailSuppression): z.infer<typeof suppression> {
  return {
    ...{ email, reason, source, created_at },
    expires_at: expires_at ?? null,
    is_permanent: expires_at === undefined,
  };
}
