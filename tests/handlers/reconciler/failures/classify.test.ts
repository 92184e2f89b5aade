import { expect } from "chai";
import {
  classify,
  LoginNotVerified,
  RecordChanged,
  StaleView,
  transientFault,
} from "../../../../handlers/reconciler/failures/errors";
import { serviceError } from "../../../support/aws-model/errors";

const kinds: [error: unknown, kind: string][] = [
  [new StaleView(""), "stale"],
  [new RecordChanged(""), "stale"],
  [serviceError("NoSuchEntityException", ""), "stale"],
  [new LoginNotVerified(""), "exhausted"],
  [serviceError("LimitExceededException", ""), "permanent"],
  [serviceError("MalformedPolicyDocumentException", ""), "permanent"],
  [serviceError("DisabledException", ""), "permanent"],
  [serviceError("AccessDenied", ""), "denied"],
  [serviceError("AccessDeniedException", ""), "denied"],
  [serviceError("ThrottlingException", ""), "transient"],
  [serviceError("ServiceFailureException", ""), "transient"],
  [serviceError("DeleteConflictException", ""), "transient"],
  [serviceError("ConcurrentModificationException", ""), "transient"],
  [serviceError("TimeoutError", ""), "transient"],
  ["a string", "transient"],
];

describe("a fault", () => {
  for (const [error, kind] of kinds) {
    const name = error instanceof Error ? error.name : String(error);
    it(`${name} is ${kind}`, () => expect(classify(error).kind).to.equal(kind));
  }

  it("that is transient says that the record may be set to pending again", () => {
    expect(transientFault(serviceError("ThrottlingException", "Rate exceeded"))).to.deep.equal({
      code: "transient",
      message: 'gave up for now (ThrottlingException: Rate exceeded): set status to "pending" again',
    });
  });

  it("has a message of bounded length", () => {
    expect(transientFault(new Error("x".repeat(10_000))).message.length).to.be.lessThan(1_000);
  });
});
