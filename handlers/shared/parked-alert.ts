import { runbookLine } from "./runbooks";
import { readDlqMessage, usernameIn } from "./dlq-message";

/** What SNS publishes; by email, the subject is the email's. */
export interface Alert {
  /** ASCII, at most 100 characters: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html. */
  Subject: string;
  Message: string;
}

/**
 * What an operator is told about a parked message: the login, the reason, and the command to run. It repeats nothing of
 * a message that cannot be parsed.
 */
export function parkedAlert(body: string): Alert {
  const operation = readDlqMessage(parsed(body), "");
  if (operation === undefined)
    return {
      Subject: "ses-smtp: a message cannot be processed",
      Message:
        "A message in the queue of failed operations cannot be processed, and was moved to the parked queue. " +
        "`ses-smtp failures list` shows it; `ses-smtp failures discard` deletes such messages.\n\n" +
        runbookLine("parked-operations"),
    };
  const name = JSON.stringify(usernameIn(operation));
  const retries = operation.retryCount === 0 ? "" : ` after ${operation.retryCount} retries`;
  return {
    Subject: "ses-smtp: a login needs your attention",
    Message:
      `What the record of the login ${name} asks for could not be done${retries}, and will not be retried ` +
      `automatically.\n\nReason (${operation.errorType}): ${operation.errorMessage}\n\n` +
      "`ses-smtp failures list` shows this and other failed operations. When the cause is fixed, run " +
      `\`ses-smtp failures retry ${name}\`.\n\n${runbookLine("parked-operations")}`,
  };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
