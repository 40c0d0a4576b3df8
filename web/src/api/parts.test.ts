import { expect, test } from "vitest";
import { cluster, group, resource, type } from "../view/samples";
import { groupsOf, isAboutTypes, merged } from "./parts";

test("a change is about a group, an instance's group, a resource's group, or everything", () => {
  const now = cluster({ groups: [group({ name: "web", resources: [resource({ name: "nginx" })] })] });
  const of = (noun: string, name: string) => groupsOf({ noun, name, deleted: false }, now);
  expect([of("group", "web"), of("group", "web:1"), of("resource", "nginx")]).toEqual([["web"], ["web"], ["web"]]);
  expect([of("node", "n1"), of("coordinator", ""), of("cluster", "")]).toEqual([[], [], []]);
  expect([of("resource", "new"), of("type", "Acme.Web"), groupsOf({ noun: "resource", name: "nginx", deleted: false }, undefined)]).toEqual([null, null, null]);
});

test("groups that were read again replace, come in order, and go; the others stay the same objects", () => {
  const [a, b, d] = ["a", "b", "d"].map((name) => group({ name }));
  const before = cluster({ revision: 1, groups: [a!, b!, d!] });
  const part = cluster({ revision: 2, groups: [group({ name: "b", state: "Failed" }), group({ name: "c" })] });
  const now = merged(before, { names: ["b", "c", "d"], types: false }, part);
  expect(now.revision).toBe(2);
  expect(now.groups.map((each) => `${each.name} ${each.state}`)).toEqual(["a Online", "b Failed", "c Online"]);
  expect(now.groups[0]).toBe(a);
});

test("types are read where a node or a deleted resource may change what is told of them, and stay the same otherwise", () => {
  const of = (noun: string, deleted: boolean) => isAboutTypes({ noun, name: "x", deleted });
  expect([of("node", false), of("resource", true), of("resource", false), of("group", true)]).toEqual([true, true, false, false]);
  const before = cluster({ types: [type({ name: "Acme.Web" })] });
  const part = cluster({ types: [type({ name: "Acme.Web", usedBy: ["nginx"] })] });
  expect(merged(before, { names: [], types: false }, part).types).toBe(before.types);
  expect(merged(before, { names: [], types: true }, part).types).toBe(part.types);
});
