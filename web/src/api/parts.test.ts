import { expect, test } from "vitest";
import { cluster, group, resource } from "../view/samples";
import { groupsOf, merged } from "./parts";

test("a change is about a group, an instance's group, a resource's group, or everything", () => {
  const now = cluster({ groups: [group({ name: "web", resources: [resource({ name: "nginx" })] })] });
  const of = (noun: string, name: string) => groupsOf({ noun, name }, now);
  expect([of("group", "web"), of("group", "web:1"), of("resource", "nginx")]).toEqual([["web"], ["web"], ["web"]]);
  expect([of("node", "n1"), of("coordinator", ""), of("cluster", "")]).toEqual([[], [], []]);
  expect([of("resource", "new"), of("type", "Acme.Web"), groupsOf({ noun: "resource", name: "nginx" }, undefined)]).toEqual([null, null, null]);
});

test("groups that were read again replace, come in order, and go; the others stay the same objects", () => {
  const [a, b, d] = ["a", "b", "d"].map((name) => group({ name }));
  const before = cluster({ revision: 1, groups: [a!, b!, d!] });
  const now = merged(before, ["b", "c", "d"], cluster({ revision: 2, groups: [group({ name: "b", state: "Failed" }), group({ name: "c" })] }));
  expect(now.revision).toBe(2);
  expect(now.groups.map((each) => `${each.name} ${each.state}`)).toEqual(["a Online", "b Failed", "c Online"]);
  expect(now.groups[0]).toBe(a);
});
