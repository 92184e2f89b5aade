/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { ConsoleContext } from "../../context";
import { ActionForm, Field, Layout, Notice } from "../../layout";
import { inFormWords } from "../../text";
import { SettingFields } from "./settings-fields";

/** The form for a new login, again with what was filled in where it was refused. */
export function addForm(
  context: ConsoleContext,
  filled: Readonly<Record<string, string>> = {},
  problem = "",
) {
  return (
    <Layout title="Add a login" current="logins" context={context}>
      {problem && <Notice tone="bad">{inFormWords(problem)}</Notice>}
      <p>
        An IAM user with an access key is created for it, and within about twenty seconds the SMTP server
        accepts it. You can then show or print what a mail client needs.
      </p>
      <div class="card">
        <ActionForm action="/logins" context={context} label="Add the login" tone="primary">
          <Field
            name="name"
            label="Name"
            hint="Of the person or program, such as jane or billing: letters, digits and _+=.@-"
            value={filled.name ?? ""}
            autocomplete="off"
            required
          />
          <div class="field">
            <label for="field-from">Senders</label>
            <textarea id="field-from" name="from" aria-describedby="from-hint" spellcheck={false}>
              {filled.from ?? ""}
            </textarea>
            <p class="hint" id="from-hint">
              Addresses it may send from, one on each line: jane@example.com, or *@example.com for all of a
              domain. May be left empty if there is a mailbox below.
            </p>
          </div>
          <details class="more" open={Object.keys(filled).length > 2}>
            <summary>More settings</summary>
            <SettingFields filled={filled} />
          </details>
        </ActionForm>
      </div>
    </Layout>
  );
}
