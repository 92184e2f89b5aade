import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect } from "chai";
import { sheetHtml } from "../../cli/sheet/html";
import { sheetOf } from "../../cli/sheet/sheet";
import { chromium } from "../support/front-door/chromium";

const TIMEOUT_MS = 90_000;

describe("the printed set-up sheet", function () {
  this.timeout(4 * TIMEOUT_MS);
  let folder: string;
  let browser = "";

  before(async function () {
    browser = chromium() ?? "";
    if (browser === "") {
      console.log("      skipped: no Chromium on PATH (Debian and Ubuntu: apt install chromium)");
      this.skip();
    }
    folder = await mkdtemp(join(tmpdir(), "ses-smtp-sheet-"));
  });
  after(async () => {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  for (const paper of ["A4", "Letter"])
    for (const count of [1, 20, 200])
      it(`is one page of ${paper} with ${count} ${count === 1 ? "address" : "addresses"}`, async () => {
        expect(await pagesOf(page(count, "a-team-with-a-long-name@department.company.com"), paper)).to.equal(
          1,
        );
      });

  it("is one page with the longest addresses", async () => {
    expect(await pagesOf(page(20, `${"a".repeat(60)}@${"b".repeat(60)}.company.com`), "Letter")).to.equal(1);
  });

  /** The pages of a PDF are objects of the type Page: ISO 32000-1, 7.7.3.3. */
  async function pagesOf(html: string, paper: string): Promise<number> {
    const [file, pdf] = [join(folder, "sheet.html"), join(folder, "sheet.pdf")];
    await writeFile(file, html.replace("@page { ", `@page { size: ${paper}; `));
    await promisify(execFile)(
      browser,
      [
        ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"],
        ...["--disable-extensions", `--user-data-dir=${join(folder, "profile")}`, "--no-pdf-header-footer"],
        ...[`--print-to-pdf=${pdf}`, pathToFileURL(file).href],
      ],
      { timeout: TIMEOUT_MS },
    );
    return [...(await readFile(pdf, "latin1")).matchAll(/\/Type\s*\/Page(?!s)/g)].length;
  }
});

function page(count: number, address: string): string {
  const secret = {
    name: "jane",
    username: "AKIAIOSFODNN7EXAMPLE",
    status: "active",
    description: "Jane Doe, accounting; and the printers of the second floor",
    allowedFromAddresses: Array.from({ length: count }, (_, index) => `${index}${address}`),
    entityType: "smtp_credential" as const,
    smtpHost: "email-smtp.ap-southeast-2.amazonaws.com",
    changedOutsideApi: false,
    encryptedPassword: "",
    encryptionContext: {},
  };
  return sheetHtml(sheetOf(secret, "BMPPgbAHo+Vbze1Ud0/A5uNdXRwUXUZ+qOwphGJbl/cS", undefined));
}
