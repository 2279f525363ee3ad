/* The finder (combobox after the WAI-ARIA pattern), "«page.on_this_page»" and the printed address.
   The list of regions is a script that is loaded when the finder is first used; it also works from a file. */
(function () {
  "use strict";
  var root = document.documentElement.dataset.root || "./";
  var LIMIT = 9;

  /* -- matching ---------------------------------------------------------------------------------------------- */

  function plain(text) {
    return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/\u0133/g, "ij")
      .replace(/[^a-z0-9]+/g, " ").trim();
  }
  function score(query, key) {
    if (key === query) return 0;
    if (key.indexOf(query) === 0) return 1;
    if ((" " + key).indexOf(" " + query) >= 0) return 2;
    var words = (" " + key), every = query.split(" ").every(function (part) { return words.indexOf(" " + part) >= 0; });
    if (every) return 3;
    return query.length > 2 && key.indexOf(query) >= 0 ? 4 : -1;
  }

  var entries = null, waiting = [];
  function unpack(data) {
    var regions = data.regions.map(function (r) {
      return { key: plain(r[0]), label: r[0], note: r[2], page: r[1], order: r[3] };
    });
    var former = data.former.map(function (f) {
      var now = data.regions[f[1]];
      return { key: plain(f[0]), label: f[2] ? "«finder.former» " + f[0] + " → " + now[0] : f[0] + " → " + now[0],
        note: now[2], page: now[1], order: 6 };
    });
    var topics = data.topics.map(function (t) {
      return { key: plain(t[0]), label: t[0], note: t[2], page: t[1], order: 5 };
    });
    return regions.concat(former, topics);
  }
  function load(done) {
    if (entries) return done(entries);
    waiting.push(done);
    if (waiting.length > 1) return;
    var script = document.createElement("script");
    script.src = root + "_static/regio-finder.js";
    script.onload = function () {
      entries = unpack(window.rbFinder);
      waiting.splice(0).forEach(function (f) { f(entries); });
    };
    document.head.appendChild(script);
  }
  function find(query) {
    var q = plain(query);
    if (!q || !entries) return [];
    return entries.map(function (e) { return { entry: e, score: score(q, e.key) }; })
      .filter(function (m) { return m.score >= 0; })
      .sort(function (a, b) {
        return a.score - b.score || a.entry.order - b.entry.order || a.entry.label.localeCompare(b.entry.label, "nl");
      });
  }
  window.rbFind = { load: load, find: find, plain: plain, root: root };

  /* -- combobox ---------------------------------------------------------------------------------------------- */

  function combobox(form) {
    var input = form.querySelector("input"), id = input.id, list = document.createElement("ul"),
      status = document.createElement("p"), shown = [], active = -1, timer;
    list.id = id + "-lijst"; list.hidden = true;
    list.setAttribute("role", "listbox"); list.setAttribute("aria-label", "«finder.found»");
    status.className = "rb-hidden"; status.setAttribute("role", "status");
    form.append(list, status);
    input.setAttribute("role", "combobox"); input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id); input.setAttribute("aria-expanded", "false");

    function say(text) {
      clearTimeout(timer);
      timer = setTimeout(function () { status.textContent = text; }, 350);
    }
    function close() {
      list.hidden = true; active = -1;
      input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant");
    }
    function choose(n) {
      active = n;
      Array.prototype.forEach.call(list.children, function (item, i) {
        item.setAttribute("aria-selected", i === n ? "true" : "false");
      });
      if (n < 0) { input.removeAttribute("aria-activedescendant"); return; }
      input.setAttribute("aria-activedescendant", list.children[n].id);
      list.children[n].scrollIntoView({ block: "nearest" });
    }
    function go(n) { location.href = root + shown[n].page + ".html"; }
    function render() {
      var query = input.value.trim();
      if (!query) { close(); say(""); return; }
      var matches = find(query);
      shown = matches.slice(0, LIMIT).map(function (m) { return m.entry; });
      list.textContent = "";
      shown.forEach(function (entry, i) {
        var item = document.createElement("li"), name = document.createElement("span"), note = document.createElement("small");
        item.id = list.id + "-" + i; item.setAttribute("role", "option"); item.setAttribute("aria-selected", "false");
        name.textContent = entry.label; note.textContent = entry.note;
        item.append(name, " ", note);
        item.addEventListener("mousedown", function (event) { event.preventDefault(); });
        item.addEventListener("click", function () { go(i); });
        list.appendChild(item);
      });
      if (!shown.length) {
        var none = document.createElement("li");
        none.className = "rb-nothing"; none.setAttribute("role", "option"); none.setAttribute("aria-disabled", "true");
        none.textContent = "«finder.nothing» «finder.search_text»";
        list.appendChild(none);
      }
      list.hidden = false; active = -1;
      input.setAttribute("aria-expanded", "true"); input.removeAttribute("aria-activedescendant");
      say(!matches.length ? "«finder.nothing»" :
        (matches.length === 1 ? "«finder.one»" : matches.length + " «finder.many»") + " «finder.choose»");
    }
    input.addEventListener("focus", function () { load(function () { if (input.value && document.activeElement === input) render(); }); });
    input.addEventListener("input", function () { load(render); });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", function (event) {
      var open = !list.hidden && shown.length;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (!open) { load(render); return; }
        var step = event.key === "ArrowDown" ? 1 : -1, n = active + step;
        choose(n < -1 ? shown.length - 1 : n >= shown.length ? -1 : n);
      } else if (event.key === "Escape") {
        if (!list.hidden) { event.preventDefault(); close(); } else input.value = "";
      } else if (event.key === "Enter" && open) {
        var first = find(input.value), exact = first.filter(function (m) { return m.score === 0; });
        if (active >= 0) { event.preventDefault(); go(active); }
        else if (exact.length === 1 || first.length === 1) { event.preventDefault(); location.href = root + first[0].entry.page + ".html"; }
      }
    });
  }
  document.querySelectorAll("[data-rb-finder]").forEach(combobox);

  /* -- small things ------------------------------------------------------------------------------------------- */

  var toc = document.querySelector("[data-rb-toc]");
  if (toc && window.matchMedia("(min-width: 72rem)").matches) toc.open = true;
  if (/^https?:$/.test(location.protocol)) {
    document.querySelectorAll("[data-rb-address]").forEach(function (place) {
      place.textContent = location.origin + location.pathname;
    });
  }
})();
