import { expect } from "chai";

import { isAllowed } from "../../../sandbox/iam/policy-evaluation";
import { MULTIPLE_QUESTIONS } from "../../support/iam/multiple-value-questions";
import { OPERATOR_QUESTIONS } from "../../support/iam/operator-questions";
import { POLICY_QUESTIONS } from "../../support/iam/policy-questions";
import { BUCKET, documentOf, type Question } from "../../support/iam/questions";

const QUESTIONS: readonly Question[] = [...POLICY_QUESTIONS, ...OPERATOR_QUESTIONS, ...MULTIPLE_QUESTIONS];

describe("the policy evaluator answers as AWS documents", () => {
  it("at least 60 questions, each with its page and a sentence of its own", () => {
    expect(QUESTIONS.length).to.be.at.least(60);
    expect(new Set(QUESTIONS.map(({ says }) => says)).size).to.equal(QUESTIONS.length);
    for (const { page } of QUESTIONS) expect(page).to.match(/^https:\/\/docs\.aws\.amazon\.com\/IAM\//);
  });

  for (const { says, page, statements, boundary, version, action, resource, context, allowed } of QUESTIONS) {
    it(`${says} (${page.replace(/^.*\//, "")})`, () => {
      const request = {
        action: action ?? "s3:ListBucket",
        resource: resource ?? BUCKET,
        context: context ?? {},
      };
      const limit = boundary && documentOf(boundary);
      expect(isAllowed(request, [documentOf(statements, version)], limit)).to.equal(allowed);
    });
  }
});
