/**
 * Which folder may import which, and no import cycles between files or folders: rules for dependency-cruiser, run by
 * `npm run check`. Type-only imports count too.
 */

const CODE = [
  "records",
  "dns",
  "infra",
  "handlers",
  "mailer",
  "cli",
  "sandbox",
  "policy-pack",
  "cost",
  "tests",
  "bench",
];

/** What each folder may import of the project besides itself, and which packages it must not import. */
const directions = [
  { folder: "records", may: [], packages: "", why: "records imports nothing: everything imports records." },
  {
    folder: "dns",
    may: ["records", "handlers"],
    packages: "",
    why: "What a domain's zone needs is plain data: infra declares it and the command prints it.",
  },
  {
    folder: "handlers",
    may: ["records"],
    packages: "@pulumi/",
    why: "Handlers import handlers and records; Pulumi stays out of the Lambda bundles.",
  },
  {
    folder: "infra",
    may: ["records", "dns", "handlers"],
    packages: "@aws-sdk/|@pulumi/aws/index\\.",
    why:
      "infra declares resources: it imports records, dns and handlers, no SDK clients, and @pulumi/aws/<module> " +
      "instead of the index (which adds half a second to every start).",
  },
  {
    folder: "mailer",
    may: ["records"],
    packages: "@pulumi/",
    why: "Applications import the mailer: it imports records only.",
  },
  {
    folder: "cli",
    may: ["records", "dns", "handlers", "mailer"],
    packages: "@pulumi/",
    why: "The command must start fast: cli imports records, dns, handlers and mailer.",
  },
  { folder: "policy-pack", may: [], packages: "@aws-sdk/", why: "The policy pack installs and runs alone." },
  {
    folder: "cost",
    may: ["records", "sandbox", "policy-pack"],
    packages: "@aws-sdk/",
    why: "The cost report reads the program as Pulumi registers it, and the pack's catalogue.",
  },
  {
    folder: "sandbox",
    // cli: see sandbox-starts-the-console-only.
    may: ["records", "dns", "infra", "handlers", "mailer", "policy-pack", "cli"],
    packages: "",
    why: "Tests, benchmarks, the command and the cost report use the sandbox, not the reverse.",
  },
];

function directionRule({ folder, may, packages, why }) {
  const others = CODE.filter(name => name !== folder && !may.includes(name)).join("|");
  const forbidden = [`^(${others})/`, ...(packages === "" ? [] : [`^node_modules/(${packages})`])];
  return {
    name: `imports-of-${folder}`,
    comment: why,
    severity: "error",
    from: { path: `^${folder}/` },
    to: { path: forbidden },
  };
}

module.exports = {
  forbidden: [
    {
      name: "no-file-cycle",
      comment: "Files must not import each other in a circle: move what both need to a third file.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-folder-cycle",
      comment: "Folders must not import each other in a circle: move what both need to a third folder.",
      severity: "error",
      scope: "folder",
      from: { pathNot: "^tests/" },
      to: { circular: true },
    },
    ...directions.map(directionRule),
    {
      name: "sandbox-starts-the-console-only",
      comment: "npm start runs the console in its process; nothing else of the sandbox knows the command.",
      severity: "error",
      from: { path: "^sandbox/", pathNot: "^sandbox/start/console\\.ts$" },
      to: { path: "^cli/" },
    },
    {
      name: "infra-knows-handlers-by-environment",
      comment:
        "infra knows a handler by its bundle and its environment.ts; share names through handlers/shared.",
      severity: "error",
      from: { path: "^infra/" },
      to: { path: "^handlers/", pathNot: ["^handlers/shared/", "^handlers/[^/]+/environment\\.ts$"] },
    },
    {
      name: "no-import-of-a-suite",
      comment: "Suites are never imported: put what they share in tests/support.",
      severity: "error",
      from: {},
      to: { path: "\\.test\\.ts$" },
    },
    {
      name: "bench-imports-test-support-only",
      comment: "Benchmarks share code with tests through tests/support.",
      severity: "error",
      from: { path: "^bench/" },
      to: { path: "^tests/", pathNot: "^tests/support/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: ["\\.bundle/", "^dist/"] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { extensions: [".ts", ".tsx", ".js", ".json"] },
  },
};
