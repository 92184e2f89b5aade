/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import { getContext } from "hono/context-storage";
import type { PropsWithChildren } from "hono/jsx";
import { Badge, Notice } from "./components";
import type { ConsoleContext } from "./context";
import type { ConsoleEnv } from "./environment";
import { NAVIGATION } from "./navigation";
import { keepPeriod } from "./period";

export * from "./components";

/**
 * A whole page, with what happened before it.
 *
 * @param title also its one heading of the first level
 * @param current the navigation's entry that it belongs to
 */
export function Layout({
  title,
  current,
  context,
  children,
}: PropsWithChildren<{ title: string; current: string; context: ConsoleContext }>) {
  const notices = getContext<ConsoleEnv>().var.session.notices.splice(0);
  const entries = NAVIGATION.filter(({ sandboxOnly }) => !sandboxOnly || context.sandbox !== undefined);
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · ses-smtp`}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/assets/console.css" />
        <script type="module" src="/assets/console.js"></script>
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to the content
        </a>
        <header>
          <a class="brand" href={keepPeriod("/overview")}>
            ses-smtp
          </a>
          <p class="place">
            {context.sandbox === undefined ? context.api.endpoint.region : <Badge tone="warn">Sandbox</Badge>}
            {context.readOnly && (
              <>
                {" "}
                <Badge>Read-only</Badge>
              </>
            )}
          </p>
          <nav aria-label="Pages">
            <ul>
              {entries.map(entry => (
                <li>
                  <a
                    href={entry.name === "overview" ? keepPeriod("/overview") : `/${entry.name}`}
                    aria-current={entry.name === current ? "page" : undefined}
                  >
                    {entry.title}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        </header>
        <main id="main" tabindex={-1}>
          <h1>{title}</h1>
          {notices.map(({ tone, text }) => (
            <Notice tone={tone}>{text}</Notice>
          ))}
          {children}
        </main>
      </body>
    </html>
  );
}
