import { configurationError, type Issue, type MailerError } from "../mailer/errors/mailer-error";
import { ENDPOINT_OVERRIDE } from "../mailer/config/validate";

/** By which option of `ses-smtp config set` each key of a configuration is given. */
const OPTIONS: Readonly<Record<string, string>> = {
  provider: "--provider",
  region: "--region",
  host: "--host",
  port: "--port",
  secure: "--secure",
  "endpoint.host": "--host",
  "endpoint.port": "--port",
  "endpoint.secure": "--secure",
  fromEmail: "--from",
  fromName: "--from-name",
  username: "--username",
  smtpUsername: "--username",
  password: "stdin (the password)",
  smtpPassword: "stdin (the password)",
  credential: "--credential",
  configurationSet: "--configuration-set",
  "tls.ca": "--ca-file",
};

/**
 * The error's message, its faults named as they are mended here: by options, not by keys. What is no option, as a
 * variable of the environment, keeps its name.
 *
 * @param mend where the options belong, when to another command than this
 */
export function inOptions(error: MailerError, mend = ""): string {
  if (error.code !== "configuration" || !error.faults.some(({ key }) => key in OPTIONS)) return error.message;
  const [what = ""] = error.message.split(" cannot be used: ");
  return configurationError(what, error.faults.map(inOption)).message + mend;
}

function inOption({ key, message }: Issue): Issue {
  return {
    key: OPTIONS[key] ?? key,
    message: message.replace(ENDPOINT_OVERRIDE, "--host email-smtp.REGION.amazonaws.com --port 587"),
  };
}
