import type { Page } from "playwright-core";

/** A page of the console, or a view of one. */
export interface Picture {
  /** Of its files. */
  name: string;
  /** Opens it in a browser that has opened the console, and waits until it shows what it is about. */
  open: (this: void, page: Page) => Promise<void>;
}

/** Opens a page by the navigation. */
async function go(page: Page, title: string): Promise<void> {
  await page
    .getByRole("navigation", { name: "Pages" })
    .getByRole("link", { name: title, exact: true })
    .click();
  await page.getByRole("heading", { level: 1, name: title }).waitFor();
}

/** By their titles in the navigation. */
export const PICTURES: readonly Picture[] = [
  { name: "overview", open: page => go(page, "Overview") },
  { name: "logins", open: page => go(page, "Logins") },
  {
    name: "login",
    async open(page) {
      await go(page, "Logins");
      await page.getByRole("link", { name: "newsletter" }).first().click();
      await page.getByRole("heading", { level: 1, name: "newsletter" }).waitFor();
    },
  },
  { name: "configurations", open: page => go(page, "Configurations") },
  {
    name: "activity",
    async open(page) {
      await go(page, "Activity");
      await page.locator("main .badge", { hasText: "Complaint" }).first().waitFor();
    },
  },
  {
    name: "message",
    async open(page) {
      await go(page, "Activity");
      await page.getByRole("link", { name: "bounce+former@simulator.amazonses.com" }).click();
      await page.getByText("Accepted by SES").waitFor();
    },
  },
  { name: "mailbox", open: page => go(page, "Mailbox") },
  {
    name: "mail",
    async open(page) {
      await go(page, "Mailbox");
      await page.getByRole("link", { name: "November at Company" }).first().click();
      await page.frameLocator("iframe").getByText("Read more").waitFor();
    },
  },
  {
    name: "mail-on-a-phone",
    async open(page) {
      await go(page, "Mailbox");
      await page.getByRole("link", { name: "November at Company" }).first().click();
      await page.getByRole("link", { name: "As on a phone" }).click();
      await page.frameLocator("iframe").getByText("Read more").waitFor();
    },
  },
  { name: "suppressions", open: page => go(page, "Suppressions") },
  {
    name: "domains",
    async open(page) {
      await go(page, "Domains");
      await page.getByRole("link", { name: "Check again" }).waitFor({ timeout: 120_000 });
    },
  },
  { name: "problems", open: page => go(page, "Problems") },
  {
    name: "story",
    async open(page) {
      await go(page, "Problems");
      await page.getByRole("link", { name: "jane.doe" }).first().click();
      await page.getByRole("heading", { name: "What happened to jane.doe" }).waitFor();
    },
  },
  { name: "cost", open: page => go(page, "Cost") },
];
