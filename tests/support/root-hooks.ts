import { closeSharedSandbox } from "./sandbox/shared-sandbox";

after("stop the shared sandbox", closeSharedSandbox);
