// The requests of our own, in the words of the protocol's model: docs/commands.md as types.
'use strict';

const base = (name) => ({ kind: 'base', name });
const array = (element) => ({ kind: 'array', element });
const map = (value) => ({ kind: 'map', key: base('string'), value });
const or = (...items) => ({ kind: 'or', items });
const text = (...values) => or(...values.map((value) => ({ kind: 'stringLiteral', value })));
const STRING = base('string');
const OPTIONAL = Symbol('optional');
const optional = (type) => ({ [OPTIONAL]: true, ...type });
const object = (properties) => ({ kind: 'literal', value: {
  properties: Object.entries(properties).map(([name, type]) => ({ name, type, optional: type[OPTIONAL] === true })) } });

const CALL = object({
  uri: base('DocumentUri'), line: base('uinteger'), column: base('uinteger'), start: base('uinteger'), end: base('uinteger'),
  library: text('eventlet', 'gevent'), text: STRING, state: text('unsafe', 'risky', 'safe', 'unknown', 'debug-safe'),
  debugSafe: or(STRING, base('null')),
});
const VSCODE = object({
  name: STRING, type: text('debugpy'), request: text('launch'), python: STRING, cwd: STRING, env: map(STRING),
  console: text('integratedTerminal'), justMyCode: base('boolean'), program: optional(STRING), module: optional(STRING),
  code: optional(STRING), args: optional(array(STRING)),
});
const RUNNABLE = object({
  label: STRING, project: STRING, kind: text('program', 'tests', 'group'), program: STRING, args: array(STRING), cwd: STRING,
  env: map(STRING), launch: object({ eclipse: STRING, vscode: or(VSCODE, base('null')) }),
});

module.exports = [
  { method: 'stackdev/scan', messageDirection: 'clientToServer', params: object({ uris: array(base('DocumentUri')) }),
    result: object({ calls: array(CALL) }) },
  { method: 'stackdev/runnables', messageDirection: 'clientToServer', params: object({ uri: optional(base('DocumentUri')) }),
    result: object({ runnables: array(RUNNABLE) }) },
  { method: 'stackdev/debugTarget', messageDirection: 'clientToServer',
    params: object({ label: STRING, debugger: optional(text('pydevd', 'debugpy')), idePort: optional(base('uinteger')) }),
    result: object({ uri: base('URI'), protocol: text('pydevd', 'dap') }) },
];
