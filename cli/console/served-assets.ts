import { readFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(__dirname, "assets");

/** Of one style sheet, by subject, in the order of the cascade. */
const STYLES = [
  "base",
  "frame",
  "parts",
  "tables",
  "forms",
  "lists",
  "findings",
  "charts",
  "message",
  "print",
];

interface AssetFiles {
  /** Its media type. */
  type: string;
  /** Joined when they are served. */
  files: readonly string[];
}

const ASSETS: Readonly<Record<string, AssetFiles>> = {
  "console.css": {
    type: "text/css; charset=utf-8",
    files: STYLES.map(name => `styles/${name}.css`),
  },
  "console.js": { type: "text/javascript; charset=utf-8", files: ["console.js"] },
};

/** What pages load below `/assets/`. @returns undefined if nothing has this name */
export function servedAsset(name: string): { type: string; text: string } | undefined {
  const asset = Object.hasOwn(ASSETS, name) ? ASSETS[name] : undefined;
  if (asset === undefined) return undefined;
  const texts = asset.files.map(file => readFileSync(join(FOLDER, file), "utf8"));
  return { type: asset.type, text: texts.join("\n") };
}
