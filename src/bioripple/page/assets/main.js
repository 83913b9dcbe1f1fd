"use strict";
// Bring the page to life.
function choose(node, goThere = false) {
  state.node = node;
  state.way = null;
  emphasise();
  drawCard();
  markRow();
  if (node !== null) showNode(node);
  if (goThere) byId("card-title").focus();
}

function find() {
  const wanted = byId("find").value.trim().toLowerCase();
  const fits = node => [data.nodes.name[node], data.nodes.id[node]]
    .some(words => words.toLowerCase().includes(wanted));
  cy.batch(() => {
    cy.nodes().removeClass("found");
    if (wanted) cy.nodes().filter(n => fits(n.data("node"))).addClass("found");
  });
  return wanted ? [...state.condition.drawn, ...state.condition.rows.node].filter(fits) : [];
}

function draw() {
  state.node = state.way = null;
  drawHead();
  drawPicture();
  drawLegend();
  drawCard();
  drawTable();
  find();
}

startPicture(choose);
startTable();
drawNotes();
byId("find").addEventListener("input", find);
byId("find").addEventListener("keydown", event => {
  if (event.key !== "Enter") return;
  const found = find(), wanted = byId("find").value.trim().toLowerCase();
  const exact = found.find(node => data.nodes.name[node].toLowerCase() === wanted);
  if (found.length) choose(exact ?? found[0]);
});
document.addEventListener("keydown", event => {
  if (event.key === "Escape" && state.node !== null) choose(null);
});
if (conditions.length > 1) {
  byId("conditions").hidden = false;
  byId("condition").append(...conditions.map((each, k) => make("option", { value: k },
    each.name === each.wording ? each.name : `${each.name}: ${each.wording}`)));
  byId("condition").addEventListener("change", event => {
    state.condition = conditions[event.target.value];
    draw();
  });
}
if (conditions.length) draw();
else byId("title").textContent = "Nothing was asked";
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  drawLegend();
  drawCard();
});
