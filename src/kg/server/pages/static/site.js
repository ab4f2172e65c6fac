// What scripts add to the pages: buttons that copy, and marks for characters that an address names.
"use strict";

for (const block of document.querySelectorAll(".code")) {
  const button = document.createElement("button");
  const code = block.querySelector("code");
  button.type = "button";
  const word = block.parentElement.dataset.copy;
  button.textContent = word;
  button.setAttribute("aria-label", `${word}: ${block.querySelector("h3").textContent}`);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = "✓";
    setTimeout(() => { button.textContent = word; }, 1500);
  });
  block.append(button);
}

// `#char=B,E` (RFC 5147) counts code points; texts in the page count UTF-16 units.
function place(line, offset) {
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  let left = offset;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const letters = Array.from(node.data);
    if (left <= letters.length) return [node, letters.slice(0, left).join("").length];
    left -= letters.length;
  }
  return [line, line.childNodes.length];
}

function showCharacters() {
  const match = /^#char=(\d+),(\d+)$/.exec(decodeURIComponent(location.hash));
  if (!match || !window.CSS || !CSS.highlights) return;
  CSS.highlights.delete("asked");
  if (document.getElementById(`char=${match[1]},${match[2]}`)) return;
  const [begin, end] = [Number(match[1]), Number(match[2])];
  const lines = [...document.querySelectorAll(".text p[data-begin]")];
  const first = lines.find((line) => begin < Number(line.dataset.end));
  const last = [...lines].reverse().find((line) => end > Number(line.dataset.begin));
  if (!first || !last) return;
  const range = new Range();
  range.setStart(...place(first, Math.max(0, begin - Number(first.dataset.begin))));
  range.setEnd(...place(last, Math.min(end, Number(last.dataset.end)) - Number(last.dataset.begin)));
  CSS.highlights.set("asked", new Highlight(range));
  first.scrollIntoView({ block: "center" });
}

addEventListener("hashchange", showCharacters);
showCharacters();
