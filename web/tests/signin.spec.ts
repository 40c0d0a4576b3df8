// Who comes without an address of `holdfast page` signs in with a token.
import { readFileSync } from "node:fs";
import { expectAccessible } from "./accessible";
import { expect, test } from "./served";

test("The node's own address asks for a token: a wrong one opens nothing, the right one the page", async ({ page, cluster }) => {
  const node = cluster.served.nodes[1]!;
  await page.goto(new URL(await cluster.link(node)).origin);
  const token = page.getByLabel("Token");
  await expect(page.getByRole("heading", { name: "Holdfast" })).toBeVisible();
  await expectAccessible(page, "the form for a token");
  await token.fill("wrong");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("this is no token of this node")).toBeVisible();

  await token.fill(readFileSync(await cluster.token(node), "utf8").trim());
  await token.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  await expect(page.getByText("Administrator").first()).toBeVisible();
  const cookie = (await page.context().cookies()).find((each) => each.name === `__Host-holdfast-${node}`);
  expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: "Strict" });
});
