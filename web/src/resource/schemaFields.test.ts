import { expect, test } from "vitest";
import { changesOf, fieldsOf } from "./schemaFields";

const SCHEMA = {
  required: ["Folder"],
  properties: {
    Port: { type: "integer", minimum: 1, maximum: 65535, default: 7501, description: "TCP port" },
    Folder: { type: "string", description: "Where" },
    Wait: { type: "string", "x-format": "duration", default: "2s", "x-appliesAtOnce": true },
    Quiet: { type: "boolean", default: false },
    Args: { type: "array", items: { type: "string" } },
    Env: { type: "object", additionalProperties: { type: "string" } },
    Key: { type: "string", "x-secret": true },
  },
};
const FIELDS = fieldsOf(SCHEMA, true);
const STORED = { Port: 80, Folder: "/a", Args: ["x", "y"], Env: { A: "1" }, Key: "(secret)" };

test("a field says what it means, its range, unit, default and when it takes effect", () => {
  const about = (name: string) => FIELDS.find((each) => each.name === name)!.about;
  expect(about("Port")).toBe("TCP port. From 1 to 65535. Default 7501. Takes effect with the next online.");
  expect(about("Wait")).toBe("A duration with its unit, such as 250ms, 10s, 5min, 1h. Default 2s. Takes effect at once.");
  expect(FIELDS.map((each) => each.kind)).toEqual(["number", "text", "text", "choice", "lines", "lines", "secret"]);
  expect(FIELDS.filter((each) => each.required).map((each) => each.name)).toEqual(["Folder"]);
});

test("only what was changed is sent; an emptied field goes back to the default, a secret left alone stays", () => {
  const of = (draft: Record<string, string>) => changesOf(FIELDS, draft, STORED);
  expect(of({ Port: "80", Folder: "/a", Args: "x\ny", Env: '{"A":"1"}', Key: "" })).toEqual({ properties: {}, wrong: [] });
  expect(of({ Port: "", Quiet: "true", Args: "z", Key: "new" }).properties).toEqual({ Port: null, Quiet: true, Args: ["z"], Key: "new" });
  expect(of({ Port: "many" }).properties).toEqual({ Port: "many" });
  expect(of({ Env: "{" }).wrong.map((each) => each.path)).toEqual(["properties.Env"]);
});
