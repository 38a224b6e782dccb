/* A form of figures as a grid: Enter and the arrows lead down and up a column, and what is copied from a spreadsheet
   fills the boxes from the one it is pasted into. Without this script each box is typed into by itself. */

const form = document.querySelector("[data-grid]");
const state = document.querySelector("[data-grid-state]");
const rows = form ? [...form.querySelectorAll("tr")].filter((row) => row.querySelector("[data-cell]")) : [];

function cellAt(row, column) {
  return rows[row]?.querySelector(`[data-cell="${column}"]`);
}

function placeOf(cell) {
  return [rows.indexOf(cell.closest("tr")), Number(cell.dataset.cell)];
}

/* The next row, up or down, that has a box in this column. */
function step(cell, by) {
  const [row, column] = placeOf(cell);
  for (let next = row + by; next >= 0 && next < rows.length; next += by) {
    const found = cellAt(next, column);
    if (found) {
      found.focus();
      found.select?.();
      return true;
    }
  }
  return false;
}

/* Rows of cells out of what a spreadsheet puts on the clipboard: a cell with a line break stands in quotation marks. */
function table(text) {
  const found = [[""]];
  let quoted = false;
  for (let place = 0; place < text.length; place += 1) {
    const letter = text[place];
    const row = found.at(-1);
    if (quoted) {
      if (letter === '"' && text[place + 1] === '"') {
        row[row.length - 1] += '"';
        place += 1;
      } else if (letter === '"') quoted = false;
      else row[row.length - 1] += letter;
    } else if (letter === '"' && row.at(-1) === "") quoted = true;
    else if (letter === "\t") row.push("");
    else if (letter === "\n") found.push([""]);
    else if (letter !== "\r") row[row.length - 1] += letter;
  }
  if (found.length > 1 && found.at(-1).join("") === "") found.pop();
  return found;
}

/* Whether the text went in. An answer from a list goes in by its words. */
function fill(cell, text) {
  if (cell.tagName !== "SELECT") {
    cell.value = text.trim();
    return true;
  }
  const words = text.trim().toLowerCase();
  const option = [...cell.options].find((one) => one.text.toLowerCase() === words || one.value === words);
  if (option) cell.value = option.value;
  return Boolean(option);
}

function paste(event) {
  const cell = event.target.closest("[data-cell]");
  const text = event.clipboardData.getData("text/plain");
  if (!cell || !/[\t\n]/.test(text.replace(/\r?\n$/, ""))) return;
  event.preventDefault();
  const [first, left] = placeOf(cell);
  let filled = 0;
  let over = 0;
  table(text).forEach((cells, down) => {
    cells.forEach((words, right) => {
      if (words.trim() === "") return;
      const target = cellAt(first + down, left + right);
      if (target && fill(target, words)) filled += 1;
      else over += 1;
    });
  });
  const rest = over ? ` ${over} found no box.` : "";
  state.textContent = `${filled} ${filled === 1 ? "box" : "boxes"} filled from what you pasted.${rest} Nothing is on the record yet.`;
}

form?.addEventListener("paste", paste);
form?.addEventListener("keydown", (event) => {
  const cell = event.target.closest("input[data-cell]");
  if (!cell || event.altKey || event.ctrlKey || event.metaKey) return;
  const by = { ArrowDown: 1, ArrowUp: -1, Enter: event.shiftKey ? -1 : 1 }[event.key];
  if (!by) return;
  /* At the end of a column Enter leads on to the button, and does not press it. */
  if (step(cell, by) || event.key !== "Enter") event.preventDefault();
  else {
    event.preventDefault();
    if (by > 0) form.querySelector("button[type=submit]").focus();
  }
});
