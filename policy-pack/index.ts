import { PolicyPack } from "@pulumi/policy";
import { createPolicies, loadOptions } from "./policies";

// Building the pack starts its server; everything else is in plain functions, which tests call without one.
new PolicyPack("ses-smtp", {
  description: "Nothing that costs while idle, nothing unclassified, no privilege that is not needed.",
  enforcementLevel: "mandatory",
  policies: createPolicies(loadOptions(new Date().toISOString().slice(0, 10))),
});
