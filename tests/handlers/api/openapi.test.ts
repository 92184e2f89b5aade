import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { openApiDocument } from "../../../handlers/api/openapi";
import { API_ROUTES } from "../../../handlers/shared/api-routes";

describe("docs/openapi.yaml", () => {
  const committed = parse(readFileSync(join(__dirname, "../../../docs/openapi.yaml"), "utf8")) as ReturnType<
    typeof openApiDocument
  >;

  it("is what npm run openapi makes of the routes and schemas", () => {
    expect(committed).to.deep.equal(JSON.parse(JSON.stringify(openApiDocument())));
  });

  it("describes exactly the routes of the API", () => {
    const paths = committed.paths as Record<string, Record<string, { operationId: string }>>;
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => [
        operationId,
        `${method.toUpperCase()} ${path}`,
      ]),
    );
    expect(Object.fromEntries(described)).to.deep.equal(API_ROUTES);
  });
});
