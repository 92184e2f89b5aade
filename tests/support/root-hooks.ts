import { closeSharedSandbox } from "./shared-sandbox";

after("stop the shared sandbox", closeSharedSandbox);
