/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import { MailboxClient } from "../../mailbox/client";
import { CommandError } from "../../shared/context";
import type { ConsoleContext } from "../context";
import { Filters, withQuery } from "../controls";
import { type ConsolePage, consolePage } from "../environment";
import { ConfirmForm, Field, Layout, Live } from "../layout";
import { page, seeOther } from "../respond";
import { type Listed, MailboxRows } from "./mailbox-rows";
import { MessageView, viewOf } from "./mailbox-message";

/** On this machine. */
const LIVE_MS = 2_000;

/** The messages that the sandbox's local SES accepted and refused. */
export function mailboxPage(context: ConsoleContext): ConsolePage {
  const client = () => {
    if (context.sandbox === undefined)
      throw new CommandError("There is no mailbox: only the sandbox has one. On AWS, see Activity.");
    return new MailboxClient(context.sandbox.messages, context.api.endpoint.region);
  };
  return (
    consolePage()
      .get("/", async c => {
        const q = c.req.query("q") ?? "";
        return page(c, <List {...{ context, q, listed: await client().list(q) }} />);
      })
      .get("/rows", async c => {
        const q = c.req.query("q") ?? "";
        return c.html(<MailboxRows {...{ q, listed: await client().list(q) }} />);
      })
      .post("/clear", async c => {
        await client().clear();
        return seeOther(c, "/mailbox", { tone: "good", text: "The mailbox is empty." });
      })
      .get("/:id", async c => {
        const message = await client().message(c.req.param("id"));
        if (message === undefined) return c.notFound();
        const view = viewOf(c.req.query("view")) ?? (message.html === undefined ? "text" : "html");
        const source = view === "source" ? await client().source(message.id) : undefined;
        const isPhone = c.req.query("width") === "phone";
        c.set("contentPolicy", "page-with-frame");
        return page(c, <MessageView {...{ context, message, view, isPhone, source }} />);
      })
      // Framed by the page above, in an origin of its own, and with nothing but its styles and its images.
      .get("/:id/html", async c => {
        const html = await client().html(c.req.param("id"));
        if (html === undefined) return c.notFound();
        c.set("contentPolicy", "message");
        return c.html(html);
      })
      .get("/:id/raw", async c => save(c.req.param("id"), "eml", await client().source(c.req.param("id"))))
      .get("/:id/attachments/:index{[0-9]+}", async c => {
        const { id, index } = c.req.param();
        const [message, content] = await Promise.all([
          client().message(id),
          client().attachment(id, Number(index)),
        ]);
        return save(
          message?.attachments[Number(index)]?.filename ?? `attachment-${index}`,
          undefined,
          content,
        );
      })
  );
}

/** Whatever it is: to be saved, never to be opened in the browser. */
function save(
  name: string,
  ending: string | undefined,
  content: Uint8Array<ArrayBuffer> | undefined,
): Response {
  if (content === undefined) return new Response("Not found.\n", { status: 404 });
  const file = encodeURIComponent(ending === undefined ? name : `${name}.${ending}`).replace(
    /['()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`, // RFC 8187
  );
  return new Response(content, {
    headers: {
      "content-type": "application/octet-stream",
      "content-disposition": `attachment; filename*=UTF-8''${file}`,
    },
  });
}

function List({ context, q, listed }: { context: ConsoleContext; q: string; listed: Listed }) {
  return (
    <Layout title="Mailbox" current="mailbox" context={context}>
      <Filters action="/mailbox">
        <Field name="q" label="Search" type="search" value={q} placeholder="address, subject or IAM user" />
      </Filters>
      <Live src={withQuery("/mailbox/rows", { q })} everyMs={LIVE_MS}>
        <MailboxRows {...{ q, listed }} />
      </Live>
      <ConfirmForm
        action="/mailbox/clear"
        context={context}
        label="Clear the mailbox"
        confirm="Clear it"
        tone="danger"
        what="All messages that this sandbox has kept are forgotten, those that were refused included. Events and counts stay."
      />
    </Layout>
  );
}
