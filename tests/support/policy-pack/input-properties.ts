import * as path from "node:path";
import * as ts from "typescript";

export interface AskedProperty {
  /** Token of a resource type of @pulumi/aws. */
  readonly type: string;
  /** As the catalog's conditions write it: `metricQueries[].metric.period`. */
  readonly property: string;
}

/** Properties that are missing from the provider's declarations: a condition on one could never be true. */
export function missingProperties(asked: readonly AskedProperty[]): string[] {
  const files = [...new Set(asked.map(({ type }) => declarationOf(type)))];
  const program = ts.createProgram(files, { noEmit: true, skipLibCheck: true, types: [] });
  const checker = program.getTypeChecker();
  return asked
    .filter(({ type, property }) => {
      const args = argsOf(program, type);
      return args === undefined || !leads(checker, checker.getTypeAtLocation(args), property.split("."));
    })
    .map(({ type, property }) => `${type} has no ${property}`);
}

function declarationOf(type: string): string {
  return path.join(
    path.dirname(require.resolve("@pulumi/aws/package.json")),
    `${type.split(":")[1] ?? ""}.d.ts`,
  );
}

/** The inputs of `aws:kms/key:Key` are `KeyArgs`. */
function argsOf(program: ts.Program, type: string): ts.InterfaceDeclaration | undefined {
  const name = `${type.split(":")[2] ?? ""}Args`;
  return program
    .getSourceFile(declarationOf(type))
    ?.statements.find(
      (statement): statement is ts.InterfaceDeclaration =>
        ts.isInterfaceDeclaration(statement) && statement.name.text === name,
    );
}

function leads(checker: ts.TypeChecker, from: ts.Type, steps: readonly string[]): boolean {
  const [step, ...rest] = steps;
  if (step === undefined) return true;
  return plainTypes(checker, from).some(type => {
    const property = type.getProperty(step.replace("[]", ""));
    const value = property === undefined ? type.getStringIndexType() : checker.getTypeOfSymbol(property);
    return value !== undefined && leads(checker, value, rest);
  });
}

/** An input's type without promises, outputs and lists. */
function plainTypes(checker: ts.TypeChecker, type: ts.Type): ts.Type[] {
  if (type.isUnion()) return type.types.flatMap(part => plainTypes(checker, part));
  if (type.isIntersection()) return type.types.flatMap(part => plainTypes(checker, part));
  const element = type.getNumberIndexType();
  if (element !== undefined) return plainTypes(checker, element);
  const name = type.symbol?.name;
  if (name !== "Promise" && name !== "OutputInstance") return [type];
  return checker.getTypeArguments(type as ts.TypeReference).flatMap(part => plainTypes(checker, part));
}
