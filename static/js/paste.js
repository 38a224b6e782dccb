/* A table copied from Word or a web page comes as HTML too, and as text it would lose which words share a cell. */

for (const field of document.querySelectorAll("textarea[name=pasted]")) {
  field.addEventListener("paste", (event) => {
    const html = event.clipboardData.getData("text/html");
    const tables = new DOMParser().parseFromString(html, "text/html").querySelectorAll("table");
    if (!tables.length) return;
    event.preventDefault();
    field.value = [...tables].map(plain).join("\n");
  });
}

/* The table with nothing but its rows, cells, paragraphs and how far cells reach. */
function plain(table) {
  for (const element of table.querySelectorAll("*")) {
    for (const { name } of [...element.attributes]) {
      if (name !== "colspan" && name !== "rowspan") element.removeAttribute(name);
    }
  }
  for (const element of table.querySelectorAll("style, script, colgroup, img")) element.remove();
  for (const element of [...table.querySelectorAll("span, font, o\\:p, b, i, u, a")].reverse()) {
    element.replaceWith(...element.childNodes);
  }
  for (const { name } of [...table.attributes]) table.removeAttribute(name);
  return table.outerHTML;
}
