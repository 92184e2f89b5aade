import { expect } from "chai";
import { LEASE_PK } from "../../../records/keys";
import { type Attributes, Stage } from "./stage";

export const JOHN = "john.doe";
export const PENDING = { status: "pending", allowed_from_addresses: ["a@company.com"] };
export const REQUEST = { rotate_requested_at: "2026-01-01T00:00:00Z" };

/** A login that has worked for some minutes, on a stack with its stream. */
export async function active(attributes: Attributes = {}): Promise<Stage> {
  const stage = new Stage();
  stage.model.dynamodb.onWrite = ({ key }) => {
    if (key.PK !== LEASE_PK) stage.model.time.after(300, () => void stage.invoke(JOHN));
  };
  stage.put(JOHN, { ...PENDING, ...attributes });
  await stage.pass(300_000);
  expect(stage.record(JOHN)).to.include({ status: "active" });
  return stage;
}

/** The keys of the one user, as `{id} active` or `{id} inactive`. */
export function keys(stage: Stage): string[] {
  const users = stage.users(JOHN);
  expect(users).to.have.length(1);
  return users[0]!.keys.map(({ id, active }) => `${id} ${active ? "active" : "inactive"}`);
}

export function login(stage: Stage): string {
  return String(stage.record(JOHN)?.smtp_username);
}

export function failure(stage: Stage): { code: string; message: string } | undefined {
  return stage.record(JOHN)?.failure as { code: string; message: string } | undefined;
}
