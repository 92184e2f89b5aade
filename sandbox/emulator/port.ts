import { SandboxError } from "../shared/sandbox-error";

export function portTaken(port: number): SandboxError {
  return new SandboxError(
    `Port ${port} of 127.0.0.1 is taken: stop what listens there, or ask for another port.`,
  );
}
