// Django's administration names the fields of a table by its heading alone, and its lists to choose from not at all.
// Here each gets a name that can be heard. Without this file everything still works.

const FIELDS = "input:not([type=hidden]), select, textarea";

function nameCells(table) {
  const headings = [...table.querySelectorAll("thead th")].map((heading) => heading.textContent.trim());
  for (const row of table.querySelectorAll("tbody tr")) {
    const cells = [...row.cells].filter((cell) => !cell.classList.contains("original"));
    cells.forEach((cell, place) => {
      for (const field of cell.querySelectorAll(FIELDS)) {
        if (!field.labels?.length && !field.hasAttribute("aria-label")) {
          field.setAttribute("aria-label", headings[headings.length - cells.length + place] || "Choose");
        }
      }
    });
  }
}

function nameHeadings(table) {
  for (const heading of table.querySelectorAll("thead th")) {
    if (!heading.textContent.trim()) {
      heading.innerHTML = '<span class="visually-hidden">Row</span>';
    }
  }
}

function nameChoices(select) {
  const name = select.getAttribute("aria-label") || select.labels?.[0]?.textContent.replace(/:\s*$/, "").trim();
  const box = select.nextElementSibling;
  if (name && box?.classList.contains("select2")) {
    for (const part of box.querySelectorAll("[role=combobox], [role=textbox], [role=searchbox]")) {
      part.removeAttribute("aria-labelledby");
      part.setAttribute("aria-label", [name, ...select.selectedOptions].map((one) => one.text ?? one).join(", "));
    }
  }
}

function nameAll() {
  document.querySelectorAll(".inline-group table").forEach((table) => {
    nameHeadings(table);
    nameCells(table);
  });
  document.querySelectorAll("select.admin-autocomplete").forEach(nameChoices);
}

window.addEventListener("load", nameAll);
document.addEventListener("formset:added", () => setTimeout(nameAll));
globalThis.django?.jQuery?.(document).on("change", "select.admin-autocomplete", () => setTimeout(nameAll));
