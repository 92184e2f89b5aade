import { PolicyPack } from "@pulumi/policy";
import { RunError } from "@pulumi/pulumi/errors";
import { DataError } from "./catalog/tsv";
import { ConfigError } from "./config/exceptions";
import { createPolicies, loadOptions, type PackOptions } from "./policies";

// Building the pack starts its server; everything else is in plain functions, which tests call without one.
new PolicyPack("ses-smtp", {
  description: "Nothing that costs while idle, nothing unclassified, no privilege that is not needed.",
  enforcementLevel: "mandatory",
  policies: createPolicies(options(new Date().toISOString().slice(0, 10))),
});

/** Of a RunError the CLI prints the message and no stack: a fault in a file says where it is itself. */
function options(today: string): PackOptions {
  try {
    return loadOptions(today);
  } catch (fault) {
    throw fault instanceof ConfigError || fault instanceof DataError ? new RunError(fault.message) : fault;
  }
}
