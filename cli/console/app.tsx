/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { contextStorage } from "hono/context-storage";
import { setCookie } from "hono/cookie";
import { belowPath } from "./access/base-path";
import { cookieName, guard, requireHost } from "./access/guard";
import { responseHeaders } from "./access/headers";
import type { Sessions } from "./access/sessions";
import { UsageError } from "../shared/context";
import type { ConsoleContext } from "./context";
import { type ConsoleEnv, consolePage } from "./environment";
import { Layout, Notice } from "./layout";
import { titleOf } from "./navigation";
import { isExpected } from "./outcome";
import { PAGES } from "./pages";
import { page } from "./respond";
import { servedAsset } from "./served-assets";
import { inFormWords } from "./text";

export interface AppOptions {
  port: number;
  /** The secret path that all pages are below, such as `/x7Gk…`. */
  base: string;
  sessions: Sessions;
  /** Called once a token was used. */
  onOpened: () => Promise<void>;
  /** Called with what no page expected. */
  onError: (error: unknown) => void;
}

/** Far more than any form has. */
const MAX_BODY_BYTES = 1024 * 1024;

/** Everything that the console answers. */
export function consoleApp(context: ConsoleContext, options: AppOptions): Hono<ConsoleEnv> {
  const { port, base, sessions } = options;
  const app = new Hono<ConsoleEnv>();
  app.use(responseHeaders, requireHost(port));
  app.get("/open", c => open(c, options));
  app.get(`${base}/opened`, c => c.html(openedPage(base)));
  app.use(
    `${base}/*`,
    bodyLimit({ maxSize: MAX_BODY_BYTES }),
    contextStorage(),
    belowPath(base),
    guard(sessions, port, context.readOnly),
  );
  app.use(`${base}/*`, forgetting(context));
  app.route(base, pages(context));
  app.notFound(c => c.text("Not found. Open the file that ses-smtp console printed.\n", 404));
  app.onError((error, c) => failed(error, c, context, options));
  return app;
}

/** After a change, everything is asked again. */
function forgetting({ cache }: ConsoleContext): MiddlewareHandler {
  return async (c, next) => {
    await next();
    if (c.req.method !== "GET" && c.req.method !== "HEAD") cache.clear();
  };
}

function pages(context: ConsoleContext) {
  const inner = consolePage();
  inner.get("/", c => c.redirect("/overview", 303));
  inner.get("/assets/:name", c => {
    const asset = servedAsset(c.req.param("name"));
    if (asset === undefined) return c.notFound();
    return c.body(asset.text, 200, { "content-type": asset.type });
  });
  for (const [name, create] of Object.entries(PAGES)) inner.route(`/${name}`, create(context));
  inner.all("/*", c =>
    page(
      c,
      <Layout title="Not found" current="" context={context}>
        <p>
          There is no such page. Go to the <a href="/overview">overview</a>.
        </p>
      </Layout>,
      404,
    ),
  );
  return inner;
}

/** Exchanges a token, which is useless from then on, for a cookie. */
async function open(c: Context<ConsoleEnv>, { port, base, sessions, onOpened }: AppOptions) {
  c.header("referrer-policy", "no-referrer");
  const session = c.req.method === "GET" ? sessions.redeem(c.req.query("token") ?? "") : undefined;
  if (session === undefined)
    return c.text(
      "This link was used before. Open the file that ses-smtp console printed: it has a new one.\n",
      403,
    );
  await onOpened();
  setCookie(c, cookieName(port), session.id, { httpOnly: true, sameSite: "Strict", path: `${base}/` });
  return c.redirect(`${base}/opened`, 303);
}

/**
 * A browser that comes from a file on disk comes from another site, and does not send a strict cookie along the redirects
 * from there. This page's own step onward is one within the site. It is below the secret path, and says nothing else.
 */
function openedPage(base: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="refresh" content="0;url=${base}/overview">
<link rel="icon" href="data:,">
<title>ses-smtp console</title>
<link rel="icon" href="data:,">
</head>
<body>
<main>
<h1>ses-smtp console</h1>
<p><a href="${base}/overview">Continue</a></p>
</main>
</body>
</html>
`;
}

/** What a command would print is shown as a page; anything else is a fault of ours. */
async function failed(
  error: unknown,
  c: Context<ConsoleEnv>,
  context: ConsoleContext,
  { onError }: AppOptions,
): Promise<Response> {
  if (!isExpected(error)) onError(error);
  const text = isExpected(error)
    ? error.message
    : "Something failed that should not: the terminal has the details.";
  if (c.get("session") === undefined) return c.text(`${text}\n`, 500);
  const current = c.req.path.split("/")[2] ?? "";
  const body = (
    <Layout title="That did not work" current={current} context={context}>
      <Notice tone="bad">{inFormWords(text)}</Notice>
      <p>
        {c.req.method === "GET" && !(error instanceof UsageError) ? (
          <a href="">Try again</a>
        ) : (
          "Go back and correct it"
        )}
        , or go to <a href={`/${current}`}>{titleOf(current)}</a>.
      </p>
    </Layout>
  );
  return page(c, body, error instanceof UsageError ? 400 : isExpected(error) ? 502 : 500);
}
