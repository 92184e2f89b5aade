import { PolicyPack } from "@pulumi/policy";
import { RunError } from "@pulumi/pulumi/errors";
import { DataError } from "./catalog/tsv";
import { ConfigError } from "./config/exceptions";
import { createPolicies, loadOptions, type PackOptions } from "./policies";

// Constructing the pack starts its server; everything else is plain functions, which tests call without one.
new PolicyPack("ses-smtp", {
  description: "No standing cost, nothing unclassified, no unneeded privilege.",
  enforcementLevel: "mandatory",
  policies: createPolicies(options(new Date().toISOString().slice(0, 10))),
});

/** The CLI prints a RunError without a stack trace: an error in a file names its own location. */
function options(today: string): PackOptions {
  try {
    return loadOptions(today);
  } catch (error) {
    throw error instanceof ConfigError || error instanceof DataError ? new RunError(error.message) : error;
  }
}
