// Says for each pair of scripts whether both are the same program: `node same-program.js`, pairs as JSON on standard input.
import { readFileSync } from 'node:fs';
import ts from '../../../widget/node_modules/typescript/lib/typescript.js';

/** The program as nested lists of kinds and words; comments and white space are not in it. */
function shape(node) {
  const children = [];
  ts.forEachChild(node, (child) => void children.push(shape(child)));
  return [ts.SyntaxKind[node.kind], node.text !== undefined && node.kind !== ts.SyntaxKind.SourceFile ? node.text : '', children];
}

function program(text) {
  const file = ts.createSourceFile('script.js', text, ts.ScriptTarget.ESNext, true, ts.ScriptKind.JS);
  if (file.parseDiagnostics.length) throw new Error(file.parseDiagnostics[0].messageText);
  return JSON.stringify(shape(file));
}

const pairs = JSON.parse(readFileSync(0, 'utf8'));
console.log(JSON.stringify(pairs.map(([one, other]) => program(one) === program(other))));
