import { getRegion } from "@pulumi/aws/getRegion";
import type { Settings } from "../settings";
import { invalidSettings } from "../settings/issue";
import { findEventKey, type EventKey } from "./event-key";
import { findIdentities, type ExistingIdentity } from "./identities";
import { findTable, type ExistingTable } from "./table";

/** What the settings name and the stack does not manage, as it is before anything is declared. */
export interface Existing {
  /** Only with `tableName`. */
  table?: ExistingTable;
  /** Of each domain, with `identity: existing`; else empty. */
  identities: ExistingIdentity[];
  eventKey: EventKey;
}

export type { EventKey };

/** @throws RunError with everything that is missing or does not fit, at once */
export async function findExisting(settings: Settings, stack: string): Promise<Existing> {
  const { tableName, identity, kmsKeyArn } = settings;
  const [lookedUp, { identities, issues }, eventKey] = await Promise.all([
    tableName === undefined ? undefined : findTable(tableName),
    identity === "existing" ? findIdentities(settings, stack) : { identities: [], issues: [] },
    findEventKey(kmsKeyArn, stack),
  ]);
  const { table, issue } = { table: undefined, issue: undefined, ...lookedUp };
  const all = [...(issue === undefined ? [] : [issue]), ...issues];
  if (all.length > 0) throw invalidSettings(all);
  return { identities, eventKey, ...(table === undefined ? {} : { table }) };
}

/**
 * The stack's region, which need not be a setting: the provider also takes it from the environment or a profile.
 * @returns undefined if there is none, which the provider reports when it is used
 */
export async function stackRegion(config: Readonly<Record<string, string>>): Promise<string | undefined> {
  const configured = config["aws:region"];
  if (configured !== undefined) return configured;
  return getRegion().then(
    ({ region }) => region,
    () => undefined,
  );
}
