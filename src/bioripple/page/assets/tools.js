"use strict";
// What the other scripts share. Names of nodes come from strangers: they are put on the
// page by `text`, never as markup, and name nothing; nodes go by their places.
const data = JSON.parse(document.getElementById("data").textContent);
const byId = id => document.getElementById(id);
const SVG = "http://www.w3.org/2000/svg";
const MINUS = "\u2212";

function make(tag, given = {}, ...inside) {
  const drawn = ["svg", "rect", "text", "line", "path", "g"].includes(tag);
  const made = drawn ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [key, value] of Object.entries(given)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...inside.map(one => one instanceof Node ? one : String(one)));
  return made;
}

// A name keeps its own direction of writing, and that of what stands beside it.
const text = words => make("bdi", {}, words);

const signed = value => (value < 0 ? MINUS : value > 0 ? "+" : "") + sized(value);

function sized(value) {
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size < 1e-4 || size >= 1e5) return size.toExponential(1).replace("-", MINUS);
  return String(Number(size.toPrecision(3)));
}

const count = value => value.toLocaleString("en");
const number = value => value === null ? "" : (value < 0 ? MINUS : "") + sized(value);
const share = value => value === null ? "" : Math.round(100 * value) + "\u00a0%";

// Fill and ink of a response: signed square root, so that small ones can be seen.
function shade(response, most) {
  if (response === null || response === undefined) return ["#c8c8c8", "#111111"];
  const at = Math.sign(response) * Math.sqrt(Math.min(Math.abs(response) / most, 1));
  return data.palette[Math.round((at + 1) / 2 * (data.palette.length - 1))];
}

function colourOf(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function save(blob, name) {
  const link = make("a", { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

// What is known of a condition, by place of the node.
const conditions = data.conditions.map(given => {
  const rowOf = new Map(given.rows.node.map((node, row) => [node, row]));
  const strength = new Map(given.perturbed);
  const ways = new Map(given.paths);
  return { ...given, rowOf, strength, ways };
});

const at = (condition, column, node) => {
  const row = condition.rowOf.get(node);
  return row === undefined ? null : condition.rows[column][row];
};

const state = { condition: conditions[0], node: null, way: null };
