/**
 * `tsx tests/support/infra/record-layout.ts VERSION [INFRA]`: records what the program's stateful resources are, for
 * tests/infra/earlier-layouts.test.ts. To be run once for each version; INFRA is the infra/ of another checkout.
 */
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { format } from "prettier";
import { capture } from "../../../cost/capture";
import { readConfig } from "../../../cost/config";
import { type Layout, layoutOf } from "./layout";

const ROOT = join(__dirname, "..", "..", "..");

/** Settings that add stateful resources. */
const SETTINGS = {
  "ses-smtp:mailFromSubdomain": "mail",
  "ses-smtp:auditTrail": "true",
  "ses-smtp:alertEmails": '["ops@company.com"]',
};

async function record(version: string, infra: string): Promise<void> {
  const directory = resolve(infra);
  const registrations = await capture({
    directory,
    stack: "test",
    config: { ...readConfig([]), ...SETTINGS },
  });
  const program = `${version}, ${new Date().toISOString().slice(0, 10)}`;
  const layout: Layout = { program, settings: SETTINGS, resources: layoutOf(registrations) };
  const file = join(__dirname, "layouts", `${version}.json`);
  writeFileSync(file, await format(JSON.stringify(layout), { parser: "json", printWidth: 120 }));
}

const [version, infra = join(ROOT, "infra")] = process.argv.slice(2);
if (version === undefined) throw new Error("Usage: tsx tests/support/infra/record-layout.ts VERSION [INFRA]");
void record(version, infra);
