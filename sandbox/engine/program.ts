import { readFileSync } from "node:fs";
import Module from "node:module";
import { dirname, join, sep } from "node:path";
import ts from "typescript";

type Loader = (module: { _compile(code: string, file: string): void }, file: string) => void;

const SANDBOX = dirname(__dirname) + sep;

/**
 * Compiles the program with TypeScript itself, as the Pulumi CLI does.
 *
 * Pulumi serialises functions from their source text, so what the compiler made of them ends up in Lambda:
 * esbuild's helpers (`__name`) must not be among it. The sandbox's own files stay with tsx.
 */
export function compileProgramsWithTypeScript(): void {
  const extensions = (Module as unknown as { _extensions: Record<string, Loader> })._extensions;
  const tsx = extensions[".ts"];
  extensions[".ts"] = (module, file) => {
    if (file.startsWith(SANDBOX) && tsx !== undefined) tsx(module, file);
    else module._compile(compile(file), file);
  };
}

function compile(file: string): string {
  return ts.transpileModule(readFileSync(file, "utf8"), {
    fileName: file,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.CommonJS,
      esModuleInterop: true,
      inlineSourceMap: true,
    },
  }).outputText;
}

/**
 * Runs a program and gives its exports: the stack's outputs. As under the CLI, an exported function is called
 * and what it gives counts (https://www.pulumi.com/docs/iac/languages-sdks/javascript/#entrypoint).
 */
export async function runProgram(directory: string): Promise<Record<string, unknown>> {
  const exported: unknown = require(join(directory, "index"));
  const entry = hasDefault(exported) ? exported.default : exported;
  const outputs: unknown = typeof entry === "function" ? await (entry as () => unknown)() : entry;
  return { ...((await outputs) as object | undefined) };
}

function hasDefault(exported: unknown): exported is { default: unknown } {
  return (
    typeof exported === "object" &&
    exported !== null &&
    "default" in exported &&
    Object.keys(exported).length === 1
  );
}
