// Who comes without an address of `holdfast page` signs in with a token.
import { readFileSync } from "node:fs";
import { expectAccessible } from "./accessible";
import { expect, test } from "./served";

test("Who signs in from a page's address comes to that page, and to the row it names", async ({ page, cluster }) => {
  const { nodes, group } = cluster.served;
  await page.goto(new URL(`/groups?open=${group}&to=//elsewhere.example`, await cluster.link(nodes[2]!)).href);
  await page.getByLabel("Token").fill("wrong");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByLabel("Token").fill(readFileSync(await cluster.token(nodes[2]!), "utf8").trim());
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Groups" })).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`/groups\\?open=${group}$`));
});

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
