/**
 * The sandbox's provider, which besides takes every type it does not know as it is given, so that a preview reaches
 * the pack with resources that the sandbox cannot make. Prints its port, as Pulumi's providers do.
 */
import { main } from "@pulumi/pulumi/provider";
import { SandboxProvider } from "../../../../sandbox/provider/provider";
import { typeOf } from "../../../../sandbox/provider/urn";
import { EngineFacingProvider } from "../../../../sandbox/provider/grpc/engine-facing";
import { patchMessages } from "../../../../sandbox/provider/grpc/patched-messages";
import { contextFor, type ProviderTarget } from "../../../../sandbox/provider/context";
import type { Properties } from "../../../../sandbox/provider/properties";
import { RESOURCE_TYPES } from "../../../../sandbox/provider/types";

class AnyTypeProvider extends SandboxProvider {
  override async check(urn: string, olds: unknown, news: unknown): Promise<{ inputs: Properties }> {
    return isKnown(urn) ? super.check(urn, olds, news) : { inputs: { ...(news as Properties) } };
  }

  override previewCreate(urn: string, wire: unknown): Properties {
    return isKnown(urn) ? super.previewCreate(urn, wire) : { ...(wire as Properties) };
  }
}

function isKnown(urn: string): boolean {
  return typeOf(urn) in RESOURCE_TYPES;
}

const target = JSON.parse(process.argv[2] ?? "{}") as ProviderTarget;

process.on("disconnect", () => process.exit(0));
patchMessages();
void main(new EngineFacingProvider(new AnyTypeProvider(contextFor(target))), []);
