"use strict";
// The table: rows are made as they are asked for, so that 20,000 of them open at once.
const PAGE = 50;
const HEADS = [
  ["rank", "Rank", number], ["node", "Node", null], ["response", "Response", signed],
  ["spread", "Spread", number], ["sign_agreement", "Agree", share],
  ["distance", "Distance", number], ["relation", "Relation", null],
  ["baseline", "Distance model", signed],
];
const order = { column: "rank", down: false, shown: PAGE, rows: [] };

function startTable() {
  const said = new Map(data.columns);
  const heads = HEADS.map(([column, head, form]) => make("th",
    { scope: "col", class: form ? "number" : "", "data-column": column },
    make("button", { type: "button", title: said.get(column), onclick: () => sortBy(column) },
      head)));
  byId("table").tHead.append(make("tr", {}, ...heads));
  byId("filter").addEventListener("input", () => { order.shown = PAGE; drawTable(); });
  byId("more").addEventListener("click", () => { order.shown += 4 * PAGE; drawTable(); });
  byId("save-table").addEventListener("click", saveTable);
}

function sortBy(column) {
  // Numbers but for ranks and distances are of interest from the top.
  const first = ["response", "spread", "sign_agreement", "baseline"].includes(column);
  order.down = order.column === column ? !order.down : first;
  order.column = column;
  order.shown = PAGE;
  drawTable();
}

function sortedRows() {
  const { rows } = state.condition, wanted = byId("filter").value.toLowerCase();
  const words = column => column === "node" ? rows.node.map(called) : rows[column];
  const keys = words(order.column), turn = order.down ? -1 : 1;
  const found = rows.node.map((node, row) => row).filter(row => !wanted
    || called(rows.node[row]).toLowerCase().includes(wanted)
    || data.nodes.id[rows.node[row]].toLowerCase().includes(wanted)
    || rows.relation[row].includes(wanted));
  const compare = typeof keys.find(key => key !== null) === "string"
    ? new Intl.Collator("en", { numeric: true }).compare : (a, b) => a - b;
  return found.sort((one, other) => {
    const [a, b] = [keys[one], keys[other]];
    if (a === null || b === null) return (a === null) - (b === null) || one - other;
    return turn * compare(a, b) || one - other;
  });
}

function drawTable() {
  const { rows } = state.condition;
  order.rows = sortedRows();
  for (const head of byId("table").tHead.rows[0].cells)
    head.ariaSort = head.dataset.column !== order.column ? "none"
      : order.down ? "descending" : "ascending";
  const lines = order.rows.slice(0, order.shown).map(row => rowOf(rows, row));
  byId("table").tBodies[0].replaceChildren(...lines);
  byId("more").hidden = order.rows.length <= order.shown;
  byId("shown").textContent = `${count(Math.min(order.shown, order.rows.length))} of ` +
    `${count(order.rows.length)} rows`;
}

function rowOf(rows, row) {
  const node = rows.node[row];
  const cells = HEADS.map(([column, , form]) => {
    if (column !== "node") {
      const value = rows[column][row];
      return make("td", { class: form ? "number" : "" },
        value === null ? "" : form ? form(value) : value);
    }
    const swatch = make("span", { class: "swatch", "aria-hidden": "true" });
    swatch.style.backgroundColor = shade(rows.response[row], state.condition.most)[0];
    return make("td", {}, swatch, make("button", { type: "button",
      onclick: () => choose(node, true) }, text(called(node))));
  });
  return make("tr", { "data-node": node, "aria-selected": node === state.node }, ...cells);
}

function markRow() {
  for (const row of byId("table").tBodies[0].rows)
    row.setAttribute("aria-selected", Number(row.dataset.node) === state.node);
}

function saveTable() {
  const cell = value => value === null ? "" : String(value).replace(/[\t\r\n]+/g, " ");
  const lines = [data.columns.map(([column]) => column).join("\t")];
  for (const condition of conditions)
    condition.rows.node.forEach((node, row) => lines.push(data.columns.map(([column]) =>
      cell(column === "condition" ? condition.name : column === "node" ? data.nodes.id[node]
        : column === "name" ? called(node) : condition.rows[column][row])).join("\t")));
  save(new Blob([lines.join("\n"), "\n"], { type: "text/tab-separated-values" }),
    "responses.tsv");
}
