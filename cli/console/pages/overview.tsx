/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { ConsoleContext } from "../context";
import { type ConsolePage, consolePage } from "../environment";
import { Layout } from "../layout";
import { page } from "../respond";

export function overviewPage(context: ConsoleContext): ConsolePage {
  return consolePage().get("/", c =>
    page(
      c,
      <Layout title="Overview" current="overview" context={context}>
        <p>Mail of the last days.</p>
      </Layout>,
    ),
  );
}
