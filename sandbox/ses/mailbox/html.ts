const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export function escape(text: string): string {
  return text.replace(/[&<>"']/g, character => ENTITIES[character] ?? character);
}

/** An address as HTML. A long one breaks at its `@` first. */
export function address(text: string): string {
  return escape(text).replace(/@(?=[^@]*$)/, "<wbr>@");
}

export function time(date: Date): string {
  return `${date.toISOString().replace("T", " ").slice(0, 19)} UTC`;
}

/** A whole page. @param body HTML */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>
  :root { color-scheme: light dark; }
  body { max-width: 75rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; }
  h1 { overflow-wrap: anywhere; }
  table { width: 100%; border-collapse: collapse; }
  th, td { padding: 0.4rem 0.6rem; border-bottom: 1px solid #8888; text-align: left; vertical-align: top; white-space: nowrap; }
  td.long { max-width: 18rem; white-space: normal; overflow-wrap: break-word; }
  td.detail { white-space: normal; overflow-wrap: anywhere; }
  td small { display: block; overflow-wrap: anywhere; }
  .reply td { padding-top: 0; white-space: normal; overflow-wrap: anywhere; font-size: 0.9rem; }
  tr:has(+ .reply), tr:has(+ .reply) td { border-bottom: 0; }
  .good { color: light-dark(#1a6b2a, #7fd48f); }
  .bad { color: light-dark(#a8201a, #ff9a90); }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 1rem; }
  dd { margin: 0; overflow-wrap: anywhere; }
  pre, iframe { width: 100%; box-sizing: border-box; border: 1px solid #8888; }
  pre { padding: 1rem; white-space: pre-wrap; overflow-wrap: anywhere; }
  iframe { height: 30rem; color-scheme: light; background: #fff; } /* mail is written for a white page */
  @media (max-width: 70rem) {
    thead { display: none; }
    tr { display: block; padding: 0.5rem 0; border-bottom: 1px solid #8888; }
    td, td.long, .reply td { display: block; max-width: none; padding: 0; border: 0; white-space: normal; overflow-wrap: anywhere; }
    td::before { content: attr(data-name) ": "; }
  }
</style>
<body>
${body}
</body>
</html>
`;
}
