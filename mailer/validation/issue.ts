/** One thing wrong with a configuration, an option or a message. */
export interface Issue {
  /** Which setting or field, such as `endpoint.port`, `SES_SMTP_ENDPOINT` or `attachments[0].path`. */
  key: string;
  /** What is wrong, such as `got 70000`. Never quotes a secret. */
  problem: string;
  /** What to do about it, such as `must be a port number from 1 to 65535`. */
  remedy: string;
}

/** @returns `key: problem: remedy`, without a period */
export function issueText({ key, problem, remedy }: Issue): string {
  return `${key}: ${problem}: ${remedy}`;
}

/** @returns all of them in one line, without a period */
export function issueTexts(issues: readonly Issue[]): string {
  return issues.map(issueText).join("; ");
}

/** @returns the text with a period, unless it ends with a question mark */
export function sentence(text: string): string {
  return text.endsWith("?") ? text : `${text}.`;
}
