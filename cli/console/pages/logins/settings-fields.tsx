/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import { Field } from "../../layout";

/** The settings of a login other than its addresses. */
export function SettingFields({ filled }: { filled: Readonly<Record<string, string | number | undefined>> }) {
  const value = (name: string) => String(filled[name] ?? "");
  return (
    <div class="fields">
      <Field
        name="description"
        label="Description"
        hint="What the login is for"
        value={value("description")}
      />
      <Field
        name="ownerEmail"
        label="Owner"
        type="email"
        hint="Whom to tell before it ends, and about its bounces"
        value={value("ownerEmail")}
      />
      <Field
        name="mailbox"
        label="Mailbox"
        type="email"
        hint="It may also send from what receiving rules forward to this address"
        value={value("mailbox")}
      />
      <Field
        name="validUntil"
        label="Ends"
        hint="With a time zone, such as 2030-01-31T18:00:00Z; empty: never"
        value={value("validUntil")}
      />
      <Field
        name="rotationDays"
        label="Rotation in days"
        type="number"
        step="any"
        hint="The age at which its password is replaced; 0: never; empty: the stack's setting"
        value={value("rotationDays")}
      />
      <Field
        name="rotationGraceDays"
        label="Grace period in days"
        type="number"
        step="any"
        hint="How long the previous password works after that; empty: the stack's setting"
        value={value("rotationGraceDays")}
      />
    </div>
  );
}
