import { expect, test } from "vitest";
import type { Fence, FenceDevice } from "../api/types";
import { deviceBody } from "./deviceFields";
import { fenceOutcome, testOutcome } from "./outcomes";
import { devicesInWords, hostsInWords, unfencingInWords, watchdogInWords } from "./protections";

const fence = (more: Partial<Fence>): Fence =>
  ({ id: "n2-1", node: "n2", phase: "Intended", devices: "", text: "", reason: "r", notes: [], ...more }) as Fence;
const device = (name: string, level: number) => ({ name, level, hosts: { n2: "1" } }) as unknown as FenceDevice;

test("a power-off is done once it is confirmed, and only that very one counts", () => {
  const asked = fence({});
  const at = (more: Partial<Fence>) => fenceOutcome([fence(more)], asked).kind;
  expect([at({}), at({ phase: "Held" }), at({ phase: "Running" })]).toEqual(["running", "running", "running"]);
  expect([at({ phase: "Confirmed" }), at({ phase: "Failed" }), at({ phase: "Withdrawn" })]).toEqual(["done", "failed", "failed"]);
  expect(at({ id: "n2-0", phase: "Confirmed" })).toBe("running");
});

test("a test is done well only if the device and all its nodes answered", () => {
  const test = { device: "bmc", askedBy: "n1", works: true, trouble: "", hosts: [{ node: "n2", plug: "1", power: "On", trouble: "" }] };
  expect(testOutcome(test)).toEqual({ kind: "done", text: "bmc, asked by n1; n2 (1) is On" });
  const failed = { ...test, works: false, trouble: "no route", hosts: [{ node: "n2", plug: "1", power: "Unknown", trouble: "no route" }] };
  expect(testOutcome(failed)).toEqual({ kind: "failed", text: "bmc, asked by n1; no route; n2 (1) is Unknown: no route" });
});

test("what ends a node is told in the order in which it is tried", () => {
  expect(devicesInWords("n2", [device("pdu-b", 2), device("bmc", 1), device("pdu-a", 2)])).toBe("bmc, else pdu-a and pdu-b");
  expect(devicesInWords("n1", [device("bmc", 1)])).toBe("no device");
  expect(watchdogInWords({ state: "Up", protections: ["watchdog"] })).toMatch(/^armed/);
  expect(watchdogInWords({ state: "Up", protections: [] })).toBe("none is armed");
  expect(watchdogInWords({ state: "Down", protections: ["watchdog"] })).toBe("was armed when it was up");
});

test("what is left empty is not sent, a value keeps its =, and a secret is a parameter", () => {
  const body = deviceBody({ name: "bmc", agent: "fence_x", hosts: "n1=1\nn2 = a=b", level: "2", timeout: "" }, [{ name: "passwd", value: "p" }, { name: "token", value: "" }]);
  expect(JSON.parse(JSON.stringify(body))).toEqual({
    name: "bmc", agent: "fence_x", hosts: { n1: "1", n2: "a=b" }, parameters: { passwd: "p" }, level: 2,
  });
});

test("a device that lists its nodes itself says what is wrong with that", () => {
  expect(hostsInWords({ hosts: { n1: "7" }, hostCheck: "List", trouble: "" })).toBe("n1=7");
  expect(hostsInWords({ hosts: {}, hostCheck: "List", trouble: "" })).toBe("none listed yet");
  expect(hostsInWords({ hosts: { n1: "7" }, hostCheck: "List", trouble: "no route" })).toBe("n1=7 (trouble: no route)");
  expect(unfencingInWords({ unfencing: "Node" })).toMatch(/that node itself/);
  expect(unfencingInWords({ unfencing: "Coordinator" })).toMatch(/the coordinator/);
});
