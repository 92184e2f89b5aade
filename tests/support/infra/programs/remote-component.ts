import { ComponentResource } from "@pulumi/pulumi";

/** A component that a provider plugin makes, and that nothing here knows. */
new ComponentResource("awsx:ecs:FargateService", "unknown", {}, {}, true);
