"use strict";
// The picture of the network. What is not on the way to the node that was chosen, or at
// first to the largest responses, is drawn faintly.
const LARGEST = 10;
const DOUBTFUL = 0.75;
const NARROW = 500; // px
const FEW_LINKS = 80; // so many do not hide each other, and can be followed one by one
const ROOM = 4; // px between a link and a box
let cy = null;

const edgeKey = (source, target) => source * data.nodes.id.length + target;

function elements(condition) {
  const drawn = new Map(condition.drawn.map((node, k) => [node, k]));
  const touched = new Set(condition.links.map(([s, t]) => edgeKey(s, t)));
  const nodes = condition.drawn.map((node, k) => {
    const [fill, ink] = shade(at(condition, "response", node), condition.most);
    const agreement = at(condition, "sign_agreement", node);
    const by = condition.strength.get(node);
    const kind = by !== undefined ? "perturbed"
      : agreement !== null && agreement < DOUBTFUL && at(condition, "response", node) ? "doubtful" : "";
    return {
      group: "nodes", classes: kind, position: { x: condition.x[k], y: condition.y[k] },
      data: { id: "n" + node, node, fill, ink, label: data.nodes.short[node],
        width: data.nodes.width[node], height: data.height },
    };
  });
  const edges = data.edges.filter(([s, t]) => drawn.has(s) && drawn.has(t)).map(
    ([source, target, sign]) => ({
      group: "edges", data: { id: `e${source}-${target}`, source: "n" + source,
        target: "n" + target, bend: bend(condition, drawn.get(source), drawn.get(target)) },
      classes: [sign < 0 ? "inhibits" : "activates", source === target ? "own" : "",
        touched.has(edgeKey(source, target)) ? "touched" : ""].join(" "),
    }));
  return [...nodes, ...edges];
}

// Links within a column or backwards take a bow around the boxes between their ends. If links
// are few, it is a larger one, or on the other side, where they would seem to end at a box.
function bend(condition, source, target) {
  const right = condition.x[target] - condition.x[source];
  const down = condition.y[target] - condition.y[source];
  const length = Math.hypot(right, down), side = right < -40 ? 1 : Math.sign(down) || 1;
  let best = right > 40 ? 0 : Math.min(90, 26 + length / 8) * side;
  if (!length || data.edges.length > FEW_LINKS) return best;
  let fewest = hidden(condition, source, target, best);
  for (const by of [0.15, 0.3, 0.45, 0.6])
    for (const other of [by * length * side, -by * length * side]) {
      const found = fewest ? hidden(condition, source, target, other) : fewest;
      if (found < fewest) [best, fewest] = [other, found];
    }
  return best;
}

// Behind how many boxes a link passes whose bow is so high: a parabola from centre to centre.
function hidden(condition, source, target, high) {
  const { x, y, drawn } = condition;
  const right = x[target] - x[source], down = y[target] - y[source];
  const length = Math.hypot(right, down), points = [];
  for (let t = 0.04; t < 0.97; t += 0.04) {
    const out = 2 * t * (1 - t) * high / length;
    points.push([x[source] + t * right - out * down, y[source] + t * down + out * right]);
  }
  return drawn.filter((node, k) => k !== source && k !== target && points.some(([px, py]) =>
    Math.abs(px - x[k]) < data.nodes.width[node] / 2 + ROOM &&
    Math.abs(py - y[k]) < data.height / 2 + ROOM)).length;
}

function look() {
  const ink = colourOf("--ink"), link = colourOf("--link"), mark = colourOf("--mark");
  return [
    { selector: "node", style: { shape: "round-rectangle", width: "data(width)",
      height: "data(height)", "background-color": "data(fill)", label: "data(label)",
      color: "data(ink)", "text-valign": "center", "text-halign": "center",
      "font-size": 12, "font-family": "system-ui, Segoe UI, Roboto, Liberation Sans, sans-serif",
      "border-width": 1, "border-color": link, "min-zoomed-font-size": 5 } },
    { selector: "node.doubtful", style: { "border-style": "dashed", "border-width": 2 } },
    { selector: "node.perturbed", style: { "background-color": "#222222", color: "#ffffff",
      "font-weight": "bold", "border-width": 4, "border-color": mark } },
    { selector: "edge", style: { width: 1.1, "line-color": link, "curve-style": "straight",
      "target-arrow-color": link, "target-arrow-shape": "triangle", "arrow-scale": 0.9,
      opacity: 0.75 } },
    { selector: "edge[bend != 0]", style: { "curve-style": "unbundled-bezier",
      "control-point-distances": "data(bend)", "control-point-weights": 0.5 } },
    { selector: "edge.own", style: { "curve-style": "bezier", "loop-direction": "-45deg" } },
    { selector: "edge.inhibits", style: { "target-arrow-shape": "tee", "arrow-scale": 1.1 } },
    { selector: "edge.faint", style: { "z-index": 0,
      opacity: () => cy.edges().length > FEW_LINKS ? 0.18 : 0.5 } },
    { selector: "edge.far", style: { opacity: 0.1 } },
    { selector: "node.faint", style: { opacity: 0.3 } },
    { selector: "edge.way", style: { width: 2.6, opacity: 1, "line-color": ink,
      "target-arrow-color": ink, "z-index": 2 } },
    { selector: "edge.touched", style: { width: 5, "line-color": mark, opacity: 1,
      "target-arrow-color": mark, "z-index": 3 } },
    { selector: "node.chosen", style: { "border-width": 4, "border-color": ink } },
    { selector: "node.found", style: { "border-width": 4, "border-color": mark } },
  ];
}

function startPicture(choose) {
  cy = cytoscape({ container: byId("network"), layout: { name: "preset" }, elements: [],
    style: look(), minZoom: 0.03, maxZoom: 4, autoungrabify: true, boxSelectionEnabled: false });
  cy.on("tap", "node", event => choose(event.target.data("node")));
  cy.on("tap", event => { if (event.target === cy) choose(null); });
  cy.on("mouseover", "node", () => { byId("network").style.cursor = "pointer"; });
  cy.on("mouseout", "node", () => { byId("network").style.cursor = ""; });
  const zoom = by => cy.zoom({ level: cy.zoom() * by,
    renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
  byId("closer").addEventListener("click", () => zoom(1.4));
  byId("further").addEventListener("click", () => zoom(1 / 1.4));
  byId("fit").addEventListener("click", fit);
  byId("all-links").addEventListener("change", emphasise);
  byId("save-picture").addEventListener("click", () => save(
    cy.png({ output: "blob", full: true, scale: 2, maxWidth: 8000, maxHeight: 8000,
      bg: colourOf("--paper") }), "network.png"));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => cy.style(look()));
  byId("network").addEventListener("keydown", event => {
    const by = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60],
      ArrowDown: [0, -60] }[event.key];
    if (by) cy.panBy({ x: by[0], y: by[1] });
    else if (event.key === "+" || event.key === "-") zoom(event.key === "+" ? 1.4 : 1 / 1.4);
    else return;
    event.preventDefault();
  });
}

// Small networks are not blown up beyond what is easy to read.
function fit() {
  fitTo(cy.elements());
}

function fitTo(elements) {
  cy.fit(elements, 24);
  if (cy.zoom() > 1.5) { cy.zoom(1.5); cy.center(elements); }
}

function drawPicture() {
  cy.batch(() => { cy.elements().remove(); cy.add(elements(state.condition)); });
  cy.resize();
  emphasise();
  // A phone begins with the largest responses: the whole would be too small to read.
  const ways = cy.edges(".way").connectedNodes();
  fitTo(cy.width() < NARROW && ways.length ? ways : cy.elements());
  byId("network").setAttribute("aria-label",
    `${state.condition.drawn.length} nodes of the network, coloured by response to ` +
    `${state.condition.wording}`);
}

function waysShown() {
  const { condition, node, way } = state;
  if (way !== null) return [way];
  if (node !== null) return (condition.ways.get(node) || []).map(([nodes]) => nodes);
  return condition.rows.node.slice(0, LARGEST)
    .flatMap(each => (condition.ways.get(each) || []).slice(0, 1).map(([nodes]) => nodes));
}

function emphasise() {
  const ways = waysShown(), every = byId("all-links").checked;
  cy.batch(() => {
    cy.elements().removeClass("way faint far chosen");
    for (const way of ways)
      for (let k = 1; k < way.length; k++)
        cy.getElementById(`e${way[k - 1]}-${way[k]}`).addClass("way");
    const onWay = new Set(ways.flat());
    if (state.node !== null) {
      const chosen = cy.getElementById("n" + state.node);
      chosen.addClass("chosen");
      onWay.add(state.node);
      const near = ways.length ? [] : chosen.neighborhood("node").map(n => n.data("node"));
      near.forEach(node => onWay.add(node));
      if (!every) cy.nodes().filter(n => !onWay.has(n.data("node"))).addClass("faint");
      if (!ways.length) chosen.connectedEdges().addClass("way");
    }
    const few = cy.edges().length <= FEW_LINKS;
    if (every || !onWay.size && few) return;
    cy.edges().not(".way").addClass(state.node === null ? "faint" : "far");
  });
}

// Bring a node into view without losing the whole.
function showNode(node) {
  const found = cy.getElementById("n" + node);
  if (!found.length) return;
  const { x1, y1, x2, y2 } = found.renderedBoundingBox();
  if (x1 < 0 || y1 < 0 || x2 > cy.width() || y2 > cy.height()) cy.center(found);
}
