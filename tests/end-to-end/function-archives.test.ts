import type { SandboxReport } from "../../sandbox/shared/report";
import { expect } from "chai";
import { deployedFunctions, type DeployedFunction } from "../../sandbox/testkit/function-archive";
import { callWithEmptyEvent, expectHouseArchive } from "../support/sandbox/archives";
import { sharedSandbox } from "../support/sandbox/shared-sandbox";

/** What each function does with an event that asks for nothing. */
const ON_EMPTY_EVENT: Readonly<Record<string, unknown>> = {
  "smtp-api": {
    answer: {
      statusCode: 403,
      headers: {
        "x-correlation-id": "none",
        "cache-control": "no-store",
        "content-type": "application/problem+json",
      },
      body: JSON.stringify({
        type: "urn:problem-type:ses-smtp:unauthenticated",
        title: "The request is not signed",
        status: 403,
        detail: "Sign the request with AWS Signature Version 4.",
        correlationId: "none",
      }),
    },
  },
  "smtp-credential-manager": { error: "Invalid manager event: usernames must be a list of strings." },
  "smtp-dlq-processor": {
    error: "Invalid processor event: it must have Records, as SNS sends them, or drain.",
  },
  "smtp-email-validator": {
    error: "Invalid validator event: expected an event of EventBridge, messages, or examine.",
  },
  "smtp-feedback-recorder": {
    error: "Invalid recorder event: expected Records of SNS, an event of EventBridge, messages, or count.",
  },
  "smtp-record-dispatcher": { answer: { batchItemFailures: [] } },
};

describe("the deployed functions' archives", () => {
  let functions: DeployedFunction[];
  let report: SandboxReport;

  before(async () => {
    ({ report } = await sharedSandbox());
    functions = await deployedFunctions(report);
  });

  it("exist for every function", () => {
    expect(functions.map(nameOf).sort()).to.deep.equal(Object.keys(ON_EMPTY_EVENT));
  });

  it("contain only the entry point and the bundle, and are small", () => {
    functions.forEach(expectHouseArchive);
  });

  it("can be unzipped, loaded and invoked with an empty event, on the runtime's Node", async () => {
    for (const fn of functions) {
      expect(await callWithEmptyEvent(fn, report), nameOf(fn)).to.deep.equal(ON_EMPTY_EVENT[nameOf(fn)]);
    }
  });
});

function nameOf({ configuration }: DeployedFunction): string {
  return configuration.FunctionName?.replace(/-[0-9a-f]{7}$/, "") ?? "";
}
