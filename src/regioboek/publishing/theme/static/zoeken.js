/* The search page: regions and topics from the finder, then the text of chapters, indicators and themes. */
(function () {
  "use strict";
  var query = new URLSearchParams(location.search).get("q") || "", find = window.rbFind, root = find.root;
  var place = document.querySelector("[data-rb-results]"), status = document.querySelector("[data-rb-status]");
  var KINDS = { indicator: "«finder.kind.indicator»", thema: "«finder.kind.theme»", methode: "«finder.kind.method»", hoofdstuk: "«finder.kind.chapter»", home: "«finder.kind.home»" };
  document.querySelector("[data-rb-search] input").value = query;
  document.querySelector("#rb-zoek").value = "";
  if (!query.trim()) return;
  document.title = query + " «finder.title» · " + document.title;

  function element(name, text, children) {
    var e = document.createElement(name);
    if (text) e.textContent = text;
    (children || []).forEach(function (c) { e.append(c); });
    return e;
  }
  function link(href, text) { var a = element("a", text); a.href = root + href; return a; }

  /* Whole text is folded to plain letters one by one, so that places in it stay the same. */
  function fold(text) {
    return Array.from(text, function (c) {
      var f = c.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");
      return f.length === c.length ? f : c.toLowerCase().slice(0, c.length);
    }).join("");
  }
  var parts = fold(query).split(/[^a-z0-9]+/).filter(Boolean);
  function starts(text, part) {
    for (var at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
      if (at === 0 || !/[a-z0-9]/.test(text[at - 1])) return at;
    }
    return -1;
  }
  function snippet(text, folded) {
    var at = Math.min.apply(null, parts.map(function (p) { var n = starts(folded, p); return n < 0 ? Infinity : n; }));
    if (!isFinite(at)) at = 0;
    var from = Math.max(0, text.lastIndexOf(" ", Math.max(0, at - 70))), to = at + 150 >= text.length ? text.length : text.lastIndexOf(" ", at + 150);
    var p = element("p"), n = from;
    if (from > 0) p.append("… ");
    while (n < to) {
      var next = -1, length = 0;
      parts.forEach(function (part) {
        var s = starts(folded.slice(n, to), part);
        if (s >= 0 && (next < 0 || s < next)) { next = s; length = part.length; }
      });
      if (next < 0) { p.append(text.slice(n, to)); break; }
      p.append(text.slice(n, n + next), element("mark", text.slice(n + next, n + next + length)));
      n += next + length;
    }
    if (to < text.length) p.append(" …");
    return p;
  }
  function hits(index) {
    var found = [];
    index.forEach(function (row) {
      var title = row[2][0][1];
      row[2].forEach(function (section) {
        var heading = fold(section[1]), text = fold(section[2]), top = fold(title);
        var every = parts.every(function (p) { return starts(heading, p) >= 0 || starts(text, p) >= 0 || starts(top, p) >= 0; });
        var here = parts.some(function (p) { return starts(heading, p) >= 0 || starts(text, p) >= 0; });
        if (!every || !here) return;
        var value = parts.reduce(function (sum, p) {
          return sum + (starts(heading, p) >= 0 ? 10 : 0) + (starts(top, p) >= 0 ? 5 : 0) + Math.min(4, text.split(p).length - 1);
        }, 0);
        found.push({ value: value, href: row[0] + ".html" + (section[0] ? "#" + section[0] : ""),
          title: section[0] ? title + ": " + section[1] : title, kind: KINDS[row[1]] || "", text: section[2], folded: text });
      });
    });
    return found.sort(function (a, b) { return b.value - a.value; }).slice(0, 30);
  }
  function show() {
    var names = find.find(query).slice(0, 20), texts = parts.length ? hits(window.rbSearchIndex) : [];
    place.textContent = "";
    if (names.length) {
      place.append(element("h2", "«finder.names»"), element("ul", "", names.map(function (m) {
        return element("li", "", [link(m.entry.page + ".html", m.entry.label), " ", element("small", m.entry.note)]);
      })));
      place.lastChild.className = "rb-columns";
    }
    if (texts.length) {
      place.append(element("h2", "«finder.in_text»"), element("ul", "", texts.map(function (h) {
        return element("li", "", [link(h.href, h.title), " ", element("small", h.kind), h.text ? snippet(h.text, h.folded) : ""]);
      })));
      place.lastChild.className = "rb-hits";
    }
    var count = names.length + texts.length;
    if (!count) place.append(element("p", "«finder.nothing_for» “" + query + "”. «finder.instead»"));
    status.textContent = count === 1 ? "«finder.one»" : count ? count + " «finder.many»" : "«finder.nothing»";
  }
  var script = document.createElement("script");
  script.src = root + "_static/zoekindex.js";
  script.onload = function () { find.load(show); };
  document.head.appendChild(script);
})();
