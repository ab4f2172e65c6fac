// Prints the bindings of a query as JSON lines: node comunica.mjs ENDPOINT QUERY
import { QueryEngine } from "@comunica/query-sparql";

const [endpoint, query] = process.argv.slice(2);
const bindings = await new QueryEngine().queryBindings(query, {
  sources: [{ type: "sparql", value: endpoint }],
});
for (const each of await bindings.toArray()) {
  const row = {};
  for (const [variable, term] of each) row[variable.value] = term.value;
  console.log(JSON.stringify(row));
}
