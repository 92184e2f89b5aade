import type { SuiteResult } from "./messages";
import { nameOf } from "./plan";

/** Prints suites as they end, and in the end what failed, once more, and the figures of all. */
export class Report {
  private readonly total = { passed: 0, failed: 0, skipped: 0 };
  private readonly failures: string[] = [];

  suite(file: string, result: SuiteResult, output: string, seconds: number): void {
    this.total.passed += result.passed;
    this.total.failed += result.failed;
    this.total.skipped += result.skipped;
    if (result.failures !== "") this.failures.push(`${nameOf(file)}\n${result.failures}`);
    console.log(
      `${nameOf(file)} (${seconds.toFixed(1)} s)\n${output.replace(/^\n+/, "").trimEnd()}\n${result.failures}`,
    );
  }

  /** @returns the exit code */
  close(problems: readonly string[]): number {
    if (this.failures.length > 0) console.log(`Failed tests:\n\n${this.failures.join("\n")}`);
    if (problems.length > 0) console.log(`Failed after the last test:\n\n${problems.join("\n")}`);
    const { passed, failed, skipped } = this.total;
    const started = passed + failed > 0;
    if (!started) console.log("No test ran.");
    console.log(closingLine(passed, failed, skipped));
    return started && failed === 0 && problems.length === 0 ? 0 : 1;
  }
}

/** `N passed, N failed[, N skipped]` */
export function closingLine(passed: number, failed: number, skipped: number): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
