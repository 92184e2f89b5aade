import { namesFrom } from "../../mailer/config/names";
import type { Issue } from "../../mailer/validation/issue";

/** The option of `ses-smtp config set` for each key of a configuration. */
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

/** Issues of a stored configuration name the options that fix them. */
export const OPTION_NAMES = namesFrom(OPTIONS, {
  setLogin: "run `ses-smtp config migrate NAME --username …`",
  setEndpoint: "use --host email-smtp.REGION.amazonaws.com --port 587",
});

const NAMES = new Set(Object.values(OPTIONS));

/** Whether an option of `ses-smtp config set` fixes it; a variable of the environment, for one, does not. */
export function isFixedByOption({ key }: Issue): boolean {
  return NAMES.has(key);
}
