import { expect, test } from "vitest";
import { deathsInWords } from "../resource/Deaths";
import { continued } from "./eventQueries";
import type { ClusterEvent, EventList } from "./types";

const list = (...ids: string[]): EventList =>
  ({ revision: 1, events: ids.map((id) => ({ id, at: "2026-05-03T09:05:07Z" }) as ClusterEvent) }) as EventList;
const ids = (found: EventList) => found.events.map((each) => each.id);

test("events that are read again go on from those that are known; a gap between them drops the older ones", () => {
  expect(ids(continued(undefined, list("3", "4")))).toEqual(["3", "4"]);
  expect(ids(continued(list("1", "2", "3"), list("3", "4")))).toEqual(["1", "2", "3", "4"]);
  expect(ids(continued(list("1"), list("3", "4")))).toEqual(["3", "4"]);
});

test("deaths are counted, and the last one's time is told", () => {
  const now = new Date("2026-05-03T12:00:00Z");
  expect(deathsInWords([], now)).toBe("");
  expect(deathsInWords(list("1").events, now)).toMatch(/^died once, last \d\d:05:07$/);
  expect(deathsInWords(list("1", "2").events, now)).toMatch(/^died 2 times, last/);
});
