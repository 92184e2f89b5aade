import { marshall } from "@aws-sdk/util-dynamodb";
import type { SweepSettings, Swept } from "../../../handlers/record-dispatcher/sweep/find";
import { appliedDigest } from "../../../handlers/reconciler/digest";
import { toRecord } from "../../../handlers/reconciler/adapters/record-versions";
import { senderPolicy } from "../../../handlers/reconciler/policy";
import { requestOf } from "../../../handlers/reconciler/record";
import type { ObservedUser } from "../../../handlers/reconciler/types";

export const NOW = Date.parse("2026-11-26T12:00:00Z");
export const HOUR = 60 * 60_000;
export const DAY = 24 * HOUR;

export const SETTINGS: SweepSettings = {
  rules: { allowedFromDomains: ["company.com"], sendingResources: ["arn:one"] },
  rotation: { rotationDays: 0, graceDays: 7, maxGraceDays: 30 },
};

/** What a table and IAM hold of one username; a test breaks one part of it. */
export interface Plant {
  /** Undefined for no record. */
  record?: Record<string, unknown> | undefined;
  hold?: Record<string, unknown>;
  lease?: Record<string, unknown> | undefined;
  /** Undefined for no user. */
  user?: Partial<ObservedUser> | undefined;
  /** The digest of what was carried out, in place of that of the record. */
  applied?: string;
}

const KEY = "AKIAEXAMPLE000000001";
const ADDRESSES = (username: string) => [`${username}@company.com`];

/** A username whose login is as its record asks for. */
export function sound(username: string) {
  return {
    record: {
      status: "active",
      verified_status: "active",
      allowed_from_addresses: ADDRESSES(username),
      smtp_username: KEY,
      encrypted_password: "Y2lwaGVydGV4dA==",
      created_at: new Date(NOW - 30 * DAY).toISOString(),
    },
    lease: {
      current_key: KEY,
      expires_at: Math.floor((NOW + DAY) / 1000),
      released_by: "somebody",
      senders: ADDRESSES(username),
      senders_since: NOW - 30 * DAY,
    },
    user: {
      name: `ses-smtp-user-${username}-1790000000`,
      arn: "",
      createdAt: NOW - 30 * DAY,
      policy: senderPolicy(ADDRESSES(username), SETTINGS.rules.sendingResources),
      keys: [{ id: KEY, active: true, createdAt: NOW - 30 * DAY }],
      drift: [],
    },
  };
}

/** What a sweep would read, all users looked at. */
export function swept(plants: Readonly<Record<string, Plant>>): Swept {
  const all = Object.entries(plants);
  const records = all.flatMap(([username, { record, hold, applied }]) => {
    if (record === undefined) return [];
    const read = toRecord(username, marshall(record), hold && marshall(hold));
    const digest = appliedDigest(requestOf(read, SETTINGS.rules).digest, read.attributes);
    return [{ ...read, attributes: { ...read.attributes, applied: applied ?? digest } }];
  });
  const users = all.flatMap(([username, { user }]) =>
    user ? [{ username, user: user as ObservedUser }] : [],
  );
  return {
    records,
    leases: new Map(all.flatMap(([username, { lease }]) => (lease ? [[username, marshall(lease)]] : []))),
    users: users.map(({ username, user: { name, createdAt } }) => ({
      username,
      name,
      ours: name.startsWith(`ses-smtp-user-${username}-`),
      createdAt,
    })),
    inspected: users.filter(({ username, user: { name } }) => name.startsWith(`ses-smtp-user-${username}-`)),
  };
}
