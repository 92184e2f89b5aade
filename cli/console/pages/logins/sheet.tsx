/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import { rejection } from "../../../logins/rejected";
import { clientSteps } from "../../../sheet/clients";
import { type Sheet, settingRows } from "../../../sheet/sheet";
import type { EncryptedSecret } from "../../../api/credentials";
import type { ConsoleContext } from "../../context";
import { ActionForm, Field, Layout, Notice } from "../../layout";
import { pathOf } from "./actions";

/** The set-up sheet with the password: the answer to a POST, so that nothing but a click shows it. */
export function sheetPage(context: ConsoleContext, secret: EncryptedSecret, sheet: Sheet) {
  const rejected = rejection(secret);
  return (
    <Layout title={`Mail settings for ${sheet.name}`} current="logins" context={context}>
      {rejected && <Notice tone="warn">{rejected}</Notice>}
      <Notice tone="warn">
        Whoever has this can send with these addresses: keep it private, and destroy it once the client is set
        up.
      </Notice>
      {sheet.description && <p>{sheet.description}</p>}
      <dl class="facts">
        {settingRows(sheet)
          .filter(([, value]) => value !== "")
          .map(([name, value], index) => (
            <div>
              <dt>{name}</dt>
              <dd>
                <span class="mono" id={`setting-${index}`}>
                  {value}
                </span>{" "}
                <button
                  type="button"
                  class="small no-print"
                  data-copy={`setting-${index}`}
                  aria-label={`Copy ${name}`}
                  hidden
                >
                  Copy
                </button>
              </dd>
            </div>
          ))}
      </dl>
      <div class="actions no-print">
        <button type="button" class="primary" data-print hidden>
          Print
        </button>
        <a class="button" href={pathOf(secret)}>
          Done
        </a>
      </div>
      <div class="clients">
        {clientSteps(sheet).map(({ client, steps }) => (
          <section>
            <h2>{client}</h2>
            <ol>
              {steps.map(step => (
                <li>{step}</li>
              ))}
            </ol>
          </section>
        ))}
      </div>
      <section class="no-print">
        <h2>Save it as a file</h2>
        <ActionForm action={pathOf(secret, "/sheet-file")} context={context} label="Save">
          <Field
            name="file"
            label="File"
            hint="A new file on this machine that only you can read; it is one printable page with the password."
            value={`~/${sheet.name.replaceAll(/[^\w.-]/g, "_")}.html`}
            required
          />
        </ActionForm>
      </section>
    </Layout>
  );
}
