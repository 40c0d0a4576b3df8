import { expect, test } from "vitest";
import { Problem, problemOf } from "../api/client";
import type { ClusterEvent } from "../api/types";
import { lossesInWords } from "../cluster/losses";
import { fitting, subjects } from "../event/filter";
import { requestOf } from "../simulate/faults";
import { typeStates } from "../type/typeStates";
import { quorum, resource, type } from "./samples";
import { formatAfter, formatTime } from "./time";
import { listed } from "./words";

test("times are short today and whole on other days", () => {
  const now = new Date(2026, 4, 3, 15, 0, 0);
  expect(formatTime(new Date(2026, 4, 3, 9, 5, 7).toISOString(), now)).toBe("09:05:07");
  expect(formatTime(new Date(2026, 4, 2, 9, 5, 7).toISOString(), now)).toBe("2026-05-02 09:05:07");
  expect([0, 999, 1500, 90_000].map(formatAfter)).toEqual(["0 ms", "999 ms", "1.5 s", "1.5 min"]);
});

test("a loss that strands a group is told with both names", () => {
  const file = quorum();
  expect(lossesInWords([{ node: "n1", stranded: [] }], file)).toMatchObject({ safe: true });
  const fatal = lossesInWords([{ node: "n1", stranded: [{ group: "web", why: "" }] }, { node: "n2", stranded: [] }], file);
  expect(fatal).toEqual({ safe: false, text: "The loss of n1 would leave web without an owner." });
  expect(lossesInWords([], file).safe).toBe(false);
});

test("a database that the next loss ends is not called safe, whatever the groups survive", () => {
  const losses = [{ node: "n1", stranded: [] }];
  const at = (votesAnswering: number) => lossesInWords(losses, quorum({ votes: 3, votesNeeded: 2, votesAnswering, words: "One more loss…" }));
  expect(at(3).safe).toBe(true);
  expect(at(2)).toEqual({ safe: false, text: "One more loss…" });
});

test("a refusal carries its code and every error of a validation", () => {
  const told = problemOf(400, JSON.stringify({ code: "HF1002", detail: "x", errors: [{ path: "a", message: "b" }] }));
  expect(told).toBeInstanceOf(Problem);
  expect([told.code, told.message]).toEqual(["HF1002", "a: b"]);
  expect(problemOf(502, "<html>").message).toBe("the node answered 502");
});

test("events are found by words, level and subject, newest first", () => {
  const told = (id: string, more: Partial<ClusterEvent>) =>
    ({ id, kind: "K", message: "m", level: "info", node: "n1", group: null, resource: null, type: null, ...more }) as ClusterEvent;
  const all = [told("1", { group: "web" }), told("2", { level: "error", message: "Broken" }), told("3", { node: "n2" })];
  const ids = (text: string, level: string, about: string) => fitting(all, { text, level, about }).map((each) => each.id);
  expect(ids("", "", "")).toEqual(["3", "2", "1"]);
  expect(ids("broken", "", "")).toEqual(["2"]);
  expect(ids("", "info", "n1")).toEqual(["1"]);
  expect(subjects(all)).toEqual(["n1", "n2", "web"]);
});

test("faults are asked for together", () => {
  const faults = [
    { kind: "nodeDown", name: "n1", target: "" },
    { kind: "nodeDown", name: "n2", target: "" },
    { kind: "move", name: "web", target: "n3" },
    { kind: "fail", name: "a", target: "n3" },
  ] as const;
  expect(requestOf([...faults])).toEqual({ nodeDown: ["n1", "n2"], move: ["web=n3"], fail: ["a"] });
});

test("a type says what is missing and what is not watched, else that it is ready", () => {
  const down = resource({ monitor: { state: "Restarting", pid: null, id: null } });
  expect(typeStates(type(), [resource()])).toEqual([{ tone: "success", text: "Ready" }]);
  expect(typeStates(type(), [down])).toEqual([{ tone: "warning", text: "Monitor down for nginx" }]);
  const availability = [{ node: "n1", available: false, reason: "package missing" }];
  expect(typeStates(type({ availability }), [])).toEqual([{ tone: "danger", text: "Not on n1" }]);
});

test("of many names the first are told, and how many more there are", () => {
  const names = Array.from({ length: 23 }, (_, index) => `g${index}`);
  expect(listed(names.slice(0, 3))).toBe("g0, g1, g2");
  expect(listed(names)).toMatch(/^g0, g1, .*, g19 and 3 more$/);
  expect(listed([])).toBe("");
});
