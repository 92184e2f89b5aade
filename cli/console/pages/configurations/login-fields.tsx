/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Credential } from "../../../api/credentials";
import { Field } from "../../layout";

/** One of the stack's logins. */
export function LoginSelect({ logins, value }: { logins: readonly Credential[]; value: string | undefined }) {
  return (
    <div class="field">
      <label for="field-credential">Personal login</label>
      <select id="field-credential" name="credential" required>
        <option value="">choose one</option>
        {logins.map(({ name, allowedFromAddresses: [first = ""] }) => (
          <option value={name} selected={name === value}>
            {first === "" ? name : `${name} (${first})`}
          </option>
        ))}
      </select>
      <p class="hint">
        The application follows its rotations, and its mail is attributed to it.{" "}
        {logins.length === 0 && <a href="/logins/~add">Add a login first</a>}
      </p>
    </div>
  );
}

/** A user name and a password of a server. @param isRequired false: both can be left empty */
export function LoginFields({
  provider,
  username = "",
  isRequired = false,
}: {
  provider: string;
  username?: string | undefined;
  isRequired?: boolean;
}) {
  return (
    <>
      <Field
        name="username"
        label="SMTP user name"
        hint={provider === "ses" ? "The access key ID that the password is for (AKIA…)" : ""}
        value={username}
        autocomplete="off"
        required={isRequired}
      />
      <Field
        name="password"
        label="SMTP password"
        type="password"
        hint="It is encrypted before it is stored, and never shown again."
        autocomplete="new-password"
        required={isRequired}
      />
    </>
  );
}
