import { visible } from "../../mailer/errors/visible";
import { clientSteps } from "./clients";
import { type Sheet, settingRows } from "./sheet";

/** So many addresses, and characters of them, fit on the page: one is up to 320 characters long. */
const MAX_SENDERS = 20;
const MAX_SENDER_CHARACTERS = 1_200;

/**
 * The sheet as a page that loads nothing, and that prints on one sheet of A4 or Letter: of a long list of addresses, it has
 * the first ones.
 */
export function sheetHtml(sheet: Sheet): string {
  const rows = settingRows({ ...sheet, allowedFromAddresses: listed(sheet.allowedFromAddresses) });
  const title = `Mail settings for ${sheet.name}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escape(title)}</title>
<style>
@page { margin: 12mm; }
:root { color-scheme: light dark; }
body { font: 10.5pt/1.35 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; background: Canvas; color: CanvasText; }
h1 { font-size: 1.4rem; margin: 0 0 .2rem; }
h2 { font-size: 1rem; margin: .9rem 0 .2rem; break-after: avoid; }
p, ol { margin: .2rem 0; }
ol { padding-left: 1.4rem; }
table { border-collapse: collapse; width: 100%; margin: .6rem 0; }
th, td { text-align: left; vertical-align: top; padding: .25rem .5rem; border: 1px solid GrayText; }
th { width: 9rem; font-weight: 600; }
td { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
.warning { margin: .6rem 0; padding: .4rem .6rem; border-left: 4px solid #d9480f; font-weight: 600; }
@media (max-width: 30rem) {
th, td { display: block; width: auto; }
th { border-bottom: 0; padding-bottom: 0; }
td { border-top: 0; }
}
@media print {
:root { color-scheme: light; }
body { margin: 0; max-width: none; padding: 0; font-size: 9pt; line-height: 1.3; }
.clients { columns: 2; column-gap: 8mm; }
section { break-inside: avoid; }
section:first-child h2 { margin-top: 0; }
}
</style>
</head>
<body>
<h1>${escape(title)}</h1>
<p class="warning">Whoever has this page can send with these addresses: keep it private, and destroy it once the client is set up.</p>
${sheet.description === "" ? "" : `<p>${escape(sheet.description)}</p>\n`}<table>
${rows
  .filter(([, value]) => value !== "")
  .map(([name, value]) => `<tr><th scope="row">${escape(name)}</th><td>${escape(value)}</td></tr>`)
  .join("\n")}
</table>
<div class="clients">
${clientSteps(sheet)
  .map(
    ({ client, steps }) =>
      `<section>\n<h2>${escape(client)}</h2>\n<ol>\n${steps.map(step => `<li>${escape(step)}</li>`).join("\n")}\n</ol>\n</section>`,
  )
  .join("\n")}
</div>
</body>
</html>
`;
}

function listed(addresses: readonly string[]): string[] {
  const shown: string[] = [];
  let characters = 0;
  for (const address of addresses) {
    characters += address.length;
    if (shown.length > 0 && (shown.length === MAX_SENDERS || characters > MAX_SENDER_CHARACTERS)) break;
    shown.push(address);
  }
  const left = addresses.length - shown.length;
  return left === 0 ? shown : [...shown, `and ${left} more`];
}

function escape(text: string): string {
  return visible(text).replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}
