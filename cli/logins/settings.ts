import type { Credential, Credentials, Inputs } from "../api/credentials";
import { CommandError, UsageError } from "../shared/context";

/** A login's settings other than its addresses, as somebody wrote them. An empty value removes a setting. */
export interface SettingTexts {
  description?: string;
  ownerEmail?: string;
  mailbox?: string;
  validUntil?: string;
  rotationDays?: string;
  rotationGraceDays?: string;
}

export const SETTINGS = [
  "description",
  "ownerEmail",
  "mailbox",
  "validUntil",
  "rotationDays",
  "rotationGraceDays",
] as const satisfies readonly (keyof SettingTexts)[];

/** The given settings in the API's form. @throws UsageError for an invalid number */
export function inputsOf(texts: SettingTexts): Partial<Omit<Inputs, "allowedFromAddresses">> {
  const { description, ownerEmail, mailbox, validUntil, rotationDays, rotationGraceDays } = texts;
  return {
    ...(description !== undefined && { description }),
    ...(ownerEmail !== undefined && { ownerEmail }),
    ...(mailbox !== undefined && { mailbox }),
    ...(validUntil !== undefined && { validUntil }),
    ...(rotationDays !== undefined && { rotationDays: days("--rotation-days", rotationDays) }),
    ...(rotationGraceDays !== undefined && {
      rotationGraceDays: days("--rotation-grace-days", rotationGraceDays),
    }),
  };
}

function days(option: string, text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new UsageError(option, `${JSON.stringify(text)} is not a number of days`, "use one such as 90");
}

/** The change for the API: null removes. @throws UsageError for an invalid number */
export function settingsPatch(texts: SettingTexts): Record<string, unknown> {
  const given = Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== ""));
  const removed = SETTINGS.filter(setting => texts[setting] === "");
  return { ...inputsOf(given), ...Object.fromEntries(removed.map(setting => [setting, null])) };
}

/** @throws CommandError if the login is unknown, or with the API's reason */
export async function changeSettings(
  credentials: Credentials,
  name: string,
  patch: Record<string, unknown>,
): Promise<Credential> {
  const changed = await credentials.patch(name, patch, "*");
  if (changed !== undefined) return changed;
  throw new CommandError(
    `There is no credential ${JSON.stringify(name)}: list them with \`ses-smtp credential list\`, or create it with \`ses-smtp credential add\`.`,
  );
}

/** Whether the end that was set has passed. */
export function hasEnded({ validUntil }: Credential): boolean {
  return validUntil !== undefined && Date.parse(validUntil) <= Date.now();
}
