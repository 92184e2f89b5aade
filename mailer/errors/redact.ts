const BLANK = "[secret]";

/**
 * Blanks out a login's secrets in a text: servers have been seen to answer with the command they were given.
 *
 * @returns a function; the shapes are the password and what AUTH PLAIN and LOGIN make of it (RFC 4616)
 */
export function redactor(
  login: { username: string; password: string } | undefined,
): (text: string) => string {
  if (!login || login.password === "") return text => text;
  const base64 = (value: string) => Buffer.from(value).toString("base64");
  const secrets = [
    login.password,
    base64(login.password),
    base64(`\0${login.username}\0${login.password}`),
  ].sort((a, b) => b.length - a.length);
  return text => secrets.reduce((rest, secret) => rest.replaceAll(secret, BLANK), text);
}
