// What the type check cannot find: floating promises, long files, names of bounds. Which folder may import which is in
// checks/imports.cjs, unused exports are found by checks/knip.json.
import js from "@eslint/js";
import tseslint from "typescript-eslint";

/** A bound is `MAX_…` (or `MIN_…`): one prefix, so that a reader finds them all. */
const otherBound = "/^(MOST|LONGEST|LARGEST|HIGHEST)_|_(LIMIT|LIMITS|MAX)$/";

export default tseslint.config(
  { ignores: ["node_modules/**", "dist/**", "**/.bundle/**", ".sandbox/**"] },
  js.configs.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    extends: [tseslint.configs.recommendedTypeCheckedOnly, tseslint.configs.stylistic],
    languageOptions: { parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname } },
    rules: {
      "no-undef": "off",
      "no-unused-vars": "off",
      "max-lines": ["error", 250],
      "no-restricted-syntax": [
        "error",
        {
          selector: `VariableDeclarator > Identifier.id[name=${otherBound}]`,
          message: "Name a bound with the prefix MAX_.",
        },
      ],
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
  {
    files: ["**/*.{js,cjs}"],
    languageOptions: { globals: { require: "readonly", module: "readonly", process: "readonly" } },
  },
  {
    // The console's scripts run in a browser.
    files: ["cli/console/assets/**/*.js"],
    languageOptions: {
      globals: {
        document: "readonly",
        window: "readonly",
        fetch: "readonly",
        navigator: "readonly",
        setTimeout: "readonly",
        clearTimeout: "readonly",
        DOMParser: "readonly",
        EventSource: "readonly",
      },
    },
  },
);
