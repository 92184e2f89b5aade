import { expect } from "chai";
import { FAILURES } from "../../../../handlers/reconciler/failures/catalogue";
import { classify, transientFailure } from "../../../../handlers/reconciler/failures/classify";
import {
  BoundaryMissing,
  InlinePolicyTooLarge,
  LoginNotVerified,
  LoginOutsidePath,
  RecordChanged,
  RemovalBlocked,
  StaleView,
  UnknownKmsKey,
  UserDrifted,
} from "../../../../handlers/reconciler/failures/errors";
import { serviceError } from "../../../support/aws-model/errors";

const kinds: [error: unknown, kind: string][] = [
  [new StaleView(""), "stale"],
  [new RecordChanged("john"), "stale"],
  [serviceError("NoSuchEntityException", ""), "stale"],
  [new LoginNotVerified("smtp.test", "it was refused"), "exhausted"],
  [new LoginOutsidePath("AKIA", "/p/"), "exhausted"],
  [new UnknownKmsKey("john"), "exhausted"],
  [new UserDrifted("u", "tags", "denied"), "denied"],
  [new BoundaryMissing("arn"), "permanent"],
  [new RemovalBlocked("u", ["the group admins"]), "permanent"],
  [new InlinePolicyTooLarge("u", 1_000, ["other"]), "permanent"],
  [serviceError("LimitExceededException", ""), "permanent"],
  [serviceError("MalformedPolicyDocumentException", ""), "permanent"],
  [serviceError("DisabledException", ""), "permanent"],
  [serviceError("AccessDenied", ""), "denied"],
  [serviceError("AccessDeniedException", ""), "denied"],
  [serviceError("ThrottlingException", ""), "throttled"],
  [serviceError("Throttling", ""), "throttled"],
  [serviceError("ServiceFailureException", ""), "transient"],
  [serviceError("DeleteConflictException", ""), "transient"],
  [serviceError("ConcurrentModificationException", ""), "transient"],
  [serviceError("TimeoutError", ""), "transient"],
  ["a string", "transient"],
];

describe("an error", () => {
  for (const [error, kind] of kinds) {
    const name = error instanceof Error ? error.name : String(error);
    // Proves D-unit-tests.3
    it(`${name} is ${kind}`, () => expect(classify(error).kind).to.equal(kind));
  }

  for (const said of ["Rate exceeded", "Rate exceeded.", " Rate\n exceeded. "]) {
    it(`that persists becomes a failure with its remedy as a sentence of its own: ${JSON.stringify(said)}`, () => {
      expect(transientFailure(serviceError("ThrottlingException", said))).to.deep.equal({
        code: "transient",
        message:
          'Gave up after retries (ThrottlingException: Rate exceeded). Set status to "pending" to try again.',
      });
    });

    it(`that is permanent has the catalogue's remedy as a sentence of its own: ${JSON.stringify(said)}`, () => {
      expect(classify(serviceError("LimitExceeded", said))).to.deep.equal({
        kind: "permanent",
        failure: {
          code: "quota_reached",
          message: `IAM refused the request: Rate exceeded. ${FAILURES.quota_reached.remedy}`,
        },
      });
    });
  }

  it("of KMS has a remedy that names the setting", () => {
    expect(classify(serviceError("DisabledException", "The key is disabled.")))
      .to.have.nested.property("failure.message")
      .that.matches(
        /^KMS rejected the request: The key is disabled\. Enable the key of kmsKeyArn or previousKmsKeyArns that/,
      );
  });

  it("of a policy that IAM does not store names the policies beside it, if it may list them", () => {
    const message = (others: string[] | undefined) => {
      const found = classify(new InlinePolicyTooLarge("u", 1_000, others));
      return found.kind === "permanent" ? found.failure.message : found.kind;
    };
    expect(message(["one", "two"])).to.include("Somebody gave it other inline policies: one, two. Delete");
    expect(message([])).to.include("It has no other inline policy.");
    expect(message(undefined)).to.include("which the manager may not list.");
  });

  it("leads to a message of bounded length", () => {
    expect(transientFailure(new Error("x".repeat(10_000))).message.length).to.be.lessThan(1_000);
    expect(JSON.stringify(classify(serviceError("AccessDenied", "x".repeat(10_000)))).length).to.be.lessThan(
      1_000,
    );
  });
});
