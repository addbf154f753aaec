"use strict";
// Lists and filters the checks of the data block. What a target sent is only ever set as text.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const list = document.getElementById("list"), found = document.getElementById("found"), bar = document.getElementById("filters");
  const articles = [...document.querySelectorAll("article")];
  const checks = [];
  for (const group of data.groups) for (const row of group.c) checks.push({ id: group.p + row[0], family: group.f, row });
  const byID = new Map(checks.map((check) => [check.id, check]));
  // Which kinds of finding a check is of; the articles show the first kinds, in order.
  for (const kind of data.kinds) for (const n of kind.c) checks[n].kind = kind;
  const members = [...document.querySelectorAll("article .folded li")].map((item) => ({ item, id: decodeURIComponent(item.firstElementChild.hash.slice(1)) }));
  const full = new Set(articles.map((article) => article.id));
  const page = 100;
  let hits = [], shown = 0;

  const element = (name, properties, ...children) => {
    const node = Object.assign(document.createElement(name), properties);
    node.append(...children);
    return node;
  };

  // The filters, which the fragment "#?verdict=…&level=…&family=…&kind=…&text=…" holds.
  const choice = (name, values) => {
    const select = element("select", { name }, element("option", { value: "", textContent: "all" }), ...values.map((value) => element("option", { value, textContent: value })));
    bar.append(element("label", {}, name, select));
    return select;
  };
  const families = [...new Set(checks.map((check) => check.family))];
  const filters = { verdict: choice("verdict", data.verdicts), level: choice("level", data.levels), family: choice("family", families), kind: choice("kind", [...new Set(data.kinds.map((kind) => kind.t))]) };
  filters.text = element("input", { name: "text", type: "search", placeholder: "part of an id, promise or source", autocomplete: "off", spellcheck: false });
  bar.append(element("label", {}, "text", filters.text));
  const clear = element("button", { type: "button", textContent: "Clear" });
  bar.append(clear);
  bar.hidden = false;

  const text = (check, n) => (check.row[n] >= 0 ? data.texts[check.row[n]] : "");
  const promise = (check) => text(check, 4) || (data.rules[check.row[1]] || ["", ""])[1];

  function apply() {
    const verdict = data.verdicts.indexOf(filters.verdict.value), level = data.levels.indexOf(filters.level.value);
    const family = filters.family.value, kind = filters.kind.value, wanted = filters.text.value.trim().toLowerCase();
    hits = checks.filter((check) => (verdict < 0 || check.row[2] === verdict) && (level < 0 || check.row[3] === level) && (!family || check.family === family) && (!kind || (check.kind && check.kind.t === kind)) &&
      (!wanted || check.id.toLowerCase().includes(wanted) || promise(check).toLowerCase().includes(wanted) || text(check, 5).toLowerCase().includes(wanted)));
    const ids = new Set(hits.map((check) => check.id));
    let departures = 0;
    articles.forEach((article, n) => {
      article.hidden = !data.kinds[n].c.some((at) => ids.has(checks[at].id));
      if (!article.hidden) departures++;
    });
    for (const member of members) member.item.hidden = !ids.has(member.id);
    list.replaceChildren();
    shown = 0;
    more();
    found.textContent = hits.length + " of " + checks.length + " checks" + (articles.length ? "; " + departures + " of " + articles.length + " kinds of finding above" : "");
  }

  function more() {
    list.append(...hits.slice(shown, shown + page).map(line));
    shown = Math.min(shown + page, hits.length);
    const old = document.getElementById("more");
    if (old) old.remove();
    if (shown < hits.length) {
      const button = element("button", { type: "button", id: "more", textContent: "Show more (" + (hits.length - shown) + " left)" });
      button.addEventListener("click", () => { const next = shown; more(); list.children[next].querySelector("summary").focus(); });
      list.after(button);
    }
  }

  // line is one check of the list; its details are made when it is opened.
  function line(check) {
    const verdict = data.verdicts[check.row[2]];
    const badge = element("span", { className: "badge " + verdict, textContent: data.signs[check.row[2]] + " " + verdict });
    const summary = element("summary", {}, badge, check.id);
    if (!full.has(check.id)) summary.id = check.id; // not of the details: a browser gives what it jumps to the focus, where that can have it
    const details = element("details", {}, summary);
    details.addEventListener("toggle", () => { if (details.open && !details.querySelector("dl")) details.append(explain(check)); });
    return element("li", {}, details);
  }

  function explain(check) {
    const rows = element("dl");
    const say = (name, ...value) => rows.append(element("dt", { textContent: name }), element("dd", {}, ...value));
    const link = (id) => element("a", { href: "#" + encodeURIComponent(id), textContent: id });
    say("promise", promise(check));
    if (text(check, 5)) say("source", text(check, 5));
    say("level", data.levels[check.row[3]] || "");
    say("rule", (data.rules[check.row[1]] || [""])[0]);
    if (check.kind) say("kind", element("a", { href: "#?" + new URLSearchParams({ kind: check.kind.t }), textContent: check.kind.t }));
    if (text(check, 6)) say("reason", text(check, 6));
    if (check.row[7]) say("follows", link(check.row[7]));
    if (check.row[8]) say("at", check.row[8]);
    if (check.row.length > 9) { say("want", check.row[9]); say("got", check.row[10]); }
    if (full.has(check.id)) say("shown", link(check.id));
    say("rerun", command(check.id));
    say("link", link(check.id));
    return rows;
  }

  function command(id) {
    const code = element("code", { textContent: data.rerun + " --seed " + data.seed + " --select '" + id.replaceAll("'", "'\\''") + "'" });
    return element("span", { className: "rerun" }, code, copier(code));
  }

  // copier copies a command; where the page may not use the clipboard, it selects the text.
  function copier(code) {
    const button = element("button", { type: "button", textContent: "Copy" });
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(code.textContent);
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(code);
        button.textContent = document.execCommand("copy") ? "Copied" : "Selected";
      }
      setTimeout(() => { button.textContent = "Copy"; }, 2000);
    });
    return button;
  }
  for (const code of document.querySelectorAll("article .rerun code")) code.after(copier(code));

  // A fragment is a set of filters, or the id of a check.
  function follow() {
    const fragment = location.hash.slice(1);
    if (fragment.startsWith("?")) {
      const asked = new URLSearchParams(fragment.slice(1));
      for (const [name, control] of Object.entries(filters)) control.value = asked.get(name) || "";
      apply();
      const first = articles.find((article) => !article.hidden);
      document.getElementById(first ? "filters" : "checks").scrollIntoView();
      return;
    }
    let id;
    try { id = decodeURIComponent(fragment); } catch { id = fragment; }
    const check = byID.get(id), lost = document.getElementById("lost");
    lost.hidden = check || !id || Boolean(document.getElementById(id));
    if (!lost.hidden) {
      lost.textContent = "This report has no check " + id + ": it may be of another run, or be called otherwise.";
      lost.scrollIntoView();
    }
    if (!check) return;
    if (full.has(id)) {
      if (document.getElementById(id).hidden) reset();
    } else if (!document.getElementById(id)) {
      reset();
      if (!document.getElementById(id)) {
        hits = [check, ...hits.filter((other) => other !== check)];
        list.replaceChildren();
        shown = 0;
        more();
      }
    }
    const target = document.getElementById(id);
    const details = target.tagName === "SUMMARY" ? target.parentElement : target.querySelector("details");
    if (details) details.open = true;
    target.scrollIntoView();
    target.focus({ preventScroll: true });
  }

  function reset() {
    for (const control of Object.values(filters)) control.value = "";
    apply();
  }

  let waiting;
  function changed() {
    const set = new URLSearchParams(Object.entries(filters).filter(([, control]) => control.value).map(([name, control]) => [name, control.value]));
    history.replaceState(null, "", "#" + (set.size ? "?" + set : "checks"));
    apply();
  }
  for (const control of Object.values(filters)) control.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(changed, control.type === "search" ? 150 : 0); });
  clear.addEventListener("click", () => { reset(); history.replaceState(null, "", "#checks"); filters.text.focus(); });
  addEventListener("hashchange", follow);
  apply();
  follow();
})();
