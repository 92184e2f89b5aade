import type { Policies } from "@pulumi/policy";
import type { PackConfig } from "../../../policy-pack/config/pack-config";
import { createPolicies } from "../../../policy-pack/policies";
import { loadData } from "../../../policy-pack/rules";

/** The day the tests run on. */
export const TODAY = "2026-11-21";

export const data = loadData();

/** The pack's policies; with one name only that policy, so that a fixture shows what it is about. */
export function pack({ only, exceptions = {} }: { only?: string; exceptions?: PackConfig } = {}): Policies {
  const policies = createPolicies({ data, exceptions, today: TODAY });
  return only === undefined ? policies : policies.filter(({ name }) => name === only);
}
