// The judge itself: what it has to refuse, and what not.
'use strict';
const assert = require('node:assert');
const test = require('node:test');
const { Model } = require('./model');

const model = Model.ofProtocol();
const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
const diagnostic = { range, message: 'm' };

const FINE = {
  Diagnostic: [diagnostic, { ...diagnostic, severity: 1, code: 5, source: 's' }, { ...diagnostic, data: null }],
  Hover: [{ contents: 'text' }, { contents: { kind: 'markdown', value: '' }, range }, { contents: [{ language: 'py', value: '' }] }],
  WorkspaceEdit: [{}, { changes: { 'file:///a': [] } }, { documentChanges: [
    { textDocument: { uri: 'file:///a', version: null }, edits: [{ range, newText: '' }] }] }],
  WorkDoneProgressBegin: [{ kind: 'begin', title: 't' }],
  CodeActionContext: [{ diagnostics: [], only: ['a.kind.of.our.own'] }],
};

const WRONG = {
  Diagnostic: [
    [{ ...diagnostic, colour: 1 }, 'colour is not in the model'],
    [{ message: 'm' }, 'range is missing'],
    [{ ...diagnostic, severity: 5 }, 'none of DiagnosticSeverity'],
    [{ ...diagnostic, severity: null }, 'severity: null'],
    [{ ...diagnostic, message: 5 }, 'no string'],
    [{ ...diagnostic, range: { ...range, end: { line: -1, character: 0 } } }, 'line: -1 is no uinteger'],
    [{ ...diagnostic, range: { ...range, end: { line: 1.5, character: 0 } } }, 'line: 1.5 is no uinteger'],
    [[], 'no object'], [null, 'no object'], [undefined, 'no object'],
  ],
  Hover: [[{ contents: null }, 'contents: null'], [{ contents: { kind: 'html', value: '' } }, 'none of MarkupKind']],
  WorkspaceEdit: [
    [{ changes: { 'no uri': [] } }, 'no DocumentUri'],
    [{ documentChanges: [{ textDocument: { uri: 'file:///a' }, edits: [] }] }, 'version is missing'],
  ],
  WorkDoneProgressBegin: [[{ kind: 'report', title: 't' }, 'is not "begin"'], [{ kind: 'begin' }, 'title is missing']],
  CodeAction: [[{ title: 't', tags: [1] }, 'tags is not in the model']], // came with 3.18
};

for (const [name, values] of Object.entries(FINE))
  values.forEach((value, i) => test(`${name} ${i} is fine`, () => {
    assert.deepStrictEqual(model.problems(value, { kind: 'reference', name }, name), []);
  }));
for (const [name, values] of Object.entries(WRONG))
  values.forEach(([value, problem], i) => test(`${name} ${i} is refused`, () => {
    const found = model.problems(value, { kind: 'reference', name }, name);
    assert.ok(found.some((one) => one.includes(problem)), `${problem} is not in ${JSON.stringify(found)}`);
  }));
