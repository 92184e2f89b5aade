/** Texts in which no secret may be, by the name of the place. */
export type Places = Readonly<Record<string, string>>;

/** A secret that was found somewhere: where, and in which form. Never the secret itself. */
export interface Leak {
  place: string;
  form: string;
}

/** The forms in which text tends to be passed on. */
const FORMS: Readonly<Record<string, (secret: string) => string>> = {
  plain: secret => secret,
  base64: secret => withoutEnd(Buffer.from(secret).toString("base64")),
  base64url: secret => withoutEnd(Buffer.from(secret).toString("base64url")),
  hex: secret => Buffer.from(secret).toString("hex"),
  "URL-encoded": secret => encodeURIComponent(secret),
  "JSON-escaped": secret => JSON.stringify(secret).slice(1, -1).replaceAll("/", "\\/"),
};

/** Every occurrence of these secrets, whatever the case of hexadecimal digits. */
export function leaksIn(places: Places, secrets: readonly string[]): Leak[] {
  return Object.entries(places).flatMap(([place, text]) =>
    Object.entries(FORMS).flatMap(([form, written]) => {
      const isThere = secrets.some(secret =>
        form === "hex" ? text.toLowerCase().includes(written(secret)) : text.includes(written(secret)),
      );
      return isThere ? [{ place, form }] : [];
    }),
  );
}

/** The last group of base64 depends on what follows the secret. */
function withoutEnd(base64: string): string {
  return base64.replace(/=+$/, "").slice(0, -1);
}
