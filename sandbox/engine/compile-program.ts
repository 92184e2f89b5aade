import { readFileSync } from "node:fs";
import Module from "node:module";
import { dirname, sep } from "node:path";
import ts from "typescript";

type Loader = (module: { _compile(code: string, file: string): void }, file: string) => void;

const SANDBOX = dirname(__dirname) + sep;

/**
 * Compiles the program with TypeScript itself, as the Pulumi CLI does.
 *
 * Pulumi serializes functions from their source text, so the compiler's output ends up in Lambda: it must not contain
 * esbuild's helpers (`__name`). The sandbox's own files are still compiled by tsx.
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
