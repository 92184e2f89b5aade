// Types are tsc's business; this file holds what tsc cannot: floating promises, and which folder may import which.
import js from "@eslint/js";
import tseslint from "typescript-eslint";

/** What each folder must not import, with the sentence the author of a violation reads. */
const directions = [
  {
    files: ["records/**"],
    forbidden: { "..*/**": "records imports nothing.", "@*/**": "records imports nothing." },
  },
  {
    files: ["handlers/**"],
    forbidden: {
      "@pulumi/*": "Handlers run in Lambda: keep Pulumi out of their bundle.",
      "**/{infra,cli,sandbox,policy-pack,cost,mailer,tests,bench}/**":
        "Handlers import handlers and records.",
    },
  },
  {
    files: ["infra/**"],
    forbidden: {
      "@pulumi/aws$": "Import @pulumi/aws/<module>: the index costs half a second at every start.",
      "@aws-sdk/*": "The program declares resources; SDK clients belong in handlers.",
      "**/{cli,sandbox,policy-pack,cost,mailer,tests,bench}/**": "infra imports records and handlers/shared.",
      "**/handlers/!(shared)/!(environment)":
        "infra knows a handler by its bundle and its environment.ts; share names through handlers/shared.",
    },
  },
  {
    files: ["mailer/**"],
    forbidden: {
      "@pulumi/*": "The mailer is imported by applications.",
      "**/{infra,handlers,cli,sandbox,policy-pack,cost,tests,bench}/**": "The mailer imports records only.",
    },
  },
  {
    files: ["cli/**"],
    forbidden: {
      "@pulumi/*": "The command must start at once.",
      "**/{infra,sandbox,policy-pack,cost,tests,bench}/**": "cli imports records, handlers and mailer.",
    },
  },
  {
    files: ["policy-pack/**"],
    forbidden: {
      "**/{records,infra,handlers,cli,sandbox,cost,mailer,tests,bench}/**": "The pack installs alone.",
    },
  },
  {
    files: ["cost/**"],
    forbidden: {
      "**/{infra,handlers,cli,mailer,tests,bench}/**":
        "The report reads the program as Pulumi registers it, and the pack's catalogue.",
    },
  },
  {
    files: ["sandbox/**"],
    forbidden: {
      "**/{tests,bench,cli,cost}/**":
        "The sandbox serves tests, benchmarks and the command, not the reverse.",
    },
  },
  {
    files: ["bench/**"],
    forbidden: { "**/tests/!(support)/**": "A suite is never imported; what both need is in tests/support." },
  },
  {
    files: ["tests/**"],
    forbidden: { "**/*.test": "A suite is never imported; what suites share is in tests/support." },
  },
];

/** A pattern that ends in `$` is the module itself, not what is below it. */
function restriction([pattern, message]) {
  return pattern.endsWith("$") ? { regex: `^${pattern}`, message } : { group: [pattern], message };
}

export default tseslint.config(
  { ignores: ["node_modules/**", "dist/**", "**/.bundle/**", ".sandbox/**"] },
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommendedTypeCheckedOnly, tseslint.configs.stylistic],
    languageOptions: { parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname } },
    rules: {
      "no-undef": "off",
      "no-unused-vars": "off",
      "max-lines": ["error", { max: 250, skipBlankLines: true }],
      "@typescript-eslint/no-unused-vars": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-require-imports": "off",
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
    },
  },
  {
    files: ["tests/**"],
    rules: {
      "no-restricted-properties": [
        "error",
        ...["describe", "it", "context"].map(object => ({ object, property: "only" })),
      ],
    },
  },
  ...directions.map(({ files, forbidden }) => ({
    files,
    rules: { "no-restricted-imports": ["error", { patterns: Object.entries(forbidden).map(restriction) }] },
  })),
  {
    files: ["**/*.js"],
    languageOptions: { globals: { require: "readonly", module: "readonly", process: "readonly" } },
  },
);
