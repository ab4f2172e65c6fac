// The editor with the stored questions as tabs. It asks this host alone.
"use strict";

const facts = JSON.parse(document.getElementById("editor-facts").textContent);
const endpoint = new URL("/sparql", location.href).href;
const wanted = new URLSearchParams(location.search).get("question");
const home = document.getElementById("editor");

Yasgui.Yasqe.forkAutocompleter("class", { name: "local-class", isValidCompletionPosition: () => false, get: () => [] });
Yasgui.Yasqe.defaults.autocompleters = ["variables"];
Yasgui.Yasqe.defaults.value = facts.example;
Yasgui.Yasqe.defaults.createShareableLink = null;
home.hidden = false;
document.getElementById("plain").hidden = true;
const yasgui = new Yasgui(home, {
  requestConfig: { endpoint, method: "POST" },
  endpointCatalogueOptions: { getData: () => [{ endpoint }] },
  copyEndpointOnNewTab: true,
  persistenceId: null,
  populateFromUrl: false,
});
const first = yasgui.getTab();
for (const question of facts.questions) {
  const tab = yasgui.addTab(question.id === wanted, {
    ...Yasgui.Tab.getDefaults(), name: question.id, id: question.id, requestConfig: { endpoint, method: "POST" },
    yasqe: { value: question.query },
  });
  if (question.id === wanted) yasgui.selectTabId(tab.getId());
}
if (!wanted && first) yasgui.selectTabId(first.getId());
