import { expect, test } from "vitest";
import { inWords, layOut } from "./dependencies";

const part = (name: string, ...dependsOn: string[][]) => ({ name, state: "Online", dependsOn });

test("a resource stands to the right of everything that it needs", () => {
  const { boxes, edges } = layOut([part("app", ["db"], ["ip", "ip6"]), part("db", ["disk"]), part("disk"), part("ip"), part("ip6")]);
  const column = Object.fromEntries(boxes.map((box) => [box.name, box.column]));
  expect(column).toEqual({ app: 2, db: 1, disk: 0, ip: 0, ip6: 0 });
  expect(new Set(boxes.map((box) => `${box.column} ${box.row}`)).size).toBe(boxes.length);
  expect(edges).toContainEqual({ from: "app", to: "ip6", either: true });
  expect(edges).toContainEqual({ from: "app", to: "db", either: false });
});

test("names that are not there are left out, and a circle does not hang", () => {
  expect(layOut([part("a", ["gone"])]).edges).toEqual([]);
  expect(layOut([part("a", ["b"]), part("b", ["a"])]).boxes).toHaveLength(2);
});

test("dependencies in words", () => {
  expect(inWords([["a", "b"], ["c"]])).toBe("(a or b) and c");
  expect(inWords([["a", "b"]])).toBe("a or b");
  expect(inWords([])).toBe("");
});
