"use strict";
// What is said of the answer, of a condition and of the node that was chosen.
const called = node => data.nodes.name[node];

const inWords = response => response === null ? "not in the table"
  : response === 0 ? "does not respond"
  : `${response < 0 ? "falls" : "rises"} (${signed(response)})`;

function drawHead() {
  const { condition } = state, { rows } = condition;
  byId("title").replaceChildren(text(condition.wording));
  document.title = `What responds to ${condition.wording}`;
  const moved = rows.response.filter(value => value).length;
  const falls = rows.response.filter(value => value < 0).length;
  byId("summary").textContent = `${count(moved)} of ${count(rows.node.length)} nodes respond: ` +
    `${count(falls)} fall, ${count(moved - falls)} rise. Predicted by ${data.predictor}.`;
}

function drawNotes() {
  const said = [...data.left_out, ...data.notes];
  byId("notes").replaceChildren(...said.map(note => make("li", {}, text(note))));
  byId("notes").parentElement.hidden = !said.length;
  const facts = [["predictor", data.predictor], ...data.facts];
  byId("facts").replaceChildren(...facts.flatMap(([key, value]) =>
    [make("dt", {}, text(key)), make("dd", {}, text(value))]));
  byId("columns").replaceChildren(...data.columns.flatMap(([key, value]) =>
    [make("dt", {}, key), make("dd", {}, value)]));
}

function drawLegend() {
  const { condition } = state, most = condition.most, wide = 264;
  const bar = make("svg", { width: wide, height: 30, role: "img",
    "aria-label": `Colours: blue falls, white does not respond, red rises, up to ${sized(most)}` });
  data.palette.forEach(([fill], k) => bar.append(make("rect", { fill, height: 12, y: 0, "shape-rendering": "crispEdges",
    x: k * wide / data.palette.length, width: wide / data.palette.length + 0.5 })));
  const roomy = signed(most).length + signed(most / 4).length < 13;
  for (const part of roomy ? [-1, -0.25, 0, 0.25, 1] : [-1, 0, 1]) {
    const x = (Math.sign(part) * Math.sqrt(Math.abs(part)) + 1) / 2 * wide;
    bar.append(make("text", { x, y: 26, "text-anchor": part === -1 ? "start"
      : part === 1 ? "end" : "middle" }, signed(part * most)));
  }
  const sign = (words, ...drawn) => make("span", { class: "sign" },
    make("svg", { width: 34, height: 16, "aria-hidden": "true" }, ...drawn), words);
  const stroke = colourOf("--link"), mark = colourOf("--mark");
  const line = make("line", { x1: 1, y1: 8, x2: 26, y2: 8, stroke, "stroke-width": 2 });
  const box = given => make("rect", { x: 2, y: 2, width: 28, height: 12, rx: 4, ...given });
  const signs = [
    sign("perturbed", box({ fill: "#222222", stroke: mark, "stroke-width": 3 })),
    sign("activates", line, make("path", { d: "M24 3 L33 8 L24 13 Z", fill: stroke })),
    sign("inhibits", line.cloneNode(), make("path", { d: "M27 2 V14", stroke,
      "stroke-width": 3 })),
  ];
  if (condition.ways.size) signs.push(sign("strongest path to the largest responses",
    make("line", { x1: 1, y1: 8, x2: 33, y2: 8, stroke: colourOf("--ink"), "stroke-width": 3 })));
  if (cy.nodes(".doubtful").length) signs.push(sign("direction in doubt: less than 75 % agree",
    box({ fill: "none", stroke, "stroke-width": 2, "stroke-dasharray": "4 3" })));
  if (condition.drawn.some(node => !condition.rowOf.has(node) && !condition.strength.has(node)))
    signs.push(sign("not in the table", box({ fill: "#c8c8c8", stroke })));
  byId("legend").replaceChildren(bar, ...signs);
}

function drawCard() {
  const { node } = state;
  byId("card-title").replaceChildren(node === null ? "Largest responses" : text(called(node)));
  byId("card").replaceChildren(...(node === null ? overview() : ofNode(node)));
}

function overview() {
  const { condition } = state, { rows } = condition;
  const bars = rows.node.slice(0, 12).filter((node, k) => rows.response[k]).map((node, k) => {
    const response = rows.response[k], size = 50 * Math.abs(response) / condition.most;
    const bar = make("svg", { viewBox: "0 0 100 14", preserveAspectRatio: "none",
      "aria-hidden": "true" },
      make("rect", { x: response < 0 ? 50 - size : 50, y: 1, width: Math.max(size, 0.8),
        height: 12, fill: shade(response, condition.most)[0], stroke: colourOf("--quiet"),
        "stroke-width": 0.3 }),
      make("line", { x1: 50, x2: 50, y1: 0, y2: 14, stroke: colourOf("--quiet"),
        "stroke-width": 0.5 }));
    return make("li", {}, make("button", { type: "button", onclick: () => choose(node) },
      text(called(node)), bar, make("span", { class: "number" }, signed(response))));
  });
  if (!bars.length) return [make("p", {}, "Nothing responds.")];
  return [make("ol", { class: "bars" }, ...bars),
    make("p", { class: "quiet" }, "Choose a node here, in the picture or in the table to " +
      "see how the effect gets there.")];
}

function ofNode(node) {
  const { condition } = state, by = condition.strength.get(node);
  const read = column => at(condition, column, node);
  const facts = [["id", text(data.nodes.id[node])]];
  if (condition.rowOf.has(node)) facts.push(
    ["rank", `${number(read("rank"))} of ${condition.rows.node.length}`],
    ["spread", number(read("spread"))],
    ["agree on direction", share(read("sign_agreement"))],
    ["distance", read("distance") === null ? "no path leads here" : number(read("distance"))],
    ["relation", read("relation")], ["distance model", signed(read("baseline"))]);
  const drawn = condition.drawn.includes(node);
  return [
    make("p", { class: "big" }, by !== undefined ? `perturbed: ${by}` : inWords(read("response"))),
    make("dl", {}, ...facts.filter(([, value]) => value !== "").flatMap(([key, value]) =>
      [make("dt", {}, key), make("dd", { class: "number" }, value)])),
    ...ways(node),
    ...(drawn ? [] : [make("p", { class: "quiet" }, "Not in the picture.")]),
    make("p", {}, make("button", { type: "button", onclick: () => choose(null) },
      "Back to all")),
  ];
}

function ways(node) {
  const found = state.condition.ways.get(node) || [];
  if (!found.length) return [];
  const links = new Map(data.edges.map(([s, t, sign]) => [edgeKey(s, t), sign]));
  const items = found.map(([nodes, sign, carried]) => {
    const words = nodes.flatMap((each, k) => k === 0 ? [text(called(each))]
      : [links.get(edgeKey(nodes[k - 1], each)) < 0 ? " ⊣ " : " → ", text(called(each))]);
    const button = make("button", { type: "button", "aria-pressed": "false" }, ...words,
      make("small", {}, `${sign < 0 ? "turns the direction" : "keeps the direction"}, carries ` +
        `${share(carried)} of what all paths carry`));
    button.addEventListener("click", () => {
      const on = button.getAttribute("aria-pressed") !== "true";
      for (const other of document.querySelectorAll(".ways button"))
        other.setAttribute("aria-pressed", "false");
      button.setAttribute("aria-pressed", on);
      state.way = on ? nodes : null;
      emphasise();
    });
    return make("li", {}, button);
  });
  return [make("h3", {}, "Strongest paths"), make("ol", { class: "ways" }, ...items)];
}
