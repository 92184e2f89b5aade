const REDACTED = "[secret]";

/**
 * Redacts a login's secrets in a text: some servers echo the command they received.
 *
 * @returns a function; it redacts the password and its encodings in AUTH PLAIN and LOGIN (RFC 4616)
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
  return text => secrets.reduce((rest, secret) => rest.replaceAll(secret, REDACTED), text);
}
