/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { ConsoleContext } from "../context";
import { type ConsolePage, consolePage } from "../environment";
import { ActionForm, EmptyState, Field, Layout } from "../layout";
import { page, seeOther } from "../respond";

export function loginsPage(context: ConsoleContext): ConsolePage {
  return consolePage()
    .get("/", c =>
      page(
        c,
        <Layout title="Logins" current="logins" context={context}>
          <EmptyState title="No logins yet">
            <p>
              <a href="/logins/add">Add a login</a> for a person or a program.
            </p>
          </EmptyState>
        </Layout>,
      ),
    )
    .get("/add", c =>
      page(
        c,
        <Layout title="Add a login" current="logins" context={context}>
          <ActionForm action="/logins" context={context} label="Add the login" tone="primary">
            <Field name="name" label="Name" required />
          </ActionForm>
        </Layout>,
      ),
    )
    .post("/", c => seeOther(c, "/logins"));
}
