// A browser that keeps cookies and fills in the platform's forms.
import assert from "node:assert/strict";

const unescaped = (text) =>
  text.replaceAll("&#x2f;", "/").replaceAll("&#x27;", "'").replaceAll("&quot;", '"').replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">").replaceAll("&amp;", "&");

export class Browser {
  #cookies = new Map();

  /** Gets a page or sends a form; never follows a redirect. */
  async send(url, form) {
    const headers = { cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ") };
    const body = form && new URLSearchParams(form);
    const response = await fetch(url, { method: form ? "POST" : "GET", body, headers, redirect: "manual" });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair] = cookie.split(";");
      const at = pair.indexOf("=");
      if (cookie.includes("Max-Age=0")) this.#cookies.delete(pair.slice(0, at));
      else this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return { url: String(url), status: response.status, location: response.headers.get("location"), html: await response.text() };
  }

  /** Sends the form of a page. */
  async submit(page, fields) {
    const action = /action="([^"]+)"/.exec(page.html);
    const request = /name="request" value="([^"]+)"/.exec(page.html);
    assert(action && request, `no form in ${page.status}: ${page.html}`);
    return this.send(new URL(unescaped(action[1]), page.url), { request: unescaped(request[1]), ...fields });
  }

  /** From the authorization endpoint to where the browser is sent in the end. */
  async authorize(url, user) {
    let page = await this.send(url);
    if (page.html.includes('name="password"')) page = await this.submit(page, user);
    if (page.html.includes('name="decision"')) page = await this.submit(page, { decision: "allow" });
    assert.equal(page.status, 303, page.html);
    return new URL(page.location);
  }

  /** Allows a device. */
  async allowDevice(url, user) {
    let page = await this.send(url);
    if (page.html.includes('name="password"')) page = await this.submit(page, user);
    const code = /name="user_code" value="([^"]+)"/.exec(page.html);
    assert(code, page.html);
    page = await this.submit(page, { user_code: code[1] });
    page = await this.submit(page, { decision: "allow" });
    assert(page.html.includes("is connected"), page.html);
  }
}
