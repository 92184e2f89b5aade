import { type Issue, issueText } from "../validation/issue";

/** Content of a message that cannot be sent; not a failure of the server. */
export class ContentError extends Error {
  override readonly name = "ContentError";

  constructor(readonly issue: Issue) {
    super(`${issueText(issue)}.`);
  }
}
